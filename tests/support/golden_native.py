"""Golden files over a catalogue of our own."""

from resolvers.caller import ADMINISTRATOR, Caller
from tests.reference.visibility import Viewer
from tests.support.paths import GOLDEN_FILES

GOLDEN = GOLDEN_FILES / "native"


QUERIES = sorted(path.stem for path in GOLDEN.glob("*.graphql"))


# Owns some of the images, and is a member of others.
PROJECT = "2de50472433d4e44bed8b6b8357e44cd"


def caller_of(name: str) -> tuple[Caller, Viewer]:
    """Of a project if the query's name says so."""
    if name.startswith("project_"):
        return Caller(project=PROJECT), Viewer(PROJECT)
    return ADMINISTRATOR, Viewer(administrator=True)
