"""Documents that a client names instead of sending them: registered by their hash, or trusted from the start.

The first is Apollo's protocol of automatic persisted queries; the second takes the manifest that a build of
the client wrote.
"""

import re
from collections.abc import Mapping
from hashlib import sha256

from resolvers.cache import ClockCache
from web.graphql.request import GraphQLRequest
from web.http.errors import RequestError, UnknownDocumentError

# Characters of all registered documents; whoever asks for one that was dropped sends it again.
_MAX_CHARACTERS = 4_000_000

_SHA256 = re.compile(r"[0-9a-f]{64}")


class PersistedDocuments:
    """`trusted` are documents by their ids; if `trusted_documents_only`, no others are run."""

    def __init__(self, trusted: Mapping[str, str], *, is_trusted_only: bool) -> None:
        self._trusted = trusted
        self._is_trusted_only = is_trusted_only
        self._registered: ClockCache[str, str] = ClockCache(_MAX_CHARACTERS)

    def resolve_text(self, asked: GraphQLRequest) -> str:
        """The document that is asked for; raises RequestError."""
        hash_ = _sha256_hash(asked)
        if asked.document_id is not None:
            if asked.query is not None:
                raise RequestError(400, "The request has a `documentId` or a `query`, not both.")
            return self._trusted_text(asked.document_id.removeprefix("sha256:"))
        if asked.query is None and hash_ is not None:
            return self._trusted.get(hash_) or self._registered_text(hash_)
        if not asked.query:
            raise RequestError(400, "The request must have a `query`, a string that is not empty.")
        if self._is_trusted_only:
            raise RequestError(
                403, "Only trusted documents are run here, by their `documentId`.", "FORBIDDEN"
            )
        if hash_ is not None and hash_ != sha256(asked.query.encode()).hexdigest():
            raise RequestError(400, "The `sha256Hash` is not that of the `query`.")
        return asked.query

    def register(self, asked: GraphQLRequest) -> None:
        """Remembers a document that came with its hash, and was run."""
        hash_, text = _sha256_hash(asked), asked.query
        if hash_ is not None and text is not None:
            self._registered.get(hash_, lambda: text, len(text))

    def _trusted_text(self, id_: str) -> str:
        if id_ in self._trusted:
            return self._trusted[id_]
        raise UnknownDocumentError("No trusted document has this `documentId`.")

    def _registered_text(self, hash_: str) -> str:
        def unknown() -> str:
            # The very words by which Apollo's clients know that they must send the document.
            raise UnknownDocumentError("PersistedQueryNotFound")

        return self._registered.get(hash_, unknown, 0)


def _sha256_hash(asked: GraphQLRequest) -> str | None:
    persisted = (asked.extensions or {}).get("persistedQuery")
    if persisted is None:
        return None
    if not isinstance(persisted, dict) or persisted.get("version") != 1:
        raise RequestError(400, "The extension `persistedQuery` must be an object of `version` 1.")
    hash_ = persisted.get("sha256Hash")
    if not isinstance(hash_, str) or not _SHA256.fullmatch(hash_):
        raise RequestError(400, "A `sha256Hash` has 64 hexadecimal digits, in lower case.")
    return hash_
