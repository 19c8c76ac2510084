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

    def begin(self, watch: "_DisconnectWatch") -> None:
        self._active.add(watch)
        if not self._timer:
            self._schedule_check()

    def end(self, watch: "_DisconnectWatch") -> None:
        self._active.discard(watch)

    def _schedule_check(self) -> None:
        self._timer = True
        asyncio.get_running_loop().call_later(self._interval, self._check)

    def _check(self) -> None:
        self._timer = False
        if self._active:
            self._schedule_check()
        for each in self._active:
            each.check()


class _DisconnectWatch:
    __slots__ = ("_is_disconnected", "_monitor", "_receive", "_task", "_waiting")

    def __init__(self, receive: Receive, monitor: DisconnectMonitor) -> None:
        self._receive = receive
        self._monitor = monitor
        self._waiting: asyncio.Task[None] | None = None
        self._is_disconnected = False

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._monitor.begin(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._monitor.end(self)
        if self._waiting is not None:
            self._waiting.cancel()
        if self._is_disconnected and isinstance(error, asyncio.CancelledError) and self._task.uncancel() == 0:
            raise ClientDisconnect from error

    def check(self) -> None:
        if self._waiting is None:
            self._waiting = asyncio.ensure_future(self._wait())

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._is_disconnected = True
        self._task.cancel()
