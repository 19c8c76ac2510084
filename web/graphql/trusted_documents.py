"""Trusted documents: loads the manifest that a client's build wrote, and validates it at startup."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import orjson

from resolvers.json_text import NumberOutOfRangeError, RepeatedKeyError, TooDeepError, parse_json

# The format's name in manifests of Apollo's tool.
_APOLLO = "apollo-persisted-query-manifest"


class InvalidManifestError(ValueError):
    """The manifest is invalid; the message completes a sentence that begins with the setting's name."""


def load_trusted_documents(path: Path, faults: Callable[[str], list[str]]) -> Mapping[str, str]:
    """Documents by id, from a manifest of Relay or codegen (an object of id and text) or of Apollo.

    `faults` gives the errors of a document. Raises InvalidManifestError.
    """
    try:
        manifest = parse_json(path.expanduser().read_bytes())
    except (OSError, RuntimeError) as error:
        raise InvalidManifestError("must name a readable file") from error
    except orjson.JSONDecodeError as error:
        raise InvalidManifestError("must name a file of JSON in UTF-8") from error
    except RepeatedKeyError as error:
        raise InvalidManifestError("must name a file of JSON in which no object repeats a key") from error
    except (TooDeepError, NumberOutOfRangeError) as error:
        raise InvalidManifestError(f"must name a file of JSON that {error}") from error
    documents: dict[str, str] = {}
    for id_, text in _entries(manifest):
        if not isinstance(id_, str) or not id_ or not isinstance(text, str):
            raise InvalidManifestError("must name a manifest that has only documents with ids")
        if id_ in documents:
            raise InvalidManifestError(f"must name a manifest with unique ids; {id_!r:.100} occurs twice")
        if found := faults(text):
            raise InvalidManifestError(
                f"must name a manifest of valid documents; {id_!r:.100} is not ({found[0]})"
            )
        # Some tools write the hash with this prefix, some without.
        documents[id_.removeprefix("sha256:")] = text
    if not documents:
        raise InvalidManifestError("must name a manifest with documents")
    return documents


def _entries(manifest: object) -> Iterator[tuple[object, object]]:
    if not isinstance(manifest, dict):
        raise InvalidManifestError("must name a manifest, which is a JSON object")
    if "format" not in manifest:
        yield from manifest.items()
        return
    operations = manifest.get("operations")
    if manifest["format"] != _APOLLO or manifest.get("version") != 1 or not isinstance(operations, list):
        raise InvalidManifestError(f"must name a manifest of a known format, such as {_APOLLO}, version 1")
    for operation in operations:
        if not isinstance(operation, dict):
            raise InvalidManifestError("must name a manifest that has only documents with ids")
        yield operation.get("id"), operation.get("body")
