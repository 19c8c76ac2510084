"""The outermost middleware: gives each request an id, times, counts and logs it, and adds headers."""

from collections.abc import Awaitable
from time import perf_counter, time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.http.security_headers import security_headers
from web.observability.access_log import AccessLog
from web.request_record import RequestRecord, request_id_of, reset_current_record, set_current_record

# Probes request these every few seconds: not counted, and logged at debug level.
PROBE_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})


class ObservabilityMiddleware:
    """Wraps the whole application, including its responses to internal errors.

    Requests may have the `root_path`, if there is one, or come without it.
    """

    def __init__(self, app: ASGIApp, access_log: AccessLog, root_path: str = "") -> None:
        self._app = app
        self._access_log = access_log
        self._probe_paths = PROBE_PATHS | {f"{root_path}{path}" for path in PROBE_PATHS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        is_probe = path in self._probe_paths
        if is_probe:
            # Metrics must include all requests before this one.
            self._access_log.flush()
        record = RequestRecord(request_id_of(scope["headers"]), scope["method"], path, is_probe)
        request_id = (b"x-request-id", record.request_id.encode())

        def recording(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                record.status = message["status"]
                given = message.get("headers", ())
                message = {**message, "headers": [*given, *security_headers(given), request_id]}
            else:
                record.bytes_sent += len(message.get("body", b""))
            return send(message)

        metrics = None if is_probe else self._access_log.metrics
        if metrics is not None:
            metrics.request_started()
        token = set_current_record(record)
        began = perf_counter()
        try:
            await self._app(scope, receive, recording)
        finally:
            if metrics is not None:
                metrics.request_ended()
            record.seconds, record.ended_at = perf_counter() - began, time()
            self._access_log.add(record)
            reset_current_record(token)
