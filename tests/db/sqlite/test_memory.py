"""What a large page costs in memory: a few times its JSON, whatever its characters."""

import tracemalloc

import pytest

from resolvers.caller import ADMINISTRATOR
from tests.support.databases.builders import image, property_of
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.in_process_client import AskingAs

IMAGES = 1000
DETAILED = "id name status size createdAt properties { name value } tags"


@pytest.fixture
def page(database: SqliteDatabase) -> None:
    """A page of detailed images, one of which has a name that takes four bytes for a character."""
    rows = [image(name="😀" if at == 500 else f"image {at}") for at in range(IMAGES)]
    values = [property_of(row, f"property {at}", "v" * 400) for row in rows for at in range(5)]
    database.insert(*rows, *values)


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    "query",
    [
        f"{{ images(limit: {IMAGES}) {{ {DETAILED} }} }}",
        f"{{ imagesConnection(first: {IMAGES}) {{ edges {{ cursor node {{ {DETAILED} }} }} totalCount }} }}",
    ],
    ids=["list", "connection"],
)
def test_a_page_of_a_thousand_detailed_images_costs_a_few_times_its_json(
    asking: AskingAs, query: str
) -> None:
    # The first answer also makes what later ones use again.
    asking.written(ADMINISTRATOR, query)
    tracemalloc.start()
    try:
        written = asking.written(ADMINISTRATOR, query)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert written.count(b'"properties":[{') == IMAGES
    # Once as rows, once together, and once within the answer.
    assert peak < 5 * len(written)
