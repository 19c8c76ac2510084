"""Serving until told to stop: in this process, or in several of which this one is the parent."""

import gc
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Never

import uvicorn
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from app import create_app
from settings import Settings
from settings.definitions import InvalidSettingError
from web.http.write_coalescing import CoalescingProtocol
from web.observability.metrics import multiprocess_metrics


def serve(app: Starlette, settings: Settings, log: dict[str, Any]) -> int:
    """The exit code: 0 after a stop that was asked for. Several processes make an app each.

    `log` is a configuration of `logging`, for the processes that serve.
    """
    options: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "http": CoalescingProtocol,
        # uvicorn would otherwise ask the environment.
        "workers": settings.web_concurrency,
        # Its messages are bounded as bodies are, and short: packing them costs more than it spares.
        "ws_max_size": settings.limits.max_request_bytes,
        "ws_per_message_deflate": False,
        "ws_ping_interval": settings.subscriptions.keep_alive,
        "ws_ping_timeout": settings.subscriptions.keep_alive + settings.subscriptions.slow_client_timeout,
        "log_config": log,
        # `web.observability.middleware` writes a line for each request, without its query string.
        "access_log": False,
        "server_header": False,
        # What callers say of where they come from is not believed.
        "proxy_headers": False,
        # Longer than proxies keep idle connections, most of them a minute: they would otherwise
        # send a request into one that is just being closed.
        "timeout_keep_alive": 75,
        "timeout_graceful_shutdown": settings.shutdown_timeout,
        # A worker that starts beside many others is busy with its imports before it can say so.
        "timeout_worker_healthcheck": 30,
    }
    if settings.web_concurrency == 1:
        tune_garbage_collection()
        with _sigterm_is_no_failure():
            uvicorn.run(app, **options)
        return 0
    with multiprocess_metrics():
        return _serve_with_workers(uvicorn.Config("server:app_of_environment", factory=True, **options))


@contextmanager
def _sigterm_is_no_failure() -> Iterator[None]:
    """uvicorn raises the signal once more when it has shut down, and would end by it."""

    def end(*_: object) -> Never:
        sys.exit(0)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _serve_with_workers(config: uvicorn.Config) -> int:
    workers = _Workers(config, sockets=[config.bind_socket()])
    workers.run()
    failed = any(worker.exitcode == STARTUP_FAILURE for worker in workers.processes)
    return STARTUP_FAILURE if failed else 0


class _Workers(Multiprocess):
    def keep_subprocess_alive(self) -> None:
        # With the worker's end open here, too, one that dies when asked would be waited for as if it lived.
        for worker in self.processes:
            worker.child_conn.close()
        super().keep_subprocess_alive()

    def terminate_all(self) -> None:
        # What would wait here for a worker to accept it is told at once that none will.
        for listening in self.sockets:
            listening.close()
        super().terminate_all()


def app_of_environment() -> Starlette:
    """What each worker serves."""
    try:
        app = create_app(Settings.from_environment())
    except InvalidSettingError as refusal:
        print(refusal, file=sys.stderr)
        # A worker that ended otherwise would be started again and again.
        sys.exit(STARTUP_FAILURE)
    tune_garbage_collection()
    return app


def tune_garbage_collection() -> None:
    """Looks for garbage every ten thousand objects, for a change alone makes more than the usual 700.

    What was made until now lives as long as the process, and is not looked at again.
    """
    gc.freeze()
    gc.set_threshold(10_000)
