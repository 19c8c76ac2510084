"""Which images need formats: those whose data comes or is there, on the way into a status (rules §3)."""

from typing import Any

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import Row, image, location_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import AskingAs, P

pytestmark = pytest.mark.all_databases

CREATE = "mutation ($input: CreateImageInput!) { it: createImage(input: $input) { image { status } } }"
UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) { it: updateImage(id: $id, input: $input) {
    changedFields image { status } } }"""
BULK = """mutation ($input: [ImageUpdate!]!) { it: updateImages(input: $input) {
    images { status } } }"""

NEEDS = ("BAD_USER_INPUT", ["input", "diskFormat"])
URL = {"url": "rbd://a"}


def updated(asking: AskingAs, caller: Caller, made: Row, **given: object) -> Any:
    return asking.ask(caller, UPDATE, id=made.id, input=given)["it"]


@pytest.mark.parametrize("size", [None, 0, 1])
def test_an_image_that_came_without_formats_is_deactivated_and_activated_by_its_owner(
    asking: AskingAs, database: TestDatabase, size: int | None
) -> None:
    database.insert(made := image(status="active", size=size), location_of(made, "rbd://a"))
    for status in ("DEACTIVATED", "ACTIVE") * 2:
        assert updated(asking, P, made, status=status) == {
            "changedFields": ["status"],
            "image": {"status": status},
        }


@pytest.mark.parametrize("size", [{}, {"size": 0}, {"size": None}])
def test_an_image_without_data_starts_active_without_formats(
    asking: AskingAs, size: dict[str, int | None]
) -> None:
    for caller in (P, ADMINISTRATOR):
        made = asking.ask(caller, CREATE, input={"status": "ACTIVE", **size})
        assert made == {"it": {"image": {"status": "ACTIVE"}}}
    for given in ({"size": 1}, {"locations": [URL]}):
        assert asking.refused(ADMINISTRATOR, CREATE, input={"status": "ACTIVE", **size, **given}) == NEEDS


def test_what_decides_is_what_the_update_leaves(asking: AskingAs, database: TestDatabase) -> None:
    database.insert(stored := image(size=0), location_of(stored, "rbd://a"), empty := image(size=1))
    database.insert(gone := image(), location_of(gone, "rbd://a", deleted_at="2026-01-02 03:04:05.000006"))
    activate: dict[str, object] = {"status": "ACTIVE"}
    refused: list[tuple[Row, dict[str, object]]] = [
        (stored, {}),
        (stored, {"size": None, "locations": [URL]}),
        (empty, {"locations": []}),
        (empty, {"size": 0, "locations": [URL]}),
        (gone, {"size": 1}),
    ]
    for made, given in refused:
        assert asking.refused(ADMINISTRATOR, UPDATE, id=made.id, input=activate | given) == NEEDS
    taken: list[tuple[Row, dict[str, object]]]
    taken = [(stored, {"locations": []}), (empty, {"size": 0}), (gone, {})]
    for made, given in taken:
        assert updated(asking, ADMINISTRATOR, made, **activate, **given)["image"] == activate


def test_a_bulk_update_knows_each_images_locations(asking: AskingAs, database: TestDatabase) -> None:
    database.insert(empty := image(), with_one := image(), location_of(with_one, "rbd://a"))
    both = [{"id": made.id, "input": {"status": "ACTIVE"}} for made in (empty, with_one)]
    assert asking.refused(P, BULK, input=both) == ("BAD_USER_INPUT", ["input", 1, "input", "diskFormat"])
    assert asking.ask(P, BULK, input=both[:1]) == {"it": {"images": [{"status": "ACTIVE"}]}}


def test_an_active_image_without_formats_gets_them_one_by_one(
    asking: AskingAs, database: TestDatabase
) -> None:
    database.insert(made := image(status="active", size=1))
    for field, format_ in (("diskFormat", "raw"), ("containerFormat", "bare")):
        assert updated(asking, ADMINISTRATOR, made, **{field: format_})["changedFields"] == [field]
    assert asking.refused(ADMINISTRATOR, UPDATE, id=made.id, input={"diskFormat": None}) == NEEDS
    cleared = updated(asking, ADMINISTRATOR, made, size=0, diskFormat=None)
    assert cleared["changedFields"] == ["diskFormat", "size"]
