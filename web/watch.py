"""The outermost of all: every request gets an id, is timed, counted and logged."""

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.metrics import Metrics
from web.report import Report, begin_report, end_report, request_id_of

# What comes every few seconds from whatever watches: not counted, and logged at level debug.
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})

access = logging.getLogger("glimpse.access")


class Watch:
    """Around the whole application, its answers to errors included; `metrics` may be None."""

    def __init__(self, app: ASGIApp, metrics: Metrics | None) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        report = Report(request_id_of(scope["headers"]))
        request_id = (b"x-request-id", report.request_id.encode())
        answered = False

        async def noting(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                report.status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), request_id]}
            else:
                report.sent += len(message.get("body", b""))
                answered = not message.get("more_body", False)
            await send(message)

        metrics = None if scope["path"] in QUIET else self._metrics
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
            seconds = perf_counter() - began
            if metrics is not None:
                metrics.end(report, seconds)
            _log(scope, report, seconds)
            end_report(token)


def _log(scope: Scope, report: Report, seconds: float) -> None:
    level = logging.DEBUG if scope["path"] in QUIET else logging.INFO
    if not access.isEnabledFor(level):
        return
    # The path alone: a query string carries variables.
    fields = {
        "method": scope["method"],
        "path": scope["path"],
        "status": report.status,
        "operation": report.operation,
        "operation_name": report.name,
        "project": report.project,
        "user": report.user,
        "codes": ",".join(report.codes) or None,
        "ms": round(seconds * 1000, 3),
        "bytes": report.sent,
        "statements": report.reads + report.changes,
        "rows": report.rows,
    }
    access.log(level, "answered", extra={"fields": fields})
