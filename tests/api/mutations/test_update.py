"""Updating an image's own fields, through the front door, as an administrator."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pytest
from starlette.testclient import TestClient

from db import tables
from tests.support.databases.builders import Row, image, location_of, property_of, tag_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import ask, refused

pytestmark = pytest.mark.all_databases

UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!, $ifVersion: String) {
    updateImage(id: $id, input: $input, ifVersion: $ifVersion) { changedFields image {
        name status visibility diskFormat containerFormat size virtualSize checksum hashAlgorithm
        hashValue minDisk minRam owner protected hidden
    } }
}"""
MADE_VERSION = "2026-01-02T03:04:05.000006"

MD5 = "0123456789abcdef0123456789abcdef"
STORED = {
    "name": "noble",
    "status": "active",
    "visibility": "private",
    "disk_format": "raw",
    "container_format": "bare",
    "size": 5,
    "virtual_size": 6,
    "checksum": MD5,
    "os_hash_algo": "sha512",
    "os_hash_value": "ab",
    "min_disk": 7,
    "min_ram": 8,
    "owner": "p",
    "protected": True,
    "os_hidden": True,
}
SHOWN = {
    "name": "noble",
    "status": "ACTIVE",
    "visibility": "PRIVATE",
    "diskFormat": "raw",
    "containerFormat": "bare",
    "size": 5,
    "virtualSize": 6,
    "checksum": MD5,
    "hashAlgorithm": "sha512",
    "hashValue": "ab",
    "minDisk": 7,
    "minRam": 8,
    "owner": "p",
    "protected": True,
    "hidden": True,
}
DATA_FIELDS = ("size", "virtualSize", "checksum", "hashAlgorithm", "hashValue")
STATUSES = [status.upper() for status in tables.STATUSES if status != "deleted"]
INPUT = "BAD_USER_INPUT"


class Stored(Protocol):
    def __call__(self, **given: object) -> Row: ...


@pytest.fixture
def stored(database: TestDatabase) -> Stored:
    """Puts an image with every field set, unless given otherwise."""

    def put(**given: object) -> Row:
        database.insert(row := image(**STORED | given))
        return row

    return put


def row_of(database: TestDatabase, made: Row) -> tuple[Any, ...]:
    (row,) = database.rows(f"SELECT * FROM images WHERE id = '{made.id}'")
    return row


def update(client: TestClient, made: Row, **given: object) -> Any:
    return ask(client, UPDATE, id=made.id, input=given)["updateImage"]


CHANGES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"name": ""}, {"name": ""}),
    ({"name": "x" * 255}, {"name": "x" * 255}),
    *(({"status": status}, {"status": status}) for status in STATUSES if status not in ("QUEUED", "ACTIVE")),
    *(({"visibility": each}, {"visibility": each}) for each in ("PUBLIC", "SHARED", "COMMUNITY")),
    ({"diskFormat": "qcow2", "containerFormat": "ovf"}, {"diskFormat": "qcow2", "containerFormat": "ovf"}),
    ({"size": 2**63 - 1, "virtualSize": 0}, {"size": 2**63 - 1, "virtualSize": 0}),
    ({"checksum": "AB" * 16}, {"checksum": "ab" * 16}),
    ({"hashAlgorithm": "sha256"}, {"hashAlgorithm": "sha256"}),
    ({"hashValue": "CD"}, {"hashValue": "cd"}),
    ({"minDisk": 0, "minRam": 2**31 - 1}, {"minDisk": 0, "minRam": 2**31 - 1}),
    ({"owner": "q"}, {"owner": "q"}),
    ({"protected": False, "hidden": False}, {"protected": False, "hidden": False}),
    *(({field: None}, {field: None}) for field in ("name", "size", "virtualSize", "checksum", "owner")),
    ({"hashAlgorithm": None, "hashValue": None}, {"hashAlgorithm": None, "hashValue": None}),
]


