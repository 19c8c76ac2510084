"""Databases to ask, and clients of the app over them."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from db.dialect.variants import DIALECT_NAMES, DialectName
from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from db.sqlite.migrate import migrate
from server import tune_garbage_collection
from tests.support.auth import token_issuer as issuer
from tests.support.databases.filled_database import Place, place, place_on_server
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.servers import SERVERS, ServerDatabase, listens, require
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import serving
from tests.support.http.in_process_client import AskingAs, asking_as
from tests.support.http.javascript import PACKAGES
from tests.support.log_capture import log_as_before
from tests.support.paths import GLANCE_DUMPS

GLANCE = GLANCE_DUMPS / "glance-33.sqlite"


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """A test that configures logging, as a served process does, leaves no handler to others."""
    with log_as_before():
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows; to be copied, not changed."""
    path = tmp_path_factory.mktemp("template") / "glimpse.db"
    migrate(path)
    return path


def pytest_collection_finish() -> None:
    """Garbage is looked for as in a process that serves: the tests take a fifteenth less."""
    tune_garbage_collection()


def pytest_report_header() -> str:
    """Says which databases the tests ask."""
    missing = [each for each in DIALECT_NAMES[1:] if not listens(each)]
    asked = [each for each in DIALECT_NAMES if each not in missing]
    skipped = f"; skipped, for nothing listens there: {', '.join(missing)}" if missing else ""
    return f"databases: {', '.join(asked)}{skipped}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test marked `all_databases` on each, unless it is marked `sqlite_only`."""
    is_marked = metafunc.definition.get_closest_marker
    if "database" in metafunc.fixturenames and is_marked("all_databases"):
        # Code that only servers reach has tests of its own; the rest is measured once.
        servers = [pytest.param(each, marks=pytest.mark.without_coverage) for each in DIALECT_NAMES[1:]]
        databases = ["sqlite"] if is_marked("sqlite_only") else ["sqlite", *servers]
        metafunc.parametrize("database", databases, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what `make test-fast` leaves out, where parameters and fixtures tell."""
    for item in items:
        callspec: Any = getattr(item, "callspec", None)
        parameters = callspec.params.values() if callspec else ()
        if any(isinstance(each, str) and each in SERVERS for each in parameters):
            item.add_marker("servers")
        if "_javascript" in getattr(item, "fixturenames", ()):
            item.add_marker("processes")


@pytest.fixture
def database(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> TestDatabase:
    """A database of our own without rows, for this test alone: a file, unless the test has parameters."""
    on: DialectName = getattr(request, "param", "sqlite")
    if on == "sqlite":
        return SqliteDatabase.copied(template, tmp_path / "glimpse.db")
    servers: dict[str, ServerDatabase] = request.getfixturevalue("servers")
    if on not in servers:
        require(on)
        servers[on] = ServerDatabase(on)
    servers[on].clear()
    return servers[on]


@pytest.fixture(scope="session")
def servers() -> Iterator[dict[str, ServerDatabase]]:
    """The databases on servers that tests take in turn."""
    made: dict[str, ServerDatabase] = {}
    yield made
    for each in made.values():
        each.drop()


@pytest.fixture
def client(database: TestDatabase) -> Iterator[TestClient]:
    """Asks the app over `database`, as an administrator without project."""
    with serving(database) as client:
        yield client


@pytest.fixture
def asking(database: TestDatabase) -> Iterator[AskingAs]:
    """Asks `database`, as whomever the test names."""
    with asking_as(database) as asking:
        yield asking


@pytest.fixture(scope="session")
def glance_database(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabase:
    """What Glance 33 wrote, which is only read."""
    return SqliteDatabase.copied(GLANCE, tmp_path_factory.mktemp("glance") / GLANCE.name)


@pytest.fixture(scope="session")
def glance(glance_database: SqliteDatabase) -> Iterator[TestClient]:
    """Asks the app over what Glance 33 wrote, as an administrator without project."""
    with serving(glance_database) as client:
        yield client


@pytest.fixture(scope="module", params=[DEFAULT_PROBE_LIMITS, ProbeLimits.all_of(1)], ids=["few", "many"])
def own(
    request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """A database of our own that the module's tests fill anew.

    What a filter leaves of a test's images is few enough to be looked at, unless it is told that more
    than one is many.
    """
    with place(template, tmp_path_factory.mktemp("own"), request.param) as filled:
        yield filled


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def on_server(
    request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """The same on a server."""
    with place_on_server(request.param, template, tmp_path_factory.mktemp("on_server")) as filled:
        yield filled


@pytest.fixture(scope="module")
def glances(glance_database: SqliteDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The same in tables as Glance made them: nulls and rows that ours do not have."""
    with place(glance_database.path, tmp_path_factory.mktemp("glances")) as filled:
        yield filled


@pytest.fixture(scope="session")
def _javascript() -> None:
    """Skips a test that needs Node and the clients' packages where they are missing, or fails it in CI."""
    missing = None
    if shutil.which("node") is None:
        missing = "Node is not installed"
    elif not (PACKAGES / "installed").exists():
        missing = "tests/clients is not installed: `make clients` does it where npm is"
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Iterator[ServerDatabase]:
    """A database of our own without rows, on each server; the module's tests share it."""
    require(request.param)
    made = ServerDatabase(request.param)
    yield made
    made.drop()


@pytest.fixture(params=["postgresql", "mariadb"])
def bare(request: pytest.FixtureRequest) -> Iterator[ServerDatabase]:
    """A database without tables, on each server."""
    require(request.param)
    made = ServerDatabase(request.param, migrated=False)
    yield made
    made.drop()


@pytest.fixture
def with_tokens(tmp_path: Path) -> dict[str, str]:
    """Settings of a server whose callers have signed tokens, which it looks at again five times a second."""
    key = tmp_path / "key.pem"
    key.write_bytes(issuer.pem_of(issuer.rsa_key()))
    return {
        "AUTH": "jwt",
        "JWT_ISSUER": issuer.NAME,
        "JWT_AUDIENCE": issuer.AUDIENCE,
        "JWT_KEY_FILE": str(key),
        "REAUTH_INTERVAL": "0.2",
    }
