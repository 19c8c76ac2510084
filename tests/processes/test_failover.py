"""A fail-over: the server behind open connections becomes read-only, and another one the primary."""

import asyncio
from collections.abc import Iterator
from time import monotonic

import pytest
from sqlalchemy import text, update

from db.address.url import parse_server_url
from db.dialect.variants import DialectName
from db.server.store import ServerStore
from db.store import ReadOnlyStoreError, Statement, StoreUnavailableError
from db.tables import images
from tests.support.databases.connections import during
from tests.support.databases.servers import ServerDatabase
from tests.support.private_servers.mariadb import mariadb
from tests.support.private_servers.postgres import BINARIES, postgres, require_program
from tests.support.processes.asking import CREATE, LIST, READY, asked, code, probe, unready, wait_until
from tests.support.processes.process import PATIENCE, served

pytestmark = pytest.mark.processes

# A user that may not change a server that is read-only, as root may.
APPLICATION = (
    "CREATE USER app@'%'",
    "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX ON *.* TO app@'%'",
)


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def primary(request: pytest.FixtureRequest) -> Iterator[ServerDatabase]:
    """A database on a server of the tests' own, whose settings they change."""
    if request.param == "postgresql":
        require_program(list(BINARIES.glob("*/bin/initdb")), "PostgreSQL's server")
        with postgres() as server:
            yield ServerDatabase("postgresql", server.url)
        return
    with mariadb() as server:
        made = ServerDatabase("mariadb", server.url)
        made.execute_on_server(*APPLICATION)
        made.url = made.address.url.set(drivername="mariadb", username="app").render_as_string(False)
        yield made


# As an administrator says it, for connections that are open and for new ones.
READ_ONLY: dict[DialectName, tuple[str, ...]] = {
    "postgresql": ("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"),
    "mariadb": ("SET GLOBAL read_only = 1",),
}
WRITABLE: dict[DialectName, tuple[str, ...]] = {
    # The session that changes it back is read-only, too.
    "postgresql": (
        "SET default_transaction_read_only = off",
        "ALTER SYSTEM RESET default_transaction_read_only",
        "SELECT pg_reload_conf()",
    ),
    "mariadb": ("SET GLOBAL read_only = 0",),
}


def test_changes_are_refused_while_a_server_is_read_only_and_then_need_no_restart(
    primary: ServerDatabase,
) -> None:
    # PostgreSQL says that it was configured so; MariaDB could be in a fail-over.
    refusal = {"postgresql": "READ_ONLY", "mariadb": "UNAVAILABLE"}[primary.dialect]
    with served(primary.url, GLIMPSE_POOL_SIZE="3") as glimpse:
        assert probe(glimpse) == READY
        assert code(asked(glimpse, CREATE)) is None
        primary.execute_on_server(*READ_ONLY[primary.dialect])
        wait_until(glimpse, unready("read-only"))
        assert code(asked(glimpse, CREATE)) == refusal
        assert code(asked(glimpse, CREATE)) == refusal
        assert code(asked(glimpse, LIST)) is None
        primary.execute_on_server(*WRITABLE[primary.dialect])
        wait_until(glimpse, READY)
        assert code(asked(glimpse, CREATE)) is None
        assert glimpse.log.count("Not ready: read-only") == 1
        assert "Traceback" not in glimpse.log


NUMBER: dict[DialectName, str] = {
    "postgresql": "SELECT pg_backend_pid()",
    "mariadb": "SELECT CONNECTION_ID()",
}
SESSIONS: dict[DialectName, str] = {
    "postgresql": "ALTER DATABASE {name} SET default_transaction_read_only = {value}",
    "mariadb": "SET GLOBAL tx_read_only = {value}",
}


def test_connections_to_an_old_primary_are_replaced_by_such_to_the_new_one(primary: ServerDatabase) -> None:
    """A session stays read-only, but a new connection does not: it reaches the new primary."""

    def new_sessions_are_read_only(value: str) -> None:
        primary.execute_on_server(SESSIONS[primary.dialect].format(name=primary.name, value=value))

    new_sessions_are_read_only("on")
    try:
        with served(primary.url) as glimpse:
            assert probe(glimpse) == unready("read-only")
            new_sessions_are_read_only("DEFAULT")
            assert code(asked(glimpse, CREATE)) in ("UNAVAILABLE", "READ_ONLY")
            assert [code(asked(glimpse, CREATE)) for _ in range(3)] == [None] * 3
            assert probe(glimpse) == READY
    finally:
        new_sessions_are_read_only("DEFAULT")


def test_one_refused_change_replaces_all_connections(primary: ServerDatabase) -> None:
    number = text(NUMBER[primary.dialect])
    address = parse_server_url(primary.url)

    async def numbers(store: ServerStore) -> set[int]:
        async with store.begin() as one, store.begin() as two, store.begin() as three:
            return {(await each.execute(number))[0][0] for each in (one, two, three)}

    async def refuse(store: ServerStore) -> None:
        async with store.begin() as tx:
            await tx.execute(update(images).values(min_ram=0))

    async def read_on(store: ServerStore) -> int:
        ((found,),) = await store.read(Statement(NUMBER[store.dialect], ()), {})
        return int(found)

    async def test(store: ServerStore) -> None:
        before, read_before = await numbers(store), await read_on(store)
        assert (await numbers(store), await read_on(store)) == (before, read_before)
        assert await store.is_writable()
        await asyncio.to_thread(primary.execute_on_server, *READ_ONLY[primary.dialect])
        until = monotonic() + PATIENCE
        # PostgreSQL reads its configuration a little later.
        while await store.is_writable():
            assert monotonic() < until
        with pytest.raises((ReadOnlyStoreError, StoreUnavailableError)):
            await refuse(store)
        await asyncio.to_thread(primary.execute_on_server, *WRITABLE[primary.dialect])
        assert not before & await numbers(store)
        assert await read_on(store) != read_before
        assert await store.is_writable()

    during(address, test, pool_size=3)
