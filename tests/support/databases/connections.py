"""A server's connections, cut and held."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from db.server.store import ServerStore
from db.store import Statement
from tests.support.databases.servers import ServerDatabase

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
    found = server.rows(CUT[server.dialect])
    if server.dialect == "mariadb":
        server.execute_on_server(*(f"KILL {id_}" for (id_,) in found))


CUT = {
    "postgresql": """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()""",
    "mariadb": """SELECT id FROM information_schema.processlist
                  WHERE db = DATABASE() AND id <> CONNECTION_ID()""",
}
