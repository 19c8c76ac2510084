"""A database that a test fills anew, and whoever asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from db.dialect.variants import DialectName
from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from resolvers.caller import ADMINISTRATOR, Caller
from tests.reference.visibility import Viewer
from tests.support.databases.builders import Row
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.servers import ServerDatabase, require
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.in_process_client import NOBODY, AskingAs, asking_as
from tests.support.strategies import PROJECTS, WHERES

VIEWERS = {
    ADMINISTRATOR: Viewer(administrator=True),
    NOBODY: Viewer(),
    **{Caller(project=project): Viewer(project) for project in PROJECTS},
}

# Mostly those whose lists are made in different ways.
CALLERS = st.sampled_from([ADMINISTRATOR, ADMINISTRATOR, Caller(project="p"), Caller(project="p"), *VIEWERS])

# What lists, connections and statistics are about.
MATCHING = {
    "where": st.one_of(st.just({}), WHERES),
    "scope": st.sampled_from(("VISIBLE", "LISTED")),
    "includeDeleted": st.booleans(),
}


@dataclass(frozen=True)
class Place:
    """`file` is what the reference reads; if `asking` asks a server, the rows are copied there."""

    file: SqliteDatabase
    asking: AskingAs
    server: ServerDatabase | None = None

    @property
    def database(self) -> TestDatabase:
        """What `asking` asks."""
        return self.server or self.file

    def hold(self, rows: list[Row]) -> None:
        """Nothing but these rows."""
        self.file.clear()
        self.file.insert(*rows)
        if self.server is not None:
            self.server.copy_of(self.file.path)


@contextmanager
def place_on_server(database: DialectName, copied: Path, folder: Path) -> Iterator[Place]:
    """The same with the rows on a server."""
    require(database)
    file = SqliteDatabase.copied(copied, folder / "place.db")
    server = ServerDatabase(database)
    try:
        with asking_as(server) as asking:
            yield Place(file, asking, server)
    finally:
        server.drop()


@contextmanager
def place(copied: Path, folder: Path, probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS) -> Iterator[Place]:
    """A copy of the database, whose rows go when it is filled."""
    file = SqliteDatabase.copied(copied, folder / "place.db")
    with asking_as(file, probe_limits) as asking:
        yield Place(file, asking)
