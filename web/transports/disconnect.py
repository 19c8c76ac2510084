"""Clients that hang up: what they asked for is not read to the end."""

import asyncio
from types import TracebackType

from starlette.requests import ClientDisconnect
from starlette.types import Receive

# Most answers are there before it is worth a task to look.
_SECONDS_BETWEEN_LOOKS = 0.1


class Hangups:
    """`with hangups.of(receive):` cancels the block, once the request's body is read, when the client leaves.

    Raises ClientDisconnect then. A change goes on: it is shielded (`resolvers/shielding.py`). One timer looks
    for all who are answered, `every` so many seconds.
    """

    def __init__(self, every: float = _SECONDS_BETWEEN_LOOKS) -> None:
        self._every = every
        self._answered: set[_Hangup] = set()
        self._looking = False

    def of(self, receive: Receive) -> "_Hangup":
        return _Hangup(receive, self)

    def begin(self, hangup: "_Hangup") -> None:
        self._answered.add(hangup)
        if not self._looking:
            self._look_later()

    def end(self, hangup: "_Hangup") -> None:
        self._answered.discard(hangup)

    def _look_later(self) -> None:
        self._looking = True
        asyncio.get_running_loop().call_later(self._every, self._look)

    def _look(self) -> None:
        self._looking = False
        if self._answered:
            self._look_later()
        for each in self._answered:
            each.look()


class _Hangup:
    __slots__ = ("_all", "_asking", "_left", "_looking", "_receive")

    def __init__(self, receive: Receive, all_: Hangups) -> None:
        self._receive = receive
        self._all = all_
        self._looking: asyncio.Task[None] | None = None
        self._left = False

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._asking = task
        self._all.begin(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._all.end(self)
        if self._looking is not None:
            self._looking.cancel()
        if self._left and isinstance(error, asyncio.CancelledError) and self._asking.uncancel() == 0:
            raise ClientDisconnect from error

    def look(self) -> None:
        if self._looking is None:
            self._looking = asyncio.ensure_future(self._wait())

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._left = True
        self._asking.cancel()
