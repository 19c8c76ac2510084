"""A database that a test fills anew, and whoever asks it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from resolvers.caller import ADMINISTRATOR, Caller
from tests.asking_as import NOBODY, AskingAs, asking_as
from tests.drawn import PROJECTS, WHERES
from tests.reference_sight import Viewer
from tests.rows import Row, clear, insert

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
    database: Path
    asking: AskingAs

    def hold(self, rows: list[Row]) -> None:
        """Nothing but these rows."""
        clear(self.database)
        insert(self.database, *rows)


@contextmanager
def place(copied: Path, folder: Path) -> Iterator[Place]:
    """A copy of the database, whose rows go when it is filled."""
    database = Path(shutil.copyfile(copied, folder / "place.db"))
    with asking_as(database) as asking:
        yield Place(database, asking)
