"""How answers go out: uvicorn writes head and body each by itself, here a short answer is one piece."""

import asyncio
from contextvars import Context
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# In bytes: to copy more takes as long as a write of its own.
_MOST_JOINED = 64 * 1024


class JoiningTransport(asyncio.Transport):
    """Keeps the head of an answer until its body is written, or until the event loop has its next turn."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self.plain = transport
        self._loop = asyncio.get_running_loop()
        self._head: bytes | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        head = self._head
        if head is None:
            if data[:5] == b"HTTP/" and data[-4:] == b"\r\n\r\n":
                self._head = bytes(data)
                self._loop.call_soon(self.flush, context=Context())
            else:
                self.plain.write(data)
        elif len(data) <= _MOST_JOINED:
            self._head = None
            self.plain.write(head + data)
        else:
            self.flush()
            self.plain.write(data)

    def flush(self) -> None:
        """Writes a head that waits for its body."""
        head, self._head = self._head, None
        if head is not None and not self.plain.is_closing():
            self.plain.write(head)

    def close(self) -> None:
        self.flush()
        self.plain.close()

    def is_closing(self) -> bool:
        return self.plain.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self.plain.get_extra_info(name, default)

    def pause_reading(self) -> None:
        self.plain.pause_reading()

    def resume_reading(self) -> None:
        self.plain.resume_reading()


class JoiningProtocol(HttpToolsProtocol):
    """What uvicorn speaks HTTP with."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # As uvicorn's.
        super().connection_made(JoiningTransport(transport))

    def handle_websocket_upgrade(self) -> None:
        # Frames have no head, and what takes over the connection knows more of its transport.
        assert isinstance(self.transport, JoiningTransport)
        self.transport.flush()
        self.transport = self.transport.plain
        super().handle_websocket_upgrade()
