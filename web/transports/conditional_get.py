"""Those who ask the same again and again: as long as nothing was committed, nothing is read for them.

The store tells its state, which differs once something was committed. It is asked before an answer is read:
what is committed meanwhile makes the next look differ, and never the other way round.
"""

from dataclasses import dataclass
from hashlib import sha256

import orjson
from starlette.datastructures import Headers

from resolvers.cache import ClockCache
from resolvers.context import Context
from web.graphql.operations import OperationRunner
from web.graphql.request import GraphQLRequest
from web.http.etag import matches_if_none_match

# Questions that are remembered; each takes a few hundred bytes.
_MAX_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class CacheProbe:
    """A question, and the store's state before it is answered."""

    key: bytes
    change_token: int


class ConditionalCache:
    """The tags of answers given lately, each with the state that it was read in."""

    def __init__(self, operations: OperationRunner) -> None:
        self._operations = operations
        self._tags: ClockCache[bytes, tuple[int, str]] = ClockCache(_MAX_ENTRIES)

    async def probe(self, asked: GraphQLRequest, context: Context, media_type: str) -> CacheProbe | None:
        """None unless the answer depends on nothing but the question, the caller and what is stored."""
        if not self._operations.depends_on_store_alone(asked):
            return None
        state = await context.store.change_token()
        return None if state is None else CacheProbe(_request_digest(asked, context, media_type), state)

    def find_fresh_tag(self, polled: CacheProbe, headers: Headers) -> str | None:
        """The tag of the answer, if the client has it and nothing was committed since."""
        given = self._tags.find(polled.key)
        if given is None or given[0] != polled.change_token or not matches_if_none_match(headers, given[1]):
            return None
        return given[1]

    def remember(self, polled: CacheProbe, tag: str) -> None:
        self._tags.put(polled.key, (polled.change_token, tag), 1)


def _request_digest(asked: GraphQLRequest, context: Context, media_type: str) -> bytes:
    caller = context.caller
    parts = (
        [asked.query, asked.document_id, asked.operation_name, asked.variables, asked.extensions],
        [caller.project, caller.is_administrator, media_type],
    )
    return sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).digest()
