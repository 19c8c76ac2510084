"""The outermost of all: every request gets an id, is timed, counted and logged; every answer is protected."""

import asyncio
import logging
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import Context
from time import perf_counter, time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.metrics import Metrics
from web.protection import protection
from web.report import LEFT, Report, begin_report, end_report, new_request_id, request_id_of

# What comes every few seconds from whatever watches: not counted, and logged at level debug.
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})

# An operation on a WebSocket has no status of its own: that of one that was answered.
OPERATED = 200

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


class Watch:
    """Around the whole application, its answers to errors included; `metrics` may be None."""

    def __init__(self, app: ASGIApp, metrics: Metrics | None) -> None:
        self._app = app
        self._metrics = metrics
        self._ended = _Ended(metrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            # If serving has ended, nobody does it later.
            self._ended.tell()
            return
        path = scope["path"]
        if path in QUIET:
            # Who asks for numbers gets those of all who were answered before.
            self._ended.tell()
        report = Report(request_id_of(scope["headers"]), scope["method"], path)
        request_id = (b"x-request-id", report.request_id.encode())
        answered = False

        def noting(message: Message) -> Awaitable[None]:
            nonlocal answered
            if message["type"] == "http.response.start":
                report.status = message["status"]
                given = message.get("headers", ())
                message = {**message, "headers": [*given, *protection(given), request_id]}
            else:
                report.sent += len(message.get("body", b""))
                answered = not message.get("more_body", False)
            return send(message)

        metrics = None if path in QUIET else self._metrics
        if metrics is not None:
            metrics.begin()
        token = begin_report(report)
        began = perf_counter()
        try:
            await self._app(scope, receive, noting)
        except Exception:
            # Whoever answered has logged it; the server would log it once more.
            if not answered:
                raise
        finally:
            if metrics is not None:
                metrics.end()
            report.seconds, report.ended = perf_counter() - began, time()
            self._ended.add(report)
            end_report(token)


class _Ended:
    """Requests that have ended are counted and logged together.

    That is at the end of the event loop's turn, when all their answers are under way; after a pause if there
    are many. Nobody waits for it, and one after the other it takes a third of the time.
    """

    def __init__(self, metrics: Metrics | None) -> None:
        self._metrics = metrics
        self._reports: list[Report] = []
        self._are_many = False

    def add(self, report: Report) -> None:
        if not self._reports:
            # What is logged then is about all of them, not about this one.
            loop, context = asyncio.get_running_loop(), Context()
            if self._are_many:
                loop.call_later(_PAUSE, self.tell, context=context)
            else:
                loop.call_soon(self.tell, context=context)
        self._reports.append(report)

    def tell(self) -> None:
        if self._reports:
            ended, self._reports = self._reports, []
            self._are_many = len(ended) >= _MANY
            _tell(ended, self._metrics)


def _tell(ended: Sequence[Report], metrics: Metrics | None) -> None:
    loud = [each for each in ended if each.path not in QUIET]
    _log(loud, logging.INFO)
    _log([each for each in ended if each.path in QUIET], logging.DEBUG)
    if metrics is not None:
        for each in loud:
            metrics.count(each)
        metrics.share()


@contextmanager
def watched_operation(project: str | None, user: str | None, metrics: Metrics | None) -> Iterator[Report]:
    """An operation on a WebSocket, which is counted and logged as a request is."""
    report = Report(new_request_id(), "WEBSOCKET", status=OPERATED, project=project, user=user)
    if metrics is not None:
        metrics.begin()
    token = begin_report(report)
    began = perf_counter()
    try:
        yield report
    except asyncio.CancelledError:
        report.status = LEFT
        raise
    finally:
        end_report(token)
        if metrics is not None:
            metrics.end()
        report.seconds, report.ended = perf_counter() - began, time()
        _tell([report], metrics)


def _log(ended: Sequence[Report], level: int) -> None:
    if ended and access.isEnabledFor(level):
        access.handle(logging.makeLogRecord({**_ANSWERED[level], "together": ended}))