@pytest.mark.parametrize(("given", "changed"), CHANGES, ids=lambda each: str(each)[:40])
def test_a_field_that_is_given_is_changed_and_no_other(
    client: TestClient, stored: Stored, given: dict[str, Any], changed: dict[str, Any]
) -> None:
    assert update(client, stored(), **given) == {"changedFields": [*changed], "image": SHOWN | changed}


@pytest.mark.parametrize("field", ["diskFormat", "containerFormat"])
def test_a_format_may_be_cleared_while_no_data_needs_it(
    client: TestClient, stored: Stored, field: str
) -> None:
    made = stored(status="queued")
    changed = {"status": "QUEUED", field: None}
    assert update(client, made, **{field: None}) == {"changedFields": [field], "image": SHOWN | changed}


REFUSED: list[tuple[Mapping[str, Any], str, Sequence[str | int]]] = [
    *(
        ({field: None}, INPUT, [field])
        for field in (
            *("status", "visibility", "minDisk", "minRam", "protected", "hidden"),
            *("properties", "tags", "locations"),
        )
    ),
    ({"name": "x" * 256}, INPUT, ["name"]),
    ({"status": "DELETED"}, "CONFLICT", ["status"]),
    ({"diskFormat": None}, INPUT, ["diskFormat"]),
    ({"containerFormat": None}, INPUT, ["containerFormat"]),
    ({"status": "SAVING", "containerFormat": None}, INPUT, ["containerFormat"]),
    ({"hashAlgorithm": None}, INPUT, ["hashValue"]),
    ({"hashValue": None}, INPUT, ["hashValue"]),
    ({"status": "QUEUED", "size": 6}, INPUT, ["size"]),
    ({"status": "QUEUED", "hashValue": "cd"}, INPUT, ["hashValue"]),
    ({"name": "new", "minRam": -1}, INPUT, ["minRam"]),
    ({"name": "new", "tags": {"replace": [""]}}, INPUT, ["tags", "replace", 0]),
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("given", "code", "path"), REFUSED, ids=lambda each: str(each)[:40])
def test_a_bad_value_is_refused_with_its_place_and_nothing_is_changed(
    client: TestClient,
    database: TestDatabase,
    stored: Stored,
    given: Mapping[str, Any],
    code: str,
    path: Sequence[str | int],
) -> None:
    made = stored()
    before = row_of(database, made)
    assert refused(client, UPDATE, id=made.id, input=given) == (code, ["input", *path])
    assert row_of(database, made) == before


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "given",
    [
        {"nope": 1},
        {"id": "x"},
        {"tags": {}},
        {"tags": {"replace": None}},
        {"tags": {"replace": [], "merge": {}}},
        {"properties": {}},
        {"properties": {"merge": None}},
        {"properties": {"replace": [], "merge": {}}},
        {"tags": ["a"]},
    ],
    ids=str,
)
def test_a_variable_of_another_type_is_refused(
    client: TestClient, stored: Stored, given: dict[str, Any]
) -> None:
    assert refused(client, UPDATE, id=stored().id, input=given) == (INPUT, None)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("before", STATUSES)
def test_an_administrator_may_change_any_status_to_any_but_deleted(
    client: TestClient, stored: Stored, before: str
) -> None:
    for after in STATUSES:
        lost = DATA_FIELDS if after == "QUEUED" else ()
        changed = [] if before == after else ["status", *lost]
        shown = SHOWN | {"status": after} | (dict.fromkeys(lost) if changed else {})
        made = stored(status=before.lower())
        assert update(client, made, status=after) == {"changedFields": changed, "image": shown}


def test_going_back_to_queued_names_only_what_was_there_to_lose(client: TestClient, stored: Stored) -> None:
    made = stored(virtual_size=None, os_hash_algo=None, os_hash_value=None)
    updated = update(client, made, status="QUEUED", virtualSize=None, checksum=None, name="a")
    assert updated == {
        "changedFields": ["name", "status", "size", "checksum"],
        "image": SHOWN | {"name": "a", "status": "QUEUED"} | dict.fromkeys(DATA_FIELDS),
    }


