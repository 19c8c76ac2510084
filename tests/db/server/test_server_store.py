"""What a store must bear of a server: it is gone, or slow, holds others' tables, or cuts connections."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.address.url import parse_server_url
from db.connect import DatabaseTarget
from db.server.driver import driver_connection
from db.server.errors import translate_error
from db.server.store import ServerStore
from db.server.transaction import ServerTransaction
from db.store import (
    AnswerTooLargeError,
    DatabaseNotServableError,
    ReadOnlyStoreError,
    Statement,
    StatementTimeoutError,
    StoreUnavailableError,
)
from tests.support.databases.connections import ONE, cut_connections, during
from tests.support.databases.servers import SERVERS, ServerDatabase, require

SLOW = {
    "postgresql": Statement("SELECT pg_sleep(30)", ()),
    "mariadb": Statement("SELECT SLEEP(30) FROM information_schema.tables", ()),
}


def refusal_of(server: ServerDatabase) -> str:
    async def opened() -> None:
        await DatabaseTarget.of_urls(server.url, None).open(pool_size=1, busy_timeout=5, statement_timeout=5)

    with pytest.raises(DatabaseNotServableError) as refused:
        asyncio.run(opened())
    return str(refused.value)


def test_what_is_not_ours_or_not_made_is_refused(bare: ServerDatabase) -> None:
    assert refusal_of(bare).endswith("is empty: run `glimpse migrate` first.")
    bare.execute("CREATE TABLE others (id INTEGER)")
    assert refusal_of(bare).endswith("has tables of another program: Glimpse needs one of its own.")
    bare.execute("CREATE TABLE images (id INTEGER)")
    assert "is older than Rocky" in refusal_of(bare)


def test_what_is_not_up_to_date_or_newer_is_refused(bare: ServerDatabase) -> None:
    place = DatabaseTarget.of_urls(bare.url, None)
    assert place.migrate()
    assert not place.migrate()
    bare.execute("UPDATE glimpse_alembic_version SET version_num = '0001'")
    assert "is not up to date: run `glimpse migrate` first." in refusal_of(bare)
    bare.execute("UPDATE glimpse_alembic_version SET version_num = '9999'")
    newer = f"The database {bare.target.name} was migrated by a newer Glimpse: use that version."
    assert refusal_of(bare) == newer
    with pytest.raises(DatabaseNotServableError) as refused:
        place.migrate()
    assert str(refused.value) == newer


def test_a_server_that_cannot_be_reached_is_unavailable(server: ServerDatabase) -> None:
    url = server.address.url.set(drivername=server.dialect, port=1)
    nowhere = parse_server_url(url.render_as_string(False))

    async def opened() -> None:
        await ServerStore.open(nowhere, busy_timeout=2)

    with pytest.raises(StoreUnavailableError):
        asyncio.run(opened())
    with pytest.raises(StoreUnavailableError):
        DatabaseTarget.of_urls(url.render_as_string(False), None).migrate()


def test_a_database_that_is_not_there_is_unavailable(server: ServerDatabase) -> None:
    url = server.address.url.set(drivername=server.dialect, database="no_such_database")

    async def opened() -> None:
        await ServerStore.open(parse_server_url(url.render_as_string(False)))

    with pytest.raises(StoreUnavailableError):
        asyncio.run(opened())


def test_a_read_that_takes_too_long_is_stopped_and_the_next_is_answered(server: ServerDatabase) -> None:
    async def test(store: ServerStore) -> None:
        with pytest.raises(StatementTimeoutError):
            await store.read(SLOW[server.dialect], {})
        assert [tuple(row) for row in await store.read(ONE, {})] == [(1,)]
        async with store.begin() as tx:
            with pytest.raises(StatementTimeoutError):
                await store.read_within(tx, SLOW[server.dialect], {})

    during(server.address, test, statement_timeout=0.2, pool_size=1)


def test_a_read_whose_caller_leaves_takes_no_connection_with_it(server: ServerDatabase) -> None:
    async def test(store: ServerStore) -> None:
        for _ in range(3):
            reading = asyncio.ensure_future(store.read(SLOW[server.dialect], {}))
            await asyncio.sleep(0.1)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
        assert [tuple(row) for row in await store.read(ONE, {})] == [(1,)]

    during(server.address, test, pool_size=1)


def test_cut_connections_cost_nothing_but_what_was_under_way(server: ServerDatabase) -> None:
    async def test(store: ServerStore) -> None:
        async with store.begin():
            pass
        await store.read(ONE, {})
        await asyncio.to_thread(cut_connections, server)
        await store.ping()
        assert [tuple(row) for row in await store.read(ONE, {})] == [(1,)]
        under_way = asyncio.ensure_future(store.read(SLOW[server.dialect], {}))
        await asyncio.sleep(0.2)
        await asyncio.to_thread(cut_connections, server)
        with pytest.raises(StoreUnavailableError):
            await under_way
        async with store.begin() as tx:
            await tx.execute(text("SELECT 1"))

    during(server.address, test)


def test_a_cut_that_the_event_loop_has_not_noticed_costs_nothing(server: ServerDatabase) -> None:
    async def test(store: ServerStore) -> None:
        for _ in range(3):
            await store.read(ONE, {})
            async with store.begin() as tx:
                await tx.execute(text("SELECT 1"))
            # The loop stands still meanwhile.
            with ThreadPoolExecutor(1) as other:
                other.submit(cut_connections, server).result()

    during(server.address, test)


@pytest.mark.parametrize("step", ["execute", "commit", "rollback"])
def test_a_change_that_is_cancelled_leaves_no_open_transaction(
    step: str, server: ServerDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = text("SELECT version_num FROM glimpse_alembic_version FOR UPDATE")

    def wait_for_free_row() -> None:
        """A server notices only after a while that a connection was dropped."""
        end = monotonic() + 5
        while True:
            try:
                assert len(server.rows(f"{lock} NOWAIT")) == 1
            except DBAPIError:
                assert monotonic() < end
                sleep(0.05)
            else:
                return

    async def cancel(*_: object) -> None:
        raise asyncio.CancelledError

    async def change(store: ServerStore) -> None:
        async with store.begin() as tx:
            await tx.execute(lock)
            if step != "commit":
                monkeypatch.setattr(ServerTransaction, "_run", cancel)
                await tx.execute(lock)

    async def test(store: ServerStore) -> None:
        kind = type(driver_connection(None, server.dialect))
        if step != "execute":
            monkeypatch.setattr(kind, step, cancel)
        with pytest.raises(asyncio.CancelledError):
            await change(store)
        monkeypatch.undo()
        await asyncio.to_thread(wait_for_free_row)

    during(server.address, test, pool_size=1, busy_timeout=1.0)


def test_when_all_connections_are_taken_a_change_waits_no_longer_than_it_may(server: ServerDatabase) -> None:
    async def test(store: ServerStore) -> None:
        async with store.begin():
            with pytest.raises(StoreUnavailableError):
                async with store.begin():
                    raise AssertionError

    during(server.address, test, pool_size=1, busy_timeout=0.2)


@pytest.mark.without_coverage
def test_a_change_that_waits_too_long_for_a_lock_is_refused(server: ServerDatabase) -> None:
    lock = "SELECT version_num FROM glimpse_alembic_version FOR UPDATE"

    async def test(store: ServerStore) -> None:
        async with store.begin() as one:
            await one.execute(text(lock))
            with pytest.raises(StoreUnavailableError):
                async with store.begin() as other:
                    await other.execute(text(lock))

    during(server.address, test, busy_timeout=1.0)


def test_queries_are_read_from_the_replica_and_changes_never(server: ServerDatabase) -> None:
    replica = ServerDatabase(server.dialect)
    replica.execute("CREATE TABLE only_here (id INTEGER)")
    only_here = Statement("SELECT count(*) FROM only_here", ())

    async def test(store: ServerStore) -> None:
        assert [tuple(row) for row in await store.read(only_here, {})] == [(0,)]
        async with store.begin() as tx:
            with pytest.raises(Exception, match="only_here"):
                await store.read_within(tx, only_here, {})

    try:
        during(server.address, test, replica=replica.address)
    finally:
        replica.drop()


def test_a_closed_store_answers_nothing(server: ServerDatabase) -> None:
    async def test(store: ServerStore) -> None:
        await store.close()
        with pytest.raises(StoreUnavailableError):
            await store.read(ONE, {})
        with pytest.raises(StoreUnavailableError):
            async with store.begin():
                raise AssertionError

    during(server.address, test)


def test_a_mistake_of_ours_stays_what_it_is(server: ServerDatabase) -> None:
    async def test(store: ServerStore) -> None:
        with pytest.raises(Exception, match="no_such_table") as mistake:
            await store.read(Statement("SELECT 1 FROM no_such_table", ()), {})
        assert not isinstance(mistake.value, StoreUnavailableError)
        with pytest.raises(ZeroDivisionError):
            async with store.begin():
                raise ZeroDivisionError

    during(server.address, test)


def test_an_answer_that_mariadb_cannot_send_is_no_answer() -> None:
    require("mariadb")
    made = ServerDatabase("mariadb")

    async def test(store: ServerStore) -> None:
        long = "SELECT CAST(COALESCE(CONCAT(REPEAT('a', 10000000), REPEAT('b', 10000000)), '') AS BINARY)"
        with pytest.raises(AnswerTooLargeError):
            await store.read(Statement(long, ()), {})

    try:
        during(made.address, test)
    finally:
        made.drop()


def test_behind_pgbouncer_nothing_is_prepared_for_later() -> None:
    require("postgresql")
    made = ServerDatabase("postgresql")

    async def test(store: ServerStore) -> None:
        for _ in range(2):
            await store.read(ONE, {})
        names = Statement("SELECT count(*) FROM pg_prepared_statements WHERE name NOT LIKE 'glimpse_%'", ())
        assert [tuple(row) for row in await store.read(names, {})] == [(0,)]

    try:
        during(parse_server_url(f"{made.url}?pgbouncer=true"), test, pool_size=1)
    finally:
        made.drop()


def test_a_glance_database_takes_no_change(bare: ServerDatabase) -> None:
    bare.execute("CREATE TABLE images (id INTEGER, os_hidden INTEGER)")

    async def test(store: ServerStore) -> None:
        assert store.is_glance
        with pytest.raises(ReadOnlyStoreError):
            async with store.begin():
                raise AssertionError

    during(bare.address, test)
    assert not DatabaseTarget.of_urls(bare.url, None).migrate()


def test_facts_are_told_by_what_a_driver_says_and_by_nothing_else() -> None:
    assert translate_error(ValueError("08006"), "postgresql") is None
    assert isinstance(translate_error(ConnectionRefusedError(), "postgresql"), StoreUnavailableError)
    assert SERVERS.keys() == {"postgresql", "mariadb"}
    gone = type("InterfaceError", (Exception,), {"__module__": "asyncpg.exceptions"})
    lost = DBAPIError("SELECT 1", (), gone("gone"), connection_invalidated=True)
    assert isinstance(translate_error(lost, "postgresql"), StoreUnavailableError)
