"""Creating images, through the front door, as an administrator."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import MADE, image
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import answer, ask, refused, serving

pytestmark = pytest.mark.all_databases

FIELDS = """
    id name status visibility diskFormat containerFormat size virtualSize checksum hashAlgorithm
    hashValue minDisk minRam owner protected hidden deletedAt properties { name value } tags
    members { member } locations { url metadata status }
"""
CREATE = f"mutation ($input: CreateImageInput!) {{ createImage(input: $input) {{ image {{ {FIELDS} }} }} }}"

ID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
MD5 = "0123456789abcdef0123456789abcdef"
GRINNING = "\U0001f600"

NOTHING_GIVEN: dict[str, object] = {
    "name": None,
    "status": "QUEUED",
    "visibility": "SHARED",
    "diskFormat": None,
    "containerFormat": None,
    "size": None,
    "virtualSize": None,
    "checksum": None,
    "hashAlgorithm": None,
    "hashValue": None,
    "minDisk": 0,
    "minRam": 0,
    "owner": None,
    "protected": False,
    "hidden": False,
    "deletedAt": None,
    "properties": [],
    "tags": [],
    "members": [],
    "locations": [],
}
FORMATS = {"diskFormat": "raw", "containerFormat": "bare"}


def stored_images(database: TestDatabase) -> int:
    count: int = database.rows("SELECT count(*) FROM images")[0][0]
    return count


def test_an_image_may_be_made_of_nothing(client: TestClient) -> None:
    made = ask(client, CREATE, input={})["createImage"]["image"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["id"])
    assert made == {"id": made["id"], **NOTHING_GIVEN}
    read = ask(client, f"query ($id: ID!) {{ image(id: $id) {{ {FIELDS} }} }}", id=made["id"])
    assert read == {"image": made}


def test_all_that_is_given_is_kept(client: TestClient) -> None:
    plain = {
        "id": ID,
        "name": "noble",
        "status": "ACTIVE",
        "visibility": "PUBLIC",
        **FORMATS,
        "size": 5_000_000_000,
        "virtualSize": 10_000_000_000,
        "checksum": MD5,
        "hashAlgorithm": "sha512",
        "hashValue": "ab" * 64,
        "minDisk": 20,
        "minRam": 512,
        "owner": "p",
        "protected": True,
        "hidden": True,
    }
    properties = [{"name": "os_distro", "value": "ubuntu"}, {"name": "Os_distro", "value": ""}]
    locations = [
        {"url": "rbd://b", "metadata": {"b": [1.5, None, True], "a": 2**63 - 1}, "status": "PENDING_DELETE"},
        {"url": "rbd://a", "metadata": None},
        {"url": "rbd://a", "status": "DELETED"},
    ]
    given = {**plain, "properties": properties, "tags": ["lts", "b"], "locations": locations}
    assert ask(client, CREATE, input=given)["createImage"]["image"] == {
        **plain,
        "deletedAt": None,
        "properties": [properties[1], properties[0]],
        "tags": ["b", "lts"],
        "members": [],
        "locations": [
            locations[0],
            {"url": "rbd://a", "metadata": {}, "status": "ACTIVE"},
            {"url": "rbd://a", "metadata": {}, "status": "DELETED"},
        ],
    }


def test_a_new_image_was_updated_when_it_was_created(client: TestClient) -> None:
    query = "mutation { createImage(input: {}) { image { createdAt updatedAt version } } }"
    made = ask(client, query)["createImage"]["image"]
    assert made["createdAt"] == made["updatedAt"]
    assert made["version"] == made["createdAt"].removesuffix("Z")


KEPT: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"id": ID}, {"id": ID}),
    ({"id": "00000000-0000-0000-0000-000000000000"}, {"id": "00000000-0000-0000-0000-000000000000"}),
    ({"name": ""}, {"name": ""}),
    ({"name": GRINNING * 255}, {"name": GRINNING * 255}),
    ({"size": 0, "virtualSize": 0}, {"size": 0, "virtualSize": 0}),
    ({"size": 2**63 - 1, "virtualSize": 2**63 - 1}, {"size": 2**63 - 1, "virtualSize": 2**63 - 1}),
    ({"minDisk": 2**31 - 1, "minRam": 2**31 - 1}, {"minDisk": 2**31 - 1, "minRam": 2**31 - 1}),
    ({"checksum": MD5.upper()}, {"checksum": MD5}),
    (
        {"hashAlgorithm": "x" * 64, "hashValue": "AB" * 64},
        {"hashAlgorithm": "x" * 64, "hashValue": "ab" * 64},
    ),
    ({"owner": "o" * 255}, {"owner": "o" * 255}),
    ({"owner": None}, {"owner": None}),
    ({"status": "KILLED"}, {"status": "KILLED"}),
    ({"status": "DEACTIVATED"}, {"status": "DEACTIVATED"}),
    ({"status": "PENDING_DELETE"}, {"status": "PENDING_DELETE"}),
    ({"status": "UPLOADING"}, {"status": "UPLOADING"}),
    ({"status": "SAVING", **FORMATS}, {"status": "SAVING", **FORMATS}),
    ({"status": "IMPORTING", **FORMATS}, {"status": "IMPORTING", **FORMATS}),
    *(({"status": "ACTIVE", "size": size}, {"status": "ACTIVE", "size": size}) for size in (0, None)),
    ({"visibility": "COMMUNITY"}, {"visibility": "COMMUNITY"}),
    ({"visibility": "PRIVATE"}, {"visibility": "PRIVATE"}),
    ({"tags": ["b", "a", "b"]}, {"tags": ["a", "b"]}),
    ({"tags": ["t" * 255]}, {"tags": ["t" * 255]}),
    ({"tags": [f"{n:03}" for n in range(128)] * 2}, {"tags": [f"{n:03}" for n in range(128)]}),
]


@pytest.mark.without_coverage
@pytest.mark.parametrize(("given", "kept"), KEPT, ids=lambda each: str(each)[:40])
def test_a_good_value_is_kept(client: TestClient, given: dict[str, Any], kept: dict[str, Any]) -> None:
    made = ask(client, CREATE, input=given)["createImage"]["image"]
    assert made == {"id": made["id"], **NOTHING_GIVEN, **kept}


def property_input(name: str = "a", value: str = "") -> dict[str, Any]:
    return {"properties": [{"name": name, "value": value}]}


def location_input(**given: object) -> dict[str, Any]:
    return {"locations": [{"url": "rbd://a"}, {"url": "rbd://b", **given}]}


def many_properties(count: int) -> dict[str, Any]:
    return {"properties": [{"name": str(n), "value": ""} for n in range(count)]}


INPUT, LIMIT = "BAD_USER_INPUT", "LIMIT_EXCEEDED"

REFUSED: list[tuple[Mapping[str, Any], str, Sequence[str | int]]] = [
    *(
        ({"id": bad}, INPUT, ["id"])
        for bad in ("", "x", ID.replace("-", ""), f"{{{ID}}}", ID + "\n", ID[:-1] + "\u0661")
    ),
    ({"name": "x" * 256}, INPUT, ["name"]),
    ({"name": "a\0"}, INPUT, ["name"]),
    ({"size": -1}, INPUT, ["size"]),
    ({"virtualSize": -1}, INPUT, ["virtualSize"]),
    ({"minDisk": -1}, INPUT, ["minDisk"]),
    ({"minRam": -1}, INPUT, ["minRam"]),
    *(({"checksum": bad}, INPUT, ["checksum"]) for bad in ("", MD5[1:], MD5 + "0", "g" * 32, "\u0661" * 32)),
    ({"hashAlgorithm": "sha512"}, INPUT, ["hashValue"]),
    ({"hashValue": "ab"}, INPUT, ["hashValue"]),
    ({"hashAlgorithm": "sha512", "hashValue": None}, INPUT, ["hashValue"]),
    ({"hashAlgorithm": "x" * 65, "hashValue": "ab"}, INPUT, ["hashAlgorithm"]),
    ({"hashAlgorithm": "\0", "hashValue": "ab"}, INPUT, ["hashAlgorithm"]),
    ({"hashAlgorithm": "x", "hashValue": "a" * 129}, INPUT, ["hashValue"]),
    ({"hashAlgorithm": "x", "hashValue": "0x"}, INPUT, ["hashValue"]),
    ({"diskFormat": "QCOW2"}, INPUT, ["diskFormat"]),
    ({"diskFormat": ""}, INPUT, ["diskFormat"]),
    ({"containerFormat": "tar"}, INPUT, ["containerFormat"]),
    *(
        ({"status": status, "containerFormat": "bare", "size": 1}, INPUT, ["diskFormat"])
        for status in ("SAVING", "ACTIVE", "IMPORTING")
    ),
    ({"status": "ACTIVE", "diskFormat": "raw", "size": 1}, INPUT, ["containerFormat"]),
    ({"status": "ACTIVE", "diskFormat": "raw", "locations": [{"url": "u"}]}, INPUT, ["containerFormat"]),
    *(({"status": status, "size": 0}, INPUT, ["diskFormat"]) for status in ("SAVING", "IMPORTING")),
    ({"status": "DELETED"}, INPUT, ["status"]),
    ({"owner": ""}, INPUT, ["owner"]),
    ({"owner": "o" * 256}, INPUT, ["owner"]),
    ({"owner": "\0"}, INPUT, ["owner"]),
    (many_properties(129), LIMIT, ["properties"]),
    (property_input(""), INPUT, ["properties", 0, "name"]),
    (property_input("a" * 256), INPUT, ["properties", 0, "name"]),
    (property_input("a\0"), INPUT, ["properties", 0, "name"]),
    ({"properties": [{"name": "a", "value": ""}] * 2}, INPUT, ["properties", 1, "name"]),
    (property_input(value="x" * 65_536), INPUT, ["properties", 0, "value"]),
    (property_input(value="\u00e9" * 32_768), INPUT, ["properties", 0, "value"]),
    (property_input(value=GRINNING * 16_384), INPUT, ["properties", 0, "value"]),
    (property_input(value="\0"), INPUT, ["properties", 0, "value"]),
    ({"tags": [str(n) for n in range(129)]}, LIMIT, ["tags"]),
    ({"tags": ["a", ""]}, INPUT, ["tags", 1]),
    ({"tags": ["t" * 256]}, INPUT, ["tags", 0]),
    ({"tags": ["\0"]}, INPUT, ["tags", 0]),
    ({"locations": [{"url": str(n)} for n in range(11)]}, LIMIT, ["locations"]),
    (location_input(url=""), INPUT, ["locations", 1, "url"]),
    (location_input(url="\0"), INPUT, ["locations", 1, "url"]),
    (location_input(url="u" * 65_536), INPUT, ["locations", 1, "url"]),
    (location_input(url="\u00e9" * 32_768), INPUT, ["locations", 1, "url"]),
    (location_input(metadata={"a": "\0"}), INPUT, ["locations", 1, "metadata"]),
    (location_input(metadata={"a": [{"\0": 1}]}), INPUT, ["locations", 1, "metadata"]),
    (location_input(metadata={"a": "x" * 65_536}), INPUT, ["locations", 1, "metadata"]),
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("given", "code", "path"), REFUSED, ids=lambda each: str(each)[:40])
def test_a_bad_value_is_refused_with_its_place_and_nothing_is_stored(
    client: TestClient, database: TestDatabase, given: Mapping[str, Any], code: str, path: Sequence[str | int]
) -> None:
    assert refused(client, CREATE, input=given) == (code, ["input", *path])
    assert stored_images(database) == 0


def test_a_refusal_is_whole(client: TestClient) -> None:
    assert answer(client, CREATE, input={"name": "x" * 256}) == {
        "data": {"createImage": None},
        "errors": [
            {
                "message": "`name` must have 0 to 255 characters.",
                "locations": [{"line": 1, "column": 40}],
                "path": ["createImage"],
                "extensions": {"code": "BAD_USER_INPUT", "path": ["input", "name"]},
            }
        ],
    }


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "given",
    [
        {"size": 2**63},
        {"size": -(2**63) - 1},
        {"size": "1"},
        {"size": 1.5},
        {"size": True},
        {"minDisk": 2**31},
        {"minRam": None},
        {"status": None},
        {"status": "active"},
        {"protected": None},
        {"tags": None},
        {"tags": [None]},
        {"nope": 1},
        {"properties": [{"name": "a"}]},
        {"properties": [{"name": "a", "value": None}]},
        {"locations": [{"metadata": {}}]},
        {"locations": [{"url": "u", "metadata": []}]},
        {"locations": [{"url": "u", "metadata": "{}"}]},
    ],
    ids=str,
)
def test_a_variable_of_another_type_is_refused(client: TestClient, given: dict[str, Any]) -> None:
    assert refused(client, CREATE, input=given) == ("BAD_USER_INPUT", None)


@pytest.mark.parametrize(
    "value", ["x" * 65_535, "\u00e9" * 32_767 + "x", GRINNING * 16_383 + "xyz"], ids=["1", "2", "4"]
)
def test_a_value_of_as_many_bytes_as_fit_is_kept(client: TestClient, value: str) -> None:
    made = ask(client, CREATE, input=property_input(value=value))["createImage"]["image"]
    assert made["properties"] == [{"name": "a", "value": value}]


def test_as_many_properties_as_allowed_are_kept(client: TestClient) -> None:
    made = ask(client, CREATE, input=many_properties(128))["createImage"]["image"]
    assert len(made["properties"]) == 128


@pytest.mark.parametrize("deleted_at", [None, MADE], ids=["live", "deleted"])
def test_an_id_that_an_image_has_or_had_is_taken(
    client: TestClient, database: TestDatabase, deleted_at: str | None
) -> None:
    database.insert(image(id=ID, deleted_at=deleted_at))
    assert refused(client, CREATE, input={"id": ID}) == ("CONFLICT", ["input", "id"])
    assert stored_images(database) == 1


def test_formats_are_those_of_the_settings(database: TestDatabase) -> None:
    with serving(database, DISK_FORMATS="wim", CONTAINER_FORMATS="box") as client:
        made = ask(client, CREATE, input={"diskFormat": "wim", "containerFormat": "box"})
        assert made["createImage"]["image"]["diskFormat"] == "wim"
        refusals = [refused(client, CREATE, input={field: FORMATS[field]}) for field in FORMATS]
    assert refusals == [(INPUT, ["input", field]) for field in FORMATS]
