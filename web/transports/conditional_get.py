"""Conditional requests of polling clients: answered 304 without a read if nothing was committed.

The store's change token differs after a commit. It is read before the response's data, so that a commit
in between makes the next comparison fail; a stale response is never confirmed.
"""

import json
from dataclasses import dataclass
from hashlib import sha256

import orjson
from starlette.datastructures import Headers

from resolvers.cache import ClockCache
from resolvers.context import Context
from web.graphql.request import GraphQLRequest
from web.http.etag import matches_if_none_match

# Requests whose tags are kept; each takes a few hundred bytes.
_MAX_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class CacheProbe:
    """A request's key, and the store's change token before its data is read."""

    key: bytes
    change_token: int


class ConditionalCache:
    """The entity tags of recent responses, each with the change token that it was read under."""

    def __init__(self) -> None:
        self._tags: ClockCache[bytes, tuple[int, str]] = ClockCache(_MAX_ENTRIES)

    async def probe(self, request: GraphQLRequest, context: Context, media_type: str) -> CacheProbe | None:
        """None if the store cannot say whether something was committed."""
        token = await context.store.change_token()
        return None if token is None else CacheProbe(_request_digest(request, context, media_type), token)

    def find_fresh_tag(self, probe: CacheProbe, headers: Headers) -> str | None:
        """The response's tag, if the client has it and nothing was committed since; else None."""
        known = self._tags.find(probe.key)
        if known is None or known[0] != probe.change_token or not matches_if_none_match(headers, known[1]):
            return None
        return known[1]

    def remember(self, probe: CacheProbe, tag: str) -> None:
        self._tags.put(probe.key, (probe.change_token, tag), 1)


def _request_digest(request: GraphQLRequest, context: Context, media_type: str) -> bytes:
    caller = context.caller
    parts = (
        [
            request.query,
            request.document_id,
            request.operation_name,
            request.variables,
            request.extensions,
        ],
        [caller.project, caller.is_administrator, media_type],
    )
    try:
        written = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        # An integer beyond 64 bits in a variable that the document may not use.
        written = json.dumps(parts, sort_keys=True).encode()
    return sha256(written).digest()
