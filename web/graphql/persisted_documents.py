"""Documents that a client names instead of sending them: registered by their hash, or trusted from the start.

The first is Apollo's protocol of automatic persisted queries; the second takes the manifest that a build of
the client wrote.
"""

import re
from collections.abc import Mapping
from hashlib import sha256

from resolvers.cache import ClockCache
from web.graphql.request import Asked
from web.http.errors import RequestRefused, UnknownDocument

# Characters of all registered documents; whoever asks for one that was dropped sends it again.
_MOST_TEXT = 4_000_000

_SHA256 = re.compile(r"[0-9a-f]{64}")


class PersistedDocuments:
    """`trusted` are documents by their ids; if `trusted_only`, no others are run."""

    def __init__(self, trusted: Mapping[str, str], *, trusted_only: bool) -> None:
        self._trusted = trusted
        self._trusted_only = trusted_only
        self._registered: ClockCache[str, str] = ClockCache(_MOST_TEXT)

    def text(self, asked: Asked) -> str:
        """The document that is asked for; raises RequestRefused."""
        hash_ = _hash_of(asked)
        if asked.document_id is not None:
            if asked.query is not None:
                raise RequestRefused(400, "The request has a `documentId` or a `query`, not both.")
            return self._trusted_text(asked.document_id.removeprefix("sha256:"))
        if asked.query is None and hash_ is not None:
            return self._trusted.get(hash_) or self._registered_text(hash_)
        if not asked.query:
            raise RequestRefused(400, "The request must have a `query`, a string that is not empty.")
        if self._trusted_only:
            raise RequestRefused(
                403, "Only trusted documents are run here, by their `documentId`.", "FORBIDDEN"
            )
        if hash_ is not None and hash_ != sha256(asked.query.encode()).hexdigest():
            raise RequestRefused(400, "The `sha256Hash` is not that of the `query`.")
        return asked.query

    def register(self, asked: Asked) -> None:
        """Remembers a document that came with its hash, and was run."""
        hash_, text = _hash_of(asked), asked.query
        if hash_ is not None and text is not None:
            self._registered.get(hash_, lambda: text, len(text))

    def _trusted_text(self, id_: str) -> str:
        if id_ in self._trusted:
            return self._trusted[id_]
        raise UnknownDocument("No trusted document has this `documentId`.")

    def _registered_text(self, hash_: str) -> str:
        def unknown() -> str:
            # The very words by which Apollo's clients know that they must send the document.
            raise UnknownDocument("PersistedQueryNotFound")

        return self._registered.get(hash_, unknown, 0)


def _hash_of(asked: Asked) -> str | None:
    persisted = (asked.extensions or {}).get("persistedQuery")
    if persisted is None:
        return None
    if not isinstance(persisted, dict) or persisted.get("version") != 1:
        raise RequestRefused(400, "The extension `persistedQuery` must be an object of `version` 1.")
    hash_ = persisted.get("sha256Hash")
    if not isinstance(hash_, str) or not _SHA256.fullmatch(hash_):
        raise RequestRefused(400, "A `sha256Hash` has 64 hexadecimal digits, in lower case.")
    return hash_
