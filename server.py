"""Serving until told to stop."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Never

import uvicorn
from starlette.applications import Starlette

from settings import Settings


def serve(app: Starlette, settings: Settings) -> int:
    """The exit code: 0 after a stop that was asked for."""
    options: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        # uvicorn would otherwise ask the environment.
        "workers": 1,
        "ws": "none",
        "access_log": False,
        "server_header": False,
        # What callers say of where they come from is not believed.
        "proxy_headers": False,
        # Longer than proxies keep idle connections, most of them a minute: they would otherwise
        # send a request into one that is just being closed.
        "timeout_keep_alive": 75,
        "timeout_graceful_shutdown": settings.shutdown_timeout,
    }
    with _sigterm_is_no_failure():
        uvicorn.run(app, **options)
    return 0


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
