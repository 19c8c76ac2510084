"""Every wait for a frozen server ends in time, and its connection is dropped."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from time import monotonic

import pytest
from sqlalchemy import text

from db.address.server_address import ServerAddress
from db.address.url import parse_server_url
from db.dialect.variants import DialectName
from db.server.store import ServerStore
from db.store import Statement, StoreUnavailableError
from tests.support.databases.connections import ONE, during
from tests.support.databases.servers import ServerDatabase
from tests.support.private_servers.stalling_proxy import StallingProxy, stalling_proxy

SHORT = {"busy_timeout": 0.5, "statement_timeout": 0.5}


@pytest.fixture
def proxied(server: ServerDatabase) -> Iterator[tuple[StallingProxy, ServerAddress]]:
    with stalling_proxy(server.address.url) as (proxy, url):
        yield proxy, parse_server_url(url.set(drivername=server.dialect).render_as_string(False))


async def read(store: ServerStore) -> None:
    assert [tuple(row) for row in await store.read(ONE, {})] == [(1,)]


async def change(store: ServerStore) -> None:
    async with store.begin() as tx:
        await tx.execute(text("SELECT 1"))


async def read_within(store: ServerStore) -> None:
    async with store.begin() as tx:
        await store.read_within(tx, ONE, {})


async def is_writable(store: ServerStore) -> None:
    assert await store.is_writable()


USES = [read, change, read_within, ServerStore.ping, is_writable, ServerStore.schema_versions]


@pytest.mark.parametrize("use", USES, ids=lambda each: each.__name__)
def test_every_use_of_a_frozen_server_is_unavailable_in_time(
    proxied: tuple[StallingProxy, ServerAddress], use: Callable[[ServerStore], Awaitable[object]]
) -> None:
    proxy, address = proxied

    async def test(store: ServerStore) -> None:
        await use(store)
        proxy.stall()
        began = monotonic()
        for _ in range(2):
            with pytest.raises(StoreUnavailableError):
                await use(store)
        assert monotonic() - began < 6
        proxy.flow()
        await use(store)

    during(address, test, **SHORT)


@pytest.mark.parametrize("with_changes", [False, True])
def test_a_transaction_whose_server_freezes_ends_in_time(
    proxied: tuple[StallingProxy, ServerAddress], with_changes: bool
) -> None:
    """In a statement, or in the commit."""
    proxy, address = proxied

    async def change_and_stall(store: ServerStore) -> None:
        async with store.begin() as tx:
            await tx.execute(text("SELECT 1"))
            proxy.stall()
            if with_changes:
                await tx.execute(text("SELECT 1"))

    async def test(store: ServerStore) -> None:
        began = monotonic()
        with pytest.raises(StoreUnavailableError, match=r"did not answer within 1\.5 seconds"):
            await change_and_stall(store)
        assert 1 < monotonic() - began < 3
        proxy.flow()
        await change(store)

    during(address, test, **SHORT)


def test_a_rollback_without_an_answer_keeps_the_error_of_the_change(
    proxied: tuple[StallingProxy, ServerAddress],
) -> None:
    proxy, address = proxied

    async def fail_and_stall(store: ServerStore) -> None:
        async with store.begin() as tx:
            await tx.execute(text("SELECT 1"))
            proxy.stall()
            raise ZeroDivisionError

    async def test(store: ServerStore) -> None:
        with pytest.raises(ZeroDivisionError):
            await fail_and_stall(store)
        proxy.flow()
        await change(store)

    during(address, test, **SHORT)


@pytest.mark.parametrize("use", [read, change], ids=lambda each: each.__name__)
def test_closing_ends_what_waits_for_a_frozen_server(
    proxied: tuple[StallingProxy, ServerAddress], use: Callable[[ServerStore], Awaitable[object]]
) -> None:
    proxy, address = proxied

    async def test(store: ServerStore) -> None:
        await use(store)
        proxy.stall()
        # The first waits for an answer, the second for a connection.
        uses = [asyncio.ensure_future(use(store)) for _ in range(2)]
        await asyncio.sleep(0.2)
        began = monotonic()
        await store.close()
        for each in uses:
            with pytest.raises(StoreUnavailableError):
                await each
        assert monotonic() - began < 1

    during(address, test, busy_timeout=30, statement_timeout=30, pool_size=1)


def test_a_reader_that_leaves_a_frozen_server_does_not_wait(
    proxied: tuple[StallingProxy, ServerAddress],
) -> None:
    proxy, address = proxied

    async def test(store: ServerStore) -> None:
        await read(store)
        proxy.stall()
        began = monotonic()
        with suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                await read(store)
        assert monotonic() - began < 0.5
        proxy.flow()
        await read(store)

    during(address, test, pool_size=1, busy_timeout=5)


def test_a_connection_is_dropped_if_its_reader_leaves_and_the_server_stays_frozen(
    proxied: tuple[StallingProxy, ServerAddress], caplog: pytest.LogCaptureFixture
) -> None:
    proxy, address = proxied

    async def test(store: ServerStore) -> None:
        await read(store)
        proxy.stall()
        with suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                await read(store)
        # The second that the server has to stop the statement.
        await asyncio.sleep(1.5)
        proxy.flow()
        await read(store)

    with caplog.at_level(logging.INFO, "glimpse.db"):
        during(address, test, pool_size=1, busy_timeout=5)
    # MariaDB's connection is dropped immediately.
    said = "A connection was dropped, because its statement did not stop: TimeoutError()" in caplog.text
    assert said == (address.dialect == "postgresql")


NUMBER: dict[DialectName, str] = {
    "postgresql": "SELECT pg_backend_pid()",
    "mariadb": "SELECT CONNECTION_ID()",
}


async def changed_on(store: ServerStore) -> int:
    """The number of the connection."""
    async with store.begin() as tx:
        ((number,),) = await tx.execute(text(NUMBER[store.dialect]))
    return int(number)


async def read_on(store: ServerStore) -> int:
    ((found,),) = await store.read(Statement(NUMBER[store.dialect], ()), {})
    return int(found)


def test_expired_connections_for_reads_are_replaced(server: ServerDatabase) -> None:
    async def test(store: ServerStore) -> None:
        before = await read_on(store)
        assert await read_on(store) == before
        store._primary_pool.expire()
        after = await read_on(store)
        assert after != before
        assert await read_on(store) == after

    during(server.address, test, pool_size=1)


def test_connections_are_replaced_when_they_are_old(server: ServerDatabase) -> None:
    async def test(store: ServerStore) -> None:
        for use in (changed_on, read_on):
            before = await use(store)
            assert await use(store) == before
            await asyncio.sleep(1.1)
            assert await use(store) != before

    during(server.address, test, pool_size=1, max_age=1.0)
