"""Serves until SIGINT or SIGTERM: in this process, or in several worker processes."""

import asyncio
import gc
import logging.config
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from socket import socket
from time import monotonic, sleep
from typing import Any, Never

import uvicorn
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from app import Application, create_app
from command_exit import write_message
from db.connect import named_errors
from db.glance_findings import glance_findings
from db.sqlite.file import require_multiprocess_support, startup_findings
from db.temporary_folder import temporary_folder
from services import closing_timeout, database_target
from settings import AuthSettings, Settings
from settings.setting import InvalidSettingError
from web.http.connection_deadlines import ConnectionLimits, DeadlineProtocol
from web.http.listening import ListenError, listen
from web.observability.logging import log_config
from web.observability.metrics import multiprocess_metrics

logger = logging.getLogger("glimpse")

_MAX_HEADER_BYTES = 64 * 1024


def check_and_serve(settings: Settings) -> int:
    """Checks what is served, logs what is noteworthy, and serves; returns the exit code.

    Raises DatabaseNotServableError, StoreUnavailableError, or as `serve`.
    """
    log = log_config(settings.log_format, settings.log_level)
    logging.config.dictConfig(log)
    app = create_app(settings)
    # uvicorn prints a traceback if startup fails, so startup is tried here first.
    place = database_target(settings)
    with named_errors(place):
        findings = asyncio.run(_startup_check(app, place.name))
    for level, sentence in findings:
        logger.log(level, sentence)
    path = place.file
    if path is not None:
        if settings.web_concurrency > 1:
            require_multiprocess_support(path)
        for level, sentence in startup_findings(path):
            logger.log(level, sentence)
    # Serving without authentication deserves a warning.
    level = logging.WARNING if settings.authentication.auth == "none" else logging.INFO
    logger.log(level, _describe_auth(settings.authentication))
    return serve(app, settings, log)


def _describe_auth(callers: AuthSettings) -> str:
    if callers.auth == "none":
        where = "every caller" if callers.allow_unauthenticated else "every caller on this machine"
        return f"Without authentication: {where} is an administrator."
    proof = {
        "headers": "the proxy's identity headers",
        "jwt": f"tokens of {callers.jwt_issuer}",
        "keystone": f"tokens of Keystone at {callers.keystone_url}",
    }[callers.auth]
    others = "others may only read" if callers.anonymous_read else "others are refused"
    return f"Callers authenticate with {proof}; {others}."


async def _startup_check(app: Application, database: str) -> list[tuple[int, str]]:
    """Facts about a served Glance database: sentences with their log levels."""
    async with app.router.lifespan_context(app):
        return await glance_findings(app.services.store, database)


def serve(app: Starlette, settings: Settings, log: dict[str, Any]) -> int:
    """Serves, and returns the exit code: 0 after a requested stop. Each worker process makes its own app.

    Raises InvalidSettingError if Glimpse cannot listen at `HOST` and `PORT`; with several workers also
    NoTemporaryFolderError.
    `log` is a configuration of `logging` for the serving processes.
    """
    try:
        sockets = listen(settings.host, settings.port)
    except ListenError as error:
        raise InvalidSettingError(str(error)) from error
    options: dict[str, Any] = {
        "http": http_protocol(settings),
        # Without it uvicorn reads WEB_CONCURRENCY itself.
        "workers": settings.web_concurrency,
        # Messages have the limit of bodies. They are short: compression costs more than it saves.
        "ws_max_size": settings.limits.max_request_bytes,
        "ws_per_message_deflate": False,
        "ws_ping_interval": settings.subscriptions.keep_alive,
        "ws_ping_timeout": settings.subscriptions.keep_alive + settings.subscriptions.slow_client_timeout,
        "log_config": log,
        # `web.observability.middleware` writes a line for each request, without its query string.
        "access_log": False,
        "server_header": False,
        # Headers in which clients name their own address are not trusted.
        "proxy_headers": False,
        # Longer than the proxy keeps idle connections. Otherwise it could send a request on a connection
        # that is just being closed.
        "timeout_keep_alive": settings.idle_timeout,
        "timeout_graceful_shutdown": settings.shutdown_timeout - (closing_timeout(settings) or 0),
        # A worker that starts beside many others imports for some time before it reports.
        "timeout_worker_healthcheck": 30,
    }
    if settings.web_concurrency == 1:
        tune_garbage_collection()
        return _serve_in_this_process(uvicorn.Config(app, **options), sockets)
    with temporary_folder() as folder, multiprocess_metrics(folder):
        config = uvicorn.Config("server:app_of_environment", factory=True, **options)
        return _serve_with_workers(config, sockets, settings.shutdown_delay)


