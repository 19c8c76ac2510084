"""Write coalescing: all writes of a connection in one turn of the event loop leave together at its end.

uvicorn writes the head and the body of a response separately: two TCP segments, and a client that wakes up
twice. The kernel also takes less time for several connections if nothing else is done in between.

Measured over HTTP (`python -m bench.http`): a twentieth of a small read, and a tenth more answers for 64
clients. A client that is alone waits 4 to 7 % longer. To switch it off, give uvicorn `httptools` as `http`
(server.py). Decision: docs/adr/045-answers-of-one-turn-are-written-together.md.
"""

import asyncio
from collections import deque
from contextvars import Context
from typing import Any
from weakref import WeakKeyDictionary

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# In bytes: copying more takes as long as a separate write.
_MAX_COALESCED_BYTES = 64 * 1024


class _Turn:
    """The transports that have data to write at the end of the event loop's turn."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._writing: deque[CoalescingTransport] = deque()

    def add(self, transport: "CoalescingTransport") -> None:
        if not self._writing:
            self._call_soon()
        self._writing.append(transport)

    def _call_soon(self) -> None:
        self._loop.call_soon(self._end, context=Context())

    def _end(self) -> None:
        try:
            while self._writing:
                self._writing.popleft().flush()
        finally:
            # A failing connection must not affect the others.
            if self._writing:
                self._call_soon()


_TURN_OF: WeakKeyDictionary[asyncio.AbstractEventLoop, _Turn] = WeakKeyDictionary()


def _turn() -> _Turn:
    loop = asyncio.get_running_loop()
    return _TURN_OF.get(loop) or _TURN_OF.setdefault(loop, _Turn(loop))


class CoalescingTransport(asyncio.Transport):
    """Collects writes, and passes everything else on to `transport`."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self._turn = _turn()
        self._pieces: list[bytes] = []
        self._length = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._length += len(data)
        if self._length > _MAX_COALESCED_BYTES:
            self.flush()
            self.transport.write(data)
            return
        if not self._pieces:
            self._turn.add(self)
        self._pieces.append(bytes(data))

    def flush(self) -> None:
        """Writes the collected data immediately."""
        pieces, self._pieces, self._length = self._pieces, [], 0
        if pieces and not self.transport.is_closing():
            self.transport.write(b"".join(pieces))

    def close(self) -> None:
        self.flush()
        self.transport.close()

    def is_closing(self) -> bool:
        return self.transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self.transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        self.transport.pause_reading()

    def resume_reading(self) -> None:
        self.transport.resume_reading()


class CoalescingProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, over a CoalescingTransport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # As uvicorn's.
        self._coalescing = CoalescingTransport(transport)
        super().connection_made(self._coalescing)

    def handle_websocket_upgrade(self) -> None:
        # The WebSocket protocol takes over the plain transport.
        self._coalescing.flush()
        self.transport = self._coalescing.transport
        super().handle_websocket_upgrade()
