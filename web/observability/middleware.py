"""The outermost of all: every request gets an id, is timed, counted and logged; every answer is protected."""

import asyncio
import logging
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import Context
from time import perf_counter, time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.http.security_headers import security_headers
from web.observability.metrics import Metrics
from web.request_record import (
    CLIENT_CLOSED_REQUEST,
    RequestRecord,
    new_request_id,
    request_id_of,
    reset_current_record,
    set_current_record,
)

# What comes every few seconds from whatever watches: not counted, and logged at level debug.
PROBE_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})

# An operation on a WebSocket has no status of its own: that of one that was answered.
OPERATION_STATUS = 200

# Where so many requests end in a turn of the event loop, the next are told after a pause, in seconds; and so
# on as long as so many end in each pause.
_MANY = 4
_PAUSE = 0.01

access = logging.getLogger("glimpse.access")

# What the records of a level have in common: where in our code they are logged need not be found out.
_ANSWERED = {
    level: {
        "name": access.name,
        "levelno": level,
        "levelname": logging.getLevelName(level),
        "msg": "answered",
    }
    for level in (logging.DEBUG, logging.INFO)
}


class ObservabilityMiddleware:
    """Around the whole application, its answers to errors included; `metrics` may be None.

    Some requests come with the `root_path`, if there is one, and some without it.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics | None, root_path: str = "") -> None:
        self._app = app
        self._metrics = metrics
        self._probe_paths = PROBE_PATHS | {f"{root_path}{path}" for path in PROBE_PATHS}
        self._untold = _Untold(metrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            with self._untold.serving():
                await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        quiet = path in self._probe_paths
        if quiet:
            # Who asks for numbers gets those of all who were answered before.
            self._untold.tell()
        report = RequestRecord(request_id_of(scope["headers"]), scope["method"], path, quiet)
        request_id = (b"x-request-id", report.request_id.encode())
        answered = False

        def noting(message: Message) -> Awaitable[None]:
            nonlocal answered
            if message["type"] == "http.response.start":
                report.status = message["status"]
                given = message.get("headers", ())
                message = {**message, "headers": [*given, *security_headers(given), request_id]}
            else:
                report.bytes_sent += len(message.get("body", b""))
                answered = not message.get("more_body", False)
            return send(message)

        metrics = None if quiet else self._metrics
        if metrics is not None:
            metrics.request_started()
        token = set_current_record(report)
        began = perf_counter()
        try:
            await self._app(scope, receive, noting)
        except Exception:
            # Whoever answered has logged it; the server would log it once more.
            if not answered:
                raise
        finally:
            if metrics is not None:
                metrics.request_ended()
            report.seconds, report.ended_at = perf_counter() - began, time()
            self._untold.add(report)
            reset_current_record(token)


class _Untold:
    """Requests that have ended, and are soon counted and logged together.

    That is at the end of the event loop's turn, when all their answers are under way; after a pause if there
    are many. Nobody waits for it, and one after the other it takes a third of the time.
    """

    def __init__(self, metrics: Metrics | None) -> None:
        self._metrics = metrics
        self._reports: list[RequestRecord] = []
        self._soon: asyncio.Handle | None = None
        self._may_pause = False
        self._are_many = False

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Outside of it there is no pause, at whose end nothing might run any more."""
        self._may_pause = True
        try:
            yield
        finally:
            self._may_pause = self._are_many = False
            self.tell()

    def add(self, report: RequestRecord) -> None:
        if not self._reports:
            loop = asyncio.get_running_loop()
            if self._are_many:
                self._soon = loop.call_later(_PAUSE, self._tell_in_time)
            else:
                self._soon = loop.call_soon(self._tell_in_time)
        self._reports.append(report)

    def _tell_in_time(self) -> None:
        self._are_many = self._may_pause and len(self._reports) >= _MANY
        self.tell()

    def tell(self) -> None:
        """Now, in a context that is nobody's: what is logged is about all of them, not about who asks."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
            ended, self._reports = self._reports, []
            Context().run(_tell, ended, self._metrics)


def _tell(ended: Sequence[RequestRecord], metrics: Metrics | None) -> None:
    loud = [each for each in ended if not each.is_probe]
    _log(loud, logging.INFO)
    _log([each for each in ended if each.is_probe], logging.DEBUG)
    if metrics is not None:
        for each in loud:
            metrics.count_request(each)
        metrics.publish()


@contextmanager
def observed_operation(
    project: str | None, user: str | None, metrics: Metrics | None
) -> Iterator[RequestRecord]:
    """An operation on a WebSocket, which is counted and logged as a request is."""
    report = RequestRecord(new_request_id(), "WEBSOCKET", status=OPERATION_STATUS, project=project, user=user)
    if metrics is not None:
        metrics.request_started()
    token = set_current_record(report)
    began = perf_counter()
    try:
        yield report
    except asyncio.CancelledError:
        report.status = CLIENT_CLOSED_REQUEST
        raise
    finally:
        reset_current_record(token)
        if metrics is not None:
            metrics.request_ended()
        report.seconds, report.ended_at = perf_counter() - began, time()
        _tell([report], metrics)


def _log(ended: Sequence[RequestRecord], level: int) -> None:
    if ended and access.isEnabledFor(level):
        access.handle(logging.makeLogRecord({**_ANSWERED[level], "together": ended}))
