"""Clients that hang up: what they asked for is not read to the end."""

import asyncio
from types import TracebackType

from starlette.requests import ClientDisconnect
from starlette.types import Receive

# Most answers are there before it is worth a task to look.
_SECONDS_BEFORE_LOOKING = 0.1


class Hangup:
    """`with Hangup(receive):` cancels the block, once the request's body is read, when the client leaves.

    Raises ClientDisconnect then. A change goes on: it is shielded (`resolvers/changes.py`).
    """

    def __init__(self, receive: Receive, after: float = _SECONDS_BEFORE_LOOKING) -> None:
        self._receive = receive
        self._after = after
        self._looking: asyncio.Task[None] | None = None
        self._left = False

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._asking = task
        self._timer = asyncio.get_running_loop().call_later(self._after, self._look)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._looking is not None:
            self._looking.cancel()
        if self._left and isinstance(error, asyncio.CancelledError) and self._asking.uncancel() == 0:
            raise ClientDisconnect from error

    def _look(self) -> None:
        self._looking = asyncio.ensure_future(self._wait())

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._left = True
        self._asking.cancel()
