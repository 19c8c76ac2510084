"""A server that falls silent ends a command within a bound; one that works for long does not."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from time import monotonic

import pytest
from sqlalchemy import text

from db.address.server_address import ServerAddress
from db.connect import DatabaseTarget
from db.dialect.variants import DialectName
from db.server.migrate import migrate_server
from db.server.store import ServerStore
from db.server.watchdog import PATIENCE, Patience, watched
from db.store import StoreUnavailableError
from db.transfer.source import open_source
from tests.support.databases.connections import during
from tests.support.databases.migration_lock import another_migration
from tests.support.databases.servers import ServerDatabase
from tests.support.private_servers.stalling_proxy import StallingProxy, stalling_proxy
from tests.support.processes.commands import wait_until

SHORT = Patience(0.1, 0.2, 2)
# Seconds of a statement: longer than a silent server may take.
LONG = 1.2
# Seconds until the command has ended: SQLAlchemy waits two for asyncpg to close a connection.
LATEST = 8.0
SLEEP: dict[DialectName, str] = {
    "postgresql": f"SELECT pg_sleep({LONG})",
    "mariadb": f"SELECT SLEEP({LONG})",
}


def require_silence_is_noticed(run: Callable[[], object]) -> None:
    began = monotonic()
    with pytest.raises(
        StoreUnavailableError, match=r"has stopped answering; 2 questions over 0\.6 seconds got no answer$"
    ):
        run()
    assert monotonic() - began < LATEST


@pytest.fixture
def proxied(server: ServerDatabase) -> Iterator[tuple[StallingProxy, ServerAddress]]:
    """A proxy before the server, and the address through it."""
    with stalling_proxy(server.address.url) as (proxy, url):
        yield proxy, replace(server.address, url=url)


def read(address: ServerAddress, before: Callable[[], None]) -> None:
    """As `export` and `check` do, and `import` does with its source."""

    async def test() -> None:
        async with open_source(DatabaseTarget(None, address), SHORT) as (connection, _):
            before()
            await connection.execute(text(SLEEP[address.dialect]))

    asyncio.run(test())


def write(address: ServerAddress, before: Callable[[], None]) -> None:
    """As `import` does."""

    async def test(store: ServerStore) -> None:
        async with store.watched(SHORT), store.begin() as tx:
            before()
            await tx.execute(text(SLEEP[address.dialect]))

    during(address, test, statement_timeout=3600)


@pytest.mark.parametrize("run", [read, write], ids=["read", "write"])
def test_a_slow_statement_goes_on_and_a_silent_server_is_noticed(
    proxied: tuple[StallingProxy, ServerAddress], run: Callable[[ServerAddress, Callable[[], None]], None]
) -> None:
    proxy, address = proxied
    run(address, lambda: None)
    require_silence_is_noticed(partial(run, address, proxy.stall))


def test_a_migration_waits_for_another_one_but_not_for_a_silent_server(bare: ServerDatabase) -> None:
    async def test(proxy: StallingProxy, address: ServerAddress) -> None:
        async with another_migration(bare) as is_waiting:
            migration = asyncio.ensure_future(asyncio.to_thread(migrate_server, address, SHORT))
            await asyncio.to_thread(wait_until, is_waiting)
            await asyncio.sleep(LONG)
            assert not migration.done()
            proxy.stall()
            await asyncio.wait([migration])
            require_silence_is_noticed(migration.result)

    with stalling_proxy(bare.address.url) as (proxy, url):
        asyncio.run(test(proxy, replace(bare.address, url=url)))


def test_a_refusal_is_an_answer(bare: ServerDatabase) -> None:
    """As when the server has no connection left for the question."""
    address = replace(bare.address, url=bare.address.url.set(database="nowhere"))

    async def test() -> None:
        async with watched(address, pytest.fail, SHORT):
            await asyncio.sleep(LONG)

    asyncio.run(test())


def test_a_silent_server_is_noticed_within_a_minute() -> None:
    assert PATIENCE.longest <= 60
