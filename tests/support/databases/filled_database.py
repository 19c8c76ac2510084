"""A database that a test fills anew, and whoever asks it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from db.dialect.variants import DialectName
from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from db.server.store import ServerStore
from resolvers.caller import ADMINISTRATOR, Caller
from tests.reference.visibility import Viewer
from tests.support.databases.builders import Row, clear, insert
from tests.support.databases.servers import ServerDatabase, require, write_copy
from tests.support.http.in_process_client import NOBODY, AskingAs, asking_as, asking_store
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
    """`database` is an SQLite file, which the reference reads; on a server the rows are copied there."""

    database: Path
    asking: AskingAs
    on_server: bool = False

    def hold(self, rows: list[Row]) -> None:
        """Nothing but these rows."""
        clear(self.database)
        insert(self.database, *rows)
        if self.on_server:
            self.asking.loop.run(self._copy())

    async def _copy(self) -> None:
        async with self.asking.store.begin() as tx:
            await write_copy(tx, self.database)


@contextmanager
def place_on_server(database: DialectName, copied: Path, folder: Path) -> Iterator[Place]:
    """The same with the rows on a server."""
    require(database)
    file = Path(shutil.copyfile(copied, folder / "place.db"))
    server = ServerDatabase(database)
    try:
        with asking_store(ServerStore.open(server.address)) as asking:
            yield Place(file, asking, on_server=True)
    finally:
        server.drop()


@contextmanager
def place(copied: Path, folder: Path, probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS) -> Iterator[Place]:
    """A copy of the database, whose rows go when it is filled."""
    database = Path(shutil.copyfile(copied, folder / "place.db"))
    with asking_as(database, probe_limits) as asking:
        yield Place(database, asking)
