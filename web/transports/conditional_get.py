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
from web.graphql.operations import Operations
from web.graphql.request import Asked
from web.http.etag import has

# Questions that are remembered; each takes a few hundred bytes.
_MOST_QUESTIONS = 10_000


@dataclass(frozen=True, slots=True)
class Polled:
    """A question, and the store's state before it is answered."""

    question: bytes
    state: int


class Polls:
    """The tags of answers given lately, each with the state that it was read in."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations
        self._given: ClockCache[bytes, tuple[int, str]] = ClockCache(_MOST_QUESTIONS)

    async def polled(self, asked: Asked, context: Context, media_type: str) -> Polled | None:
        """None unless the answer depends on nothing but the question, the caller and what is stored."""
        if not self._operations.depends_on_store_alone(asked):
            return None
        state = await context.store.change_token()
        return None if state is None else Polled(_question(asked, context, media_type), state)

    def tag_of_unchanged(self, polled: Polled, headers: Headers) -> str | None:
        """The tag of the answer, if the client has it and nothing was committed since."""
        given = self._given.find(polled.question)
        if given is None or given[0] != polled.state or not has(headers, given[1]):
            return None
        return given[1]

    def remember(self, polled: Polled, tag: str) -> None:
        self._given.put(polled.question, (polled.state, tag), 1)


def _question(asked: Asked, context: Context, media_type: str) -> bytes:
    caller = context.caller
    parts = (
        [asked.query, asked.document_id, asked.operation_name, asked.variables, asked.extensions],
        [caller.project, caller.is_administrator, media_type],
    )
    return sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).digest()
