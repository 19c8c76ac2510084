"""Deadlines of a connection: for a request's head, for its body, and for a client that stops reading.

uvicorn waits for each of them without a limit, and takes a head of any length. A request that arrives
whole costs no timer: a connection has one timer, set when a head or a body arrives in part, and it is left
to run when the rest has arrived.

uvicorn answers an address that it cannot parse as it does what is no HTTP, and does not answer a handshake
that its WebSocket library cannot parse.
"""

import asyncio
import sys
from contextvars import Context
from dataclasses import dataclass
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from web.http.write_coalescing import CoalescingProtocol

# In the scope of a request whose body did not arrive in time. Its next message comes at once, so that the
# application stops waiting; a body that is read to its end anyway is cut off after the same time again.
BODY_TIMED_OUT = "glimpse.body_timed_out"

_HEAD_TIMED_OUT = b"The head of the request did not arrive in time."
_HEAD_TOO_LONG = b"The head of the request is too long."

# httptools parses no longer one, and websockets no line of a handshake with more than 8192.
_MAX_ADDRESS_BYTES, _MAX_HANDSHAKE_ADDRESS_BYTES = 65535, 8177
_TEXT, _JSON = b"text/plain; charset=utf-8", b"application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """In seconds: how long a head and a body may take, and how long a client may pause reading.

    A head that arrives in parts has at most `max_head_bytes`; one part of it may come on top.
    """

    head: float
    body: float
    send: float
    max_head_bytes: int


class DeadlineProtocol(CoalescingProtocol):
    """uvicorn's HTTP protocol, on connections that are closed when a client does not continue."""

    def __init__(self, limits: ConnectionLimits, **config: Any) -> None:
        super().__init__(**config)
        self._limits = limits
        # The scope of the last request that arrived whole; at first something that is no scope.
        self._complete: object = self
        # What arrived in part: the scope of its request, and whether that request's head is complete.
        self._partial: tuple[object, bool] = (self, False)
        self._head_bytes = 0
        self._deadline: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_end = 0.0
        self._send_timer: asyncio.TimerHandle | None = None
        self._unsent = sys.maxsize

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # As uvicorn's.
        super().connection_made(transport)
        self._limit_idle_time()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._complete is not self.scope:
            self._limit_rest(len(data))
            return
        self._deadline = None
        if self.cycle is not None and self.cycle.response_complete:
            # uvicorn has stopped the timer of idle connections, but no new request has begun: these were
            # line breaks, or the rest of a body that was refused.
            self._limit_idle_time()

    def send_400_response(self, msg: str) -> None:
        # Before the first request, uvicorn has no address.
        if len(getattr(self, "url", b"")) > _MAX_ADDRESS_BYTES:
            self._refuse_address(_MAX_ADDRESS_BYTES)
        else:
            super().send_400_response(msg)

    def _refuse_address(self, most: int) -> None:
        message = f"The address must have at most {most} bytes."
        error = {"message": message, "extensions": {"code": "LIMIT_EXCEEDED"}}
        self._end_head(414, orjson.dumps({"errors": [error]}), _JSON)

    def on_message_complete(self) -> None:
        self._complete = self.scope
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._stop()
        super().handle_websocket_upgrade()
        handshake: Any = self.transport.get_protocol()
        if handshake.conn.handshake_exc is None or self.transport.is_closing():
            return
        if len(self.url) > _MAX_HANDSHAKE_ADDRESS_BYTES:
            self._refuse_address(_MAX_HANDSHAKE_ADDRESS_BYTES)
        else:
            super().send_400_response("Invalid WebSocket handshake received.")

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unsent = self._coalescing.transport.get_write_buffer_size()
        if self._send_timer is None:
            self._limit_sending()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unsent = sys.maxsize

    def _stop(self) -> None:
        self._unset_keepalive_if_required()
        for timer in (self._timer, self._send_timer):
            if timer is not None:
                timer.cancel()

    def _limit_idle_time(self) -> None:
        # After an upgrade, the connection belongs to another protocol.
        if self.transport is self._coalescing:
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler, context=Context()
            )

    def _limit_rest(self, received: int) -> None:
        """Begins a deadline, unless the same head or body has one."""
        is_body = self.cycle is not None and self.cycle.scope is self.scope
        if self._deadline is not None and self._partial[0] is self.scope and self._partial[1] is is_body:
            self._head_bytes += received
            if not is_body and self._head_bytes > self._limits.max_head_bytes:
                self._end_head(431, _HEAD_TOO_LONG)
            return
        self._partial = self.scope, is_body
        self._head_bytes = received
        self._extend()

    def _extend(self) -> None:
        timeout = self._limits.body if self._partial[1] else self._limits.head
        self._deadline = self.loop.time() + timeout
        if self._timer is None or self._timer_end > self._deadline:
            self._set_timer(self._deadline)

    def _set_timer(self, end: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_at(end, self._check_deadline, context=Context())
        self._timer_end = end

    def _check_deadline(self) -> None:
        self._timer = None
        if self._deadline is None or self.transport.is_closing():
            return
        if self.loop.time() < self._deadline:
            self._set_timer(self._deadline)
        elif self.flow.read_paused or self.pipeline:
            # The client waits for Glimpse.
            self._extend()
        elif self._partial[1]:
            self._end_body()
        else:
            self._end_head(408, _HEAD_TIMED_OUT)

    def _end_head(self, status: int, message: bytes, media_type: bytes = _TEXT) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            # The response to the request before is finished first.
            self.cycle.keep_alive = False
            self.flow.pause_reading()
            return
        headers = [*self.server_state.default_headers, (b"content-type", media_type)]
        headers += [(b"content-length", b"%d" % len(message)), (b"connection", b"close")]
        lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        self.transport.write(STATUS_LINE[status] + lines + b"\r\n" + message)
        self.transport.close()

    def _end_body(self) -> None:
        scope: dict[str, Any] = self.scope  # type: ignore[assignment] # A TypedDict, which has no such key.
        if self.cycle.response_complete or BODY_TIMED_OUT in scope:
            self.transport.close()
            return
        scope[BODY_TIMED_OUT] = True
        self.cycle.message_event.set()
        self._extend()

    def _limit_sending(self) -> None:
        self._send_timer = self.loop.call_later(self._limits.send, self._check_sending, context=Context())

    def _check_sending(self) -> None:
        """Ends the connection if the client reads nothing; a paused or closing one gets no more bytes."""
        self._send_timer = None
        transport = self._coalescing.transport
        unsent = transport.get_write_buffer_size()
        is_stopped = self.flow.write_paused or transport.is_closing()
        if unsent and is_stopped and unsent >= self._unsent:
            transport.abort()
        elif unsent:
            self._unsent = unsent if is_stopped else sys.maxsize
            self._limit_sending()