def http_protocol(settings: Settings) -> Callable[..., DeadlineProtocol]:
    """Makes the protocol of a connection; each worker process gets it too."""
    limits = ConnectionLimits(
        head=settings.request_head_timeout,
        body=settings.request_body_timeout,
        send=settings.send_timeout,
        # Enough to read an address that is too long to its end, and to refuse it as such.
        max_head_bytes=settings.limits.max_request_bytes + _MAX_HEADER_BYTES,
    )
    return partial(DeadlineProtocol, limits)


@contextmanager
def _sigterm_is_no_failure() -> Iterator[None]:
    """Exits with 0: after its shutdown uvicorn raises SIGTERM again, which would kill the process."""

    def end(*_: object) -> Never:
        sys.exit(0)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _serve_in_this_process(config: uvicorn.Config, sockets: list[socket]) -> int:
    server = uvicorn.Server(config)
    # uvicorn raises the signal that stopped it again after its shutdown.
    with _sigterm_is_no_failure(), suppress(KeyboardInterrupt):
        server.run(sockets)
    return 0 if server.started else STARTUP_FAILURE


def _serve_with_workers(config: uvicorn.Config, sockets: list[socket], shutdown_delay: float) -> int:
    workers = _Workers(config, sockets, shutdown_delay)
    workers.run()
    failed = any(worker.exitcode == STARTUP_FAILURE for worker in workers.processes)
    return STARTUP_FAILURE if failed else 0


class _Workers(Multiprocess):
    def __init__(self, config: uvicorn.Config, sockets: list[socket], shutdown_delay: float) -> None:
        super().__init__(config, sockets)
        self._shutdown_delay = shutdown_delay
        self._is_delayed = False

    def handle_term(self) -> None:
        self._is_delayed = self._shutdown_delay > 0
        super().handle_term()

    def keep_subprocess_alive(self) -> None:
        # While the parent holds the worker's end of the pipe too, a dead worker looks alive.
        for worker in self.processes:
            worker.child_conn.close()
        super().keep_subprocess_alive()

    def terminate_all(self) -> None:
        if self._is_delayed:
            # Each worker delays its own shutdown, and serves meanwhile.
            super().terminate_all()
            self._wait_for_delay()
        # Connections that wait to be accepted are refused immediately: no worker will accept them.
        for listening in self.sockets:
            listening.close()
        super().terminate_all()

    def _wait_for_delay(self) -> None:
        """Until the workers shut down: after the delay, or when a second signal arrives."""
        end = monotonic() + self._shutdown_delay
        while monotonic() < end and not self.signal_queue and any(map(_is_running, self.processes)):
            sleep(0.1)


def _is_running(worker: Process) -> bool:
    return worker.exitcode is None


def app_of_environment() -> Starlette:
    """The application that each worker process serves."""
    try:
        app = create_app(Settings.from_environment())
    except InvalidSettingError as refusal:
        write_message(refusal)
        # After any other exit code uvicorn would start the worker again and again.
        sys.exit(STARTUP_FAILURE)
    tune_garbage_collection()
    return app


def tune_garbage_collection() -> None:
    """Collects garbage every 10,000 allocations: one change alone makes more than the default of 700.

    Objects made so far live as long as the process and are left out of collections.
    """
    gc.freeze()
    gc.set_threshold(10_000)
