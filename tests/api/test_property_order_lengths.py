"""Pages in the order of a property whose values have all lengths: each image once, in one order."""

import random
from typing import Any

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import Row, image, property_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import NOBODY, AskingAs, P

pytestmark = pytest.mark.all_databases

COUNT = 240
LIST = """
query($orderBy: [ImageOrder!]!, $limit: Int!, $marker: ID, $offset: Int) {
  images(orderBy: $orderBy, limit: $limit, marker: $marker, offset: $offset) { id }
}
"""
PAGES = """
query($orderBy: [ImageOrder!]!, $first: Int, $after: String, $last: Int, $before: String) {
  imagesConnection(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    edges { node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
# MariaDB writes rows with long texts to the disk, and reads them in another order.
ORDERS: dict[str, list[dict[str, str]]] = {
    "property": [{"property": "p", "nulls": "FIRST"}],
    "property descending": [{"property": "p", "direction": "DESC"}],
    "field, property": [{"field": "DISK_FORMAT"}, {"property": "p", "direction": "DESC"}],
}


@pytest.fixture
def order_of(database: TestDatabase) -> dict[str, list[str]]:
    """The ids in each of the orders."""
    drawn = random.Random(1)
    rows, images = list[Row](), list[tuple[str, str | None, str | None]]()
    for at in range(COUNT):
        disk = drawn.choice([None, "qcow2", "raw"])
        made = image(visibility="public" if at % 3 else "shared", owner="p", disk_format=disk)
        value = f"{drawn.randrange(10**6):06}" + "v" * drawn.choice([0, 300, 800, 3000])
        rows += [made] if at % 20 == 0 else [made, property_of(made, "p", value)]
        images.append((made.id, disk, None if at % 20 == 0 else value))
    database.insert(*rows)
    by_id = sorted(images)
    valued = sorted((each for each in by_id if each[2] is not None), key=lambda each: str(each[2]))
    without = [each for each in by_id if each[2] is None]
    descending = valued[::-1] + without[::-1]
    mixed = [each for disk in ("qcow2", "raw", None) for each in valued[::-1] + without if each[1] == disk]
    return {
        "property": [id_ for id_, *_ in without + valued],
        "property descending": [id_ for id_, *_ in descending],
        "field, property": [id_ for id_, *_ in mixed],
    }


@pytest.mark.parametrize("caller", [ADMINISTRATOR, P, NOBODY], ids=["administrator", "project", "nobody"])
@pytest.mark.parametrize("name", ORDERS)
def test_every_page_continues_the_last_one(
    asking: AskingAs, order_of: dict[str, list[str]], database: TestDatabase, name: str, caller: Caller
) -> None:
    public = {id_ for (id_,) in database.rows("SELECT id FROM images WHERE visibility = 'public'")}
    expected = [id_ for id_ in order_of[name] if caller is not NOBODY or id_ in public]
    order = ORDERS[name]
    assert by_marker(asking, caller, order) == expected
    assert by_offset(asking, caller, order) == expected
    assert by_cursor(asking, caller, order, forwards=True) == expected
    assert by_cursor(asking, caller, order, forwards=False) == expected


def by_marker(asking: AskingAs, caller: Caller, order: Any) -> list[str]:
    found: list[str] = []
    while True:
        marker = {"marker": found[-1]} if found else {}
        page = asking.ask(caller, LIST, orderBy=order, limit=50, **marker)["images"]
        found += [each["id"] for each in page]
        if len(page) < 50 or len(found) > COUNT:
            return found


def by_offset(asking: AskingAs, caller: Caller, order: Any) -> list[str]:
    pages = [
        asking.ask(caller, LIST, orderBy=order, limit=100, offset=offset)["images"]
        for offset in range(0, COUNT + 1, 100)
    ]
    return [each["id"] for page in pages for each in page]


def by_cursor(asking: AskingAs, caller: Caller, order: Any, *, forwards: bool) -> list[str]:
    found: list[str] = []
    asked: dict[str, Any] = {"first" if forwards else "last": 50}
    while True:
        page = asking.ask(caller, PAGES, orderBy=order, **asked)["imagesConnection"]
        ids = [edge["node"]["id"] for edge in page["edges"]]
        found = found + ids if forwards else ids + found
        info = page["pageInfo"]
        if not info["hasNextPage" if forwards else "hasPreviousPage"] or len(found) > COUNT:
            return found
        place = {"after": info["endCursor"]} if forwards else {"before": info["startCursor"]}
        asked = {**asked, **place}
