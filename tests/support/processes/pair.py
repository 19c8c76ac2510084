"""Two `glimpse` processes over one database."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.support.databases.protocol import TestDatabase
from tests.support.http.subscribers import (
    SECRET,
)
from tests.support.interpreter import NEWER_SQLITE
from tests.support.processes.process import Served, served


@contextmanager
def processes(database: TestDatabase) -> Iterator[list[Served]]:
    """Two that serve one database; of a file a newer SQLite takes two that write."""
    environ = {"GLIMPSE_AUTH": "headers", "GLIMPSE_PROXY_SECRET": SECRET, "PYTHONPATH": NEWER_SQLITE}
    with ExitStack() as stack:
        yield [stack.enter_context(served(database.url, **environ)) for _ in range(2)]
