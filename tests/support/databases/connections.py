"""A server's connections, cut and held."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

from sqlalchemy import text

from db.server.engine import Timeouts, create_engine
from db.server.store import ServerStore
from db.store import Statement
from tests.support.databases.servers import ServerDatabase
from tests.support.processes.process import PATIENCE

ONE = Statement("SELECT 1", ())


def during(address: Any, test: Callable[[ServerStore], Awaitable[None]], **options: Any) -> None:
    async def run() -> None:
        store = await ServerStore.open(address, **options)
        try:
            await asyncio.wait_for(test(store), 60)
        finally:
            await store.close()

    asyncio.run(run())


def cut_connections(server: ServerDatabase) -> None:
    """Returns when the server has ended them."""
    found = server.rows(CUT[server.dialect])
    if server.dialect == "mariadb":
        server.execute_on_server(*(f"KILL {id_}" for (id_,) in found))
        until = monotonic() + PATIENCE
        while not set(found).isdisjoint(server.rows(CUT["mariadb"])):
            assert monotonic() < until
            sleep(0.01)


CUT = {
    "postgresql": """SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()""",
    "mariadb": """SELECT id FROM information_schema.processlist
                  WHERE db = DATABASE() AND id <> CONNECTION_ID()""",
}


@contextmanager
def locked_row(server: ServerDatabase, image_id: str) -> Iterator[None]:
    """Another client has changed the image and does not commit."""
    with held_open(server, f"SELECT id FROM images WHERE id = '{image_id}' FOR UPDATE"):
        yield


@contextmanager
def held_open(server: ServerDatabase, statement: str) -> Iterator[None]:
    """Another client has executed the statement and does not commit."""
    with asyncio.Runner() as runner:
        connections = create_engine(server.address, Timeouts(5, 60), None)
        connection = runner.run(connections.connect().__aenter__())
        runner.run(connection.execute(text(statement)))
        try:
            yield
        finally:
            runner.run(connection.close())
            runner.run(connections.dispose())


def wait_for_waiters(server: ServerDatabase, count: int) -> None:
    """Until so many statements wait for a lock."""
    until = monotonic() + PATIENCE
    while server.rows(WAITERS[server.dialect])[0][0] < count:
        assert monotonic() < until
        # MariaDB updates the table a tenth of a second after it was read.
        sleep(0.2)


WAITERS = {
    "postgresql": """SELECT count(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'""",
    "mariadb": """SELECT count(*) FROM information_schema.innodb_trx
                  JOIN information_schema.processlist ON id = trx_mysql_thread_id
                  WHERE db = DATABASE() AND trx_state = 'LOCK WAIT'""",
}
