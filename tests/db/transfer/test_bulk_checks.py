"""A batch is normalized as its images one by one, whatever its values are."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.tables import images
from db.transfer.bulk_checks import normalize_batch
from db.transfer.normalize import Normalization, normalize
from db.transfer.record import CHILDREN, COLUMNS, ImageRecord
from tests.support.hypothesis_profile import drawn

TIME = datetime(2024, 5, 6, 7, 8, 9)
LIVE = {"created_at": TIME, "updated_at": None, "deleted_at": None, "deleted": False}
GONE = LIVE | {"deleted_at": TIME, "deleted": True}

_CHILDREN: dict[str, dict[str, Any]] = {
    "properties": {"name": "os", "value": "one\ntwo"},
    "tags": {"value": "é"},
    "members": {"member": "project", "can_share": True, "status": "pending"},
    "locations": {"value": "file:///a", "meta_data": '{ "a": 1 }', "status": "active"},
}
PLACES = [(images.name, None, name) for name in COLUMNS[images.name]] + [
    (table.name, child, name) for child, (table, _) in CHILDREN.items() for name in COLUMNS[table.name]
]
ODD: list[Any] = [
    None, True, False, -1, 0, 2**31, 2**63, 1.5, b"\xff", [], {}, "", "active", "deleted", "ACTIVE", "a\0",
    "\udc80", "x" * 36, "x" * 300, "A" * 32, "{}", "[1]", TIME, "2024-05-06",
]  # fmt: skip


def record(number: int, *, is_deleted: bool = False) -> ImageRecord:
    row: dict[str, Any] = dict.fromkeys(COLUMNS[images.name]) | (GONE if is_deleted else LIVE)
    row |= {
        "id": f"{number:08x}-0000-4000-8000-000000000000",
        "status": "deleted" if is_deleted else "active",
    }
    row |= {"visibility": "shared", "min_disk": 0, "min_ram": 0, "protected": False, "os_hidden": False}
    children = {name: [values | (GONE if is_deleted else LIVE)] for name, values in _CHILDREN.items()}
    return ImageRecord(row | {"size": 1, "checksum": "a" * 32}, children)


def assert_same(batch: list[ImageRecord], max_row_bytes: int | None = None) -> list[Normalization]:
    alone = deepcopy(batch)
    expected = [normalize(image, max_row_bytes) for image in alone]
    found = list(normalize_batch(batch, max_row_bytes))
    assert found == expected
    assert [each for each, of in zip(batch, found, strict=True) if of.rejection is None] == [
        each for each, of in zip(alone, found, strict=True) if of.rejection is None
    ]
    return found


@pytest.mark.parametrize("is_deleted", [False, True])
def test_sound_images_are_filled_in_and_taken(is_deleted: bool) -> None:
    batch = [record(number, is_deleted=is_deleted) for number in range(50)]
    assert assert_same(batch, 2**24) == [Normalization()] * 50
    assert batch[0].image["updated_at"] == TIME
    assert batch[0].children["locations"][0]["meta_data"] == '{"a":1}'


@pytest.mark.parametrize(("table", "child", "column"), PLACES)
def test_an_odd_value_in_any_column_is_found_as_in_an_image_alone(
    table: str, child: str | None, column: str
) -> None:
    batch = [record(number, is_deleted=number % 2 == 0) for number in range(4 * len(ODD))]
    for number, value in enumerate(ODD):
        for image in batch[4 * number : 4 * number + 2]:
            row = image.image if child is None else image.children[child][0]
            row[column] = value
    assert_same(batch)
    for image in batch:
        assert_same([deepcopy(image)])


CHANGES: list[Callable[[ImageRecord], object]] = [
    lambda image: image.children["tags"].append(image.children["tags"][0] | {"deleted": True}),
    lambda image: image.children["tags"].append(dict(image.children["tags"][0])),
    lambda image: image.children["locations"][0].update(value="no-scheme"),
    lambda image: image.children["properties"][0].update(GONE),
    lambda image: image.children["properties"][0].update(LIVE),
    lambda image: image.children["properties"][0].update(value="😀" * 2000),
    lambda image: image.image.update(created_at=None),
    lambda image: image.image.update(created_at=b"", updated_at=None),
    lambda image: image.image.update(id=image.image["id"].replace("0000-4", "A000-4")),
    lambda image: image.children.update({name: [] for name in CHILDREN}),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("is_deleted", [False, True])
def test_an_odd_image_is_found_as_alone(change: Callable[[ImageRecord], object], *, is_deleted: bool) -> None:
    batch = [record(number, is_deleted=is_deleted) for number in range(3)]
    change(batch[1])
    assert_same(batch, 8192)


@given(st.lists(st.tuples(st.integers(0, 59), st.sampled_from(CHANGES)), max_size=6, unique_by=itemgetter(0)))
@drawn(50)
def test_odd_images_cost_others_of_the_batch_nothing(
    odd: list[tuple[int, Callable[[ImageRecord], object]]],
) -> None:
    batch = [record(number, is_deleted=number % 3 == 0) for number in range(60)]
    for number, change in odd:
        change(batch[number])
    found = assert_same(batch, 8192)
    assert all(each == Normalization() for at, each in enumerate(found) if at not in dict(odd))
