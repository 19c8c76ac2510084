"""Counts completed requests and logs one line for each, several lines in one write.

Ended requests wait in one buffer, for at most ten milliseconds. An earlier form with the same wait answered
5 % more small reads for 16 clients; `python -m bench.http` measures the whole server. To switch it off, set
`_FLUSH_INTERVAL` to 0. Decision: docs/adr/044-access-log-lines-are-batched.md.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from time import perf_counter, time

from web.observability.logging import Event, LineHandler
from web.observability.metrics import Metrics
from web.request_record import (
    CLIENT_CLOSED_REQUEST,
    RequestRecord,
    new_request_id,
    reset_current_record,
    set_current_record,
)

# Seconds that a line waits for others, to save system calls.
_FLUSH_INTERVAL = 0.01

# An operation on a WebSocket has no status of its own.
OPERATION_STATUS = 200

# By whether the request is a probe.
_LEVELS = {False: logging.INFO, True: logging.DEBUG}
_LEVEL_NAMES = {is_probe: logging.getLevelName(level) for is_probe, level in _LEVELS.items()}

logger = logging.getLogger("glimpse.access")


class AccessLog:
    """Buffers completed requests for at most `flush_interval` seconds while the application serves.

    A killed process loses the last lines; a graceful shutdown loses none.
    """

    def __init__(self, metrics: Metrics | None, *, flush_interval: float = _FLUSH_INTERVAL) -> None:
        self.metrics = metrics
        self._flush_interval = flush_interval
        self._ended: list[RequestRecord] = []
        self._timer: asyncio.TimerHandle | None = None
        self._is_serving = False

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Buffers only inside the block: outside of it no event loop may be running."""
        self._is_serving = True
        try:
            yield
        finally:
            self._is_serving = False
            self.flush()

    def add(self, record: RequestRecord) -> None:
        """Adds a completed request."""
        self._ended.append(record)
        if not self._is_serving:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._flush_interval, self.flush)

    def flush(self) -> None:
        """Counts and logs the buffered requests, in an empty context: the lines concern many requests."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        ended, self._ended = self._ended, []
        if ended:
            Context().run(self._write, ended)

    def _write(self, ended: list[RequestRecord]) -> None:
        is_logged = {is_probe: logger.isEnabledFor(level) for is_probe, level in _LEVELS.items()}
        events = [
            Event(each.ended_at, _LEVEL_NAMES[each.is_probe], each.log_fields())
            for each in ended
            if is_logged[each.is_probe]
        ]
        if events:
            for handler in [each for each in logging.getLogger().handlers if isinstance(each, LineHandler)]:
                handler.write_events(logger.name, "answered", events)
        if self.metrics is not None:
            for each in ended:
                if not each.is_probe:
                    self.metrics.count_request(each)
            self.metrics.publish()

    @contextmanager
    def operation(self, project: str | None, user: str | None) -> Iterator[RequestRecord]:
        """Counts and logs an operation on a WebSocket like a request."""
        record = RequestRecord(
            new_request_id(), "WEBSOCKET", status=OPERATION_STATUS, project=project, user=user
        )
        if self.metrics is not None:
            self.metrics.request_started()
        token = set_current_record(record)
        began = perf_counter()
        try:
            yield record
        except asyncio.CancelledError:
            record.status = CLIENT_CLOSED_REQUEST
            raise
        finally:
            reset_current_record(token)
            if self.metrics is not None:
                self.metrics.request_ended()
            record.seconds, record.ended_at = perf_counter() - began, time()
            self.add(record)