@pytest.mark.parametrize("status", ["SAVING", "IMPORTING", "ACTIVE"])
def test_data_needs_both_formats(client: TestClient, stored: Stored, status: str) -> None:
    made = stored(status="queued", disk_format=None)
    refusal = refused(client, UPDATE, id=made.id, input={"status": status})
    assert refusal == (INPUT, ["input", "diskFormat"])
    shown = update(client, made, status=status, diskFormat="iso")["image"]
    assert shown == SHOWN | {"status": status, "diskFormat": "iso"}


def everything(**changed: object) -> dict[str, object]:
    """The input that leaves an image of `STORED` as it is, but for what is given."""
    return SHOWN | {
        "checksum": MD5.upper(),
        "properties": {"replace": [{"name": "a", "value": "1"}]},
        "tags": {"replace": ["x", "x"]},
        "locations": [{"url": "u", "metadata": {"b": 1, "a": 2}}],
        **changed,
    }


TIMES = """query ($id: ID!) { image(id: $id, includeDeleted: true)
    { createdAt updatedAt deletedAt version } }"""


def test_an_update_that_changes_nothing_leaves_the_version(
    client: TestClient, database: TestDatabase, stored: Stored
) -> None:
    made = stored()
    place = location_of(made, "u", meta_data='{"a":2,"b":1}')
    database.insert(property_of(made, "a", "1"), tag_of(made, "x"), place)
    for given in ({}, everything(), {"tags": {"merge": {"add": ["x"], "remove": ["y"]}}}):
        assert update(client, made, **given) == {"changedFields": [], "image": SHOWN}
    at = "2026-01-02T03:04:05.000006Z"
    times = {"createdAt": at, "updatedAt": at, "deletedAt": None, "version": MADE_VERSION}
    assert ask(client, TIMES, id=made.id)["image"] == times


def test_changed_fields_come_in_the_order_of_the_input_type(
    client: TestClient, database: TestDatabase
) -> None:
    database.insert(made := image())
    given = everything(status="DEACTIVATED")
    updated = update(client, made, **dict(reversed(given.items())))
    # The owner was this before.
    assert updated["changedFields"] == [field for field in given if field != "owner"]


def test_the_version_moves_with_every_change(client: TestClient, stored: Stored) -> None:
    made, versions = stored(), [MADE_VERSION]
    for name in "abc":
        update(client, made, name=name)
        versions.append(ask(client, TIMES, id=made.id)["image"]["version"])
    assert versions == sorted(set(versions))


def test_the_version_moves_though_the_clock_stood_behind(client: TestClient, stored: Stored) -> None:
    made = stored(created_at="2999-12-31 23:59:59.999998")
    update(client, made, name="a")
    times = ask(client, TIMES, id=made.id)["image"]
    at = "2999-12-31T23:59:59.999999"
    assert (times["updatedAt"], times["version"]) == (f"{at}Z", at)


@pytest.mark.parametrize("version", [MADE_VERSION, None])
def test_a_change_of_the_known_version_is_done(
    client: TestClient, stored: Stored, version: str | None
) -> None:
    updated = ask(client, UPDATE, id=stored().id, input={"name": "a"}, ifVersion=version)
    assert updated["updateImage"]["changedFields"] == ["name"]


@pytest.mark.parametrize("version", ["", "x", "2026-01-02T03:04:05.000005", f"{MADE_VERSION} "])
def test_a_change_of_another_version_is_refused(
    client: TestClient, database: TestDatabase, stored: Stored, version: str
) -> None:
    made = stored()
    before = row_of(database, made)
    # The version is judged before the input.
    for given in ({"name": "a"}, {}, {"minDisk": -1}):
        refusal = refused(client, UPDATE, id=made.id, input=given, ifVersion=version)
        assert refusal == ("CONFLICT", ["ifVersion"])
    assert row_of(database, made) == before
