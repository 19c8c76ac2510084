"""Connections around a read that is lost or cancelled, whatever the driver says of it."""

import asyncio
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest

from db.server.deadlines import drop, is_cut
from db.server.driver import AsyncmyConnection
from db.server.store import ServerStore
from db.store import Statement, StoreUnavailableError
from tests.support.databases.connections import during
from tests.support.databases.servers import ServerDatabase


class Closed:
    """asyncpg's, of a closed connection."""

    def terminate(self) -> None:
        """Nothing is open."""

    def is_closed(self) -> bool:
        return True


def test_a_closed_connection_is_cut() -> None:
    assert is_cut(Closed())


@pytest.mark.parametrize("server", ["mariadb"], indirect=True)
def test_a_driver_without_words_for_a_lost_connection_is_unavailable(
    server: ServerDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lose(connection: Any, _sql: str, _values: Any) -> Any:
        drop(connection._driver)
        raise RuntimeError("no transport")

    async def test(store: ServerStore) -> None:
        monkeypatch.setattr(AsyncmyConnection, "fetch", lose)
        with pytest.raises(StoreUnavailableError, match="a connection was closed"):
            await store.read(Statement("SELECT 1", ()), {})
        monkeypatch.undo()
        assert [tuple(row) for row in await store.read(Statement("SELECT 1", ()), {})] == [(1,)]

    during(server.address, test)


@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
@pytest.mark.parametrize("pause", [0.0, 0.3, 0.6])
def test_a_read_that_is_cancelled_between_preparation_and_execution_costs_the_next_no_time(
    server: ServerDatabase, monkeypatch: pytest.MonkeyPatch, pause: float
) -> None:
    """PostgreSQL's timer of a statement starts when it is prepared, and goes on until one is executed."""
    prepare = asyncpg.Connection._get_statement

    async def prepare_and_cancel(*arguments: Any, **options: Any) -> Any:
        await prepare(*arguments, **options)
        raise asyncio.CancelledError

    async def test() -> None:
        store = await ServerStore.open(server.address, pool_size=1, statement_timeout=0.5)
        with monkeypatch.context() as patched:
            patched.setattr(asyncpg.Connection, "_get_statement", prepare_and_cancel)
            with pytest.raises(asyncio.CancelledError):
                await store.read(Statement("SELECT 2", ()), {})
        await asyncio.sleep(pause)
        rows = await store.read(Statement("SELECT pg_sleep(0.3)", ()), {})
        assert len(rows) == 1
        await store.close()

    asyncio.run(test())
