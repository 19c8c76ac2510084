"""Documents that clients name instead of sending them: registered by their hash, or trusted from startup.

The first is Apollo's protocol of automatic persisted queries; the second uses a manifest that the build
of a client wrote.
"""

import re
from collections.abc import Mapping
from hashlib import sha256

from resolvers.cache import ClockCache
from web.graphql.request import GraphQLRequest
from web.http.errors import RequestError, UnknownDocumentError

# Characters of all registered documents; a client sends a dropped document again.
_MAX_CHARACTERS = 4_000_000

_SHA256 = re.compile(r"[0-9a-f]{64}")


class PersistedDocuments:
    """`trusted` are documents by id; with `is_trusted_only`, all others are refused."""

    def __init__(self, trusted: Mapping[str, str], *, is_trusted_only: bool) -> None:
        self._trusted = trusted
        self._is_trusted_only = is_trusted_only
        self._registered: ClockCache[str, str] = ClockCache(_MAX_CHARACTERS)

    def resolve_text(self, request: GraphQLRequest) -> str:
        """The text of the requested document; raises RequestError.

        An empty `query` is an absent one: libraries such as graphql-ws require it beside the document's name.
        """
        hash_ = _sha256_hash(request)
        if request.document_id is not None:
            if request.query:
                raise RequestError(400, "The request must not have both a `documentId` and a `query`.")
            return self._trusted_text(request.document_id.removeprefix("sha256:"))
        if not request.query and hash_ is not None:
            return self._trusted.get(hash_) or self._registered_text(hash_)
        if not request.query:
            raise RequestError(400, "The request must have a `query` that is not empty.")
        if self._is_trusted_only:
            raise RequestError(
                403, "The document must be a trusted one, named by its `documentId`.", "FORBIDDEN"
            )
        if hash_ is not None and hash_ != sha256(request.query.encode()).hexdigest():
            raise RequestError(400, "`sha256Hash` must be the hash of `query`.")
        return request.query

    def register(self, request: GraphQLRequest) -> None:
        """Keeps a document that came with its hash and was executed."""
        hash_, text = _sha256_hash(request), request.query
        if hash_ is not None and text:
            self._registered.get(hash_, lambda: text, len(text))

    def _trusted_text(self, id_: str) -> str:
        if id_ in self._trusted:
            return self._trusted[id_]
        raise UnknownDocumentError("No trusted document has this `documentId`.")

    def _registered_text(self, hash_: str) -> str:
        def unknown() -> str:
            # Apollo's clients send the document when they read exactly this message.
            raise UnknownDocumentError("PersistedQueryNotFound")

        return self._registered.get(hash_, unknown, 0)


def _sha256_hash(request: GraphQLRequest) -> str | None:
    persisted = (request.extensions or {}).get("persistedQuery")
    if persisted is None:
        return None
    if not isinstance(persisted, dict) or persisted.get("version") != 1:
        raise RequestError(400, "`persistedQuery` must be an object with `version` 1.")
    hash_ = persisted.get("sha256Hash")
    if not isinstance(hash_, str) or not _SHA256.fullmatch(hash_):
        raise RequestError(400, "`sha256Hash` must have 64 hexadecimal digits in lower case.")
    return hash_
