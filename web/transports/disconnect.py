"""Cancels the reads of clients that disconnect."""

import asyncio
from types import TracebackType

from starlette.requests import ClientDisconnect
from starlette.types import Receive

# Most responses are done before a task that watches is worth its cost.
_CHECK_INTERVAL = 0.1


class DisconnectMonitor:
    """`with monitor.watch(receive):` cancels the block when the client disconnects.

    Raises ClientDisconnect then. The request's body must have been read. A mutation continues, because it is
    shielded (`resolvers/shielding.py`). One timer checks all requests every `interval` seconds.
    """

    def __init__(self, interval: float = _CHECK_INTERVAL) -> None:
        self._interval = interval
        self._active: set[_DisconnectWatch] = set()
        self._timer = False

    def watch(self, receive: Receive) -> "_DisconnectWatch":
        return _DisconnectWatch(receive, self)

    def begin(self, hangup: "_DisconnectWatch") -> None:
        self._active.add(hangup)
        if not self._timer:
            self._schedule_check()

    def end(self, hangup: "_DisconnectWatch") -> None:
        self._active.discard(hangup)

    def _schedule_check(self) -> None:
        self._timer = True
        asyncio.get_running_loop().call_later(self._interval, self._check)

    def _check(self) -> None:
        self._timer = False
        if self._active:
            self._schedule_check()
        for each in self._active:
            each.look()


class _DisconnectWatch:
    __slots__ = ("_all", "_asking", "_left", "_looking", "_receive")

    def __init__(self, receive: Receive, all_: DisconnectMonitor) -> None:
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
