"""A server that keeps Glimpse waiting: every answer, probe and stop has its time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from tests.support.databases.builders import image
from tests.support.databases.connections import locked_row, wait_for_waiters
from tests.support.databases.servers import ServerDatabase
from tests.support.private_servers.mariadb import mariadb
from tests.support.private_servers.postgres import BINARIES, postgres, require_program
from tests.support.private_servers.stalling_proxy import StallingProxy, stalling_proxy
from tests.support.processes.asking import (
    CREATE,
    LIST,
    READY,
    UPDATE,
    asked,
    code,
    probe,
    timed_code,
    unready,
    wait_until,
)
from tests.support.processes.process import Served, served

pytestmark = pytest.mark.processes


def test_probes_answer_while_every_connection_waits_for_a_row(server: ServerDatabase) -> None:
    server.insert(row := image())
    with (
        served(server.url, GLIMPSE_POOL_SIZE="2", GLIMPSE_BUSY_TIMEOUT="20") as glimpse,
        ThreadPoolExecutor(4) as clients,
    ):
        with locked_row(server, row.id):
            waiting = [clients.submit(asked, glimpse, UPDATE, id=row.id, name=f"{at}") for at in range(4)]
            wait_for_waiters(server, 2)
            assert [probe(glimpse) for _ in range(5)] == [READY] * 5
            assert probe(glimpse, "/healthz") == READY
            assert not any(each.done() for each in waiting)
        assert [code(each.result()) for each in waiting] == [None] * 4


SHORT = {"GLIMPSE_STATEMENT_TIMEOUT": "1", "GLIMPSE_BUSY_TIMEOUT": "1", "GLIMPSE_SHUTDOWN_TIMEOUT": "4"}
# Seconds: a statement's time, a second for the server to report it, and a little.
LONGEST = 3.5


@pytest.fixture
def proxied(server: ServerDatabase) -> Iterator[tuple[StallingProxy, str]]:
    """A proxy before the server, and the URL through it."""
    with stalling_proxy(server.address.url) as (proxy, url):
        yield proxy, url.set(drivername=server.dialect).render_as_string(False)


def require_bounded_errors(glimpse: Served) -> None:
    """Reads and changes fail in time, with a code that allows a retry, while probes name the database."""
    with ThreadPoolExecutor(8) as clients:
        asking = [clients.submit(timed_code, glimpse, query) for query in (LIST, CREATE) * 4]
        assert [probe(glimpse) for _ in range(3)] == [unready("database")] * 3
        for each in asking:
            found, seconds = each.result()
            assert found in ("UNAVAILABLE", "TIMEOUT")
            assert seconds < LONGEST


def test_a_frozen_database_costs_a_statements_time_and_no_restart(
    proxied: tuple[StallingProxy, str],
) -> None:
    proxy, url = proxied
    with served(url, **SHORT) as glimpse:
        assert [code(asked(glimpse, query)) for query in (LIST, CREATE)] == [None, None]
        assert probe(glimpse) == READY
        proxy.stall()
        require_bounded_errors(glimpse)
        # Connections that are opened meanwhile do not wait longer.
        require_bounded_errors(glimpse)
        proxy.flow()
        wait_until(glimpse, READY)
        assert [code(asked(glimpse, query)) for query in (LIST, CREATE)] == [None, None]
        assert glimpse.log.count("Not ready: database") == 1
        assert "Traceback" not in glimpse.log


@pytest.mark.parametrize("query", [LIST, CREATE], ids=["read", "change"])
def test_a_stop_keeps_to_its_time_although_the_database_is_frozen(
    proxied: tuple[StallingProxy, str], query: str
) -> None:
    proxy, url = proxied
    long = {"GLIMPSE_STATEMENT_TIMEOUT": "60", "GLIMPSE_BUSY_TIMEOUT": "60", "GLIMPSE_SHUTDOWN_TIMEOUT": "3"}
    with served(url, **long) as glimpse, ThreadPoolExecutor(4) as clients:
        assert code(asked(glimpse, query)) is None
        proxy.stall()
        asking = [clients.submit(timed_code, glimpse, query) for _ in range(4)]
        assert probe(glimpse) == unready("database")
        began = monotonic()
        glimpse.stop()
        assert glimpse.end() == 0
        assert monotonic() - began < 3.5
        assert {each.result()[0] for each in asking} == {"UNAVAILABLE"}
        assert "Traceback" not in glimpse.log


def test_frozen_backends_of_postgresql_are_replaced_by_others() -> None:
    require_program(list(BINARIES.glob("*/bin/initdb")), "PostgreSQL's server")
    with postgres() as server:
        made = ServerDatabase("postgresql", server.url)
        with served(made.url, **SHORT) as glimpse:
            assert [code(asked(glimpse, query)) for query in (LIST, CREATE)] == [None, None]
            server.freeze()
            found, seconds = timed_code(glimpse, LIST)
            assert found in (None, "UNAVAILABLE")
            assert seconds < LONGEST
            # The pool may have a second frozen connection, which costs a second request.
            assert [code(asked(glimpse, query)) for query in (LIST, CREATE)].count("UNAVAILABLE") <= 1
            assert [code(asked(glimpse, query)) for query in (LIST, CREATE)] == [None, None]
            wait_until(glimpse, READY)
            assert "Traceback" not in glimpse.log
        server.thaw()


def test_a_frozen_mariadb_is_unavailable_until_it_goes_on() -> None:
    with mariadb() as server:
        made = ServerDatabase("mariadb", server.url)
        with served(made.url, **SHORT) as glimpse:
            assert [code(asked(glimpse, query)) for query in (LIST, CREATE)] == [None, None]
            server.freeze()
            require_bounded_errors(glimpse)
            server.thaw()
            wait_until(glimpse, READY)
            assert [code(asked(glimpse, query)) for query in (LIST, CREATE)] == [None, None]
