"""Trusted documents: the manifest that a client's build wrote, read and proved at the start."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import orjson

# As the formats of Apollo's own tool say of themselves.
_APOLLO = "apollo-persisted-query-manifest"


class InvalidManifestError(ValueError):
    """The manifest cannot be used; completes a sentence that begins with what named it."""


def load_trusted_documents(path: Path, faults: Callable[[str], list[str]]) -> Mapping[str, str]:
    """Documents by their ids, of a Relay or codegen manifest (an object of id and text), or of Apollo's.

    `faults` says why a document would not be executed. Raises InvalidManifestError.
    """
    try:
        manifest = orjson.loads(path.expanduser().read_bytes())
    except (OSError, RuntimeError) as error:
        raise InvalidManifestError("names a file that cannot be read") from error
    except orjson.JSONDecodeError as error:
        raise InvalidManifestError("names a file that is not JSON in UTF-8") from error
    documents: dict[str, str] = {}
    for id_, text in _entries(manifest):
        if not isinstance(id_, str) or not id_ or not isinstance(text, str):
            raise InvalidManifestError("names a manifest in which something is no document with an id")
        if id_ in documents:
            raise InvalidManifestError(f"names a manifest that has the id {id_!r:.100} twice")
        if found := faults(text):
            raise InvalidManifestError(f"names a manifest whose document {id_!r:.100} is refused: {found[0]}")
        # Some write the hash with its kind, some without.
        documents[id_.removeprefix("sha256:")] = text
    if not documents:
        raise InvalidManifestError("names a manifest without documents")
    return documents


def _entries(manifest: object) -> Iterator[tuple[object, object]]:
    if not isinstance(manifest, dict):
        raise InvalidManifestError("names a file that is no manifest: it must hold a JSON object")
    if "format" not in manifest:
        yield from manifest.items()
        return
    operations = manifest.get("operations")
    if manifest["format"] != _APOLLO or manifest.get("version") != 1 or not isinstance(operations, list):
        raise InvalidManifestError(
            f"names a manifest of a format that is not known; {_APOLLO}, version 1, is"
        )
    for operation in operations:
        if not isinstance(operation, dict):
            raise InvalidManifestError("names a manifest in which something is no document with an id")
        yield operation.get("id"), operation.get("body")
