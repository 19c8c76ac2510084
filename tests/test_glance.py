"""What Glance 33 answers about its own database, against what is answered here, to the administrator.

Each difference on purpose (behaviour §10) stands here with its reason, and is compared exactly.
"""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.asking import ask
from tests.conftest import GLANCE

ANSWERS = json.loads((GLANCE.parent / "answers.json").read_text("utf-8"))
LISTS = ANSWERS["lists"]["admin"]

EVERY_FIELD = """
query($id: ID!) {
  image(id: $id) {
    checksum container_format: containerFormat created_at: createdAt deletedAt disk_format: diskFormat id
    min_disk: minDisk min_ram: minRam name os_hash_algo: hashAlgorithm os_hash_value: hashValue
    os_hidden: hidden owner protected size status tags updated_at: updatedAt version
    virtual_size: virtualSize visibility
    properties { name value }
    propertyMap
  }
}
"""

LIST = """
query(
  $where: ImageWhere
  $orderBy: [ImageOrder!]! = [{ field: CREATED_AT, direction: DESC }]
  $scope: ImageScope! = LISTED
) {
  images(where: $where, orderBy: $orderBy, scope: $scope, limit: 1000) { id }
}
"""


def as_glance_shows(image: dict[str, Any]) -> dict[str, Any]:
    """Glance 2 writes lower-case values and whole seconds, and properties beside the fields."""
    shown = dict(image)
    assert shown.pop("deletedAt") is None
    properties: dict[str, Any] = shown.pop("propertyMap")
    assert shown.pop("properties") == [
        {"name": name, "value": value} for name, value in sorted(properties.items())
    ]
    assert shown.pop("version") + "Z" == shown["updated_at"]
    for time in ("created_at", "updated_at"):
        shown[time] = shown[time].partition(".")[0] + "Z"
    for spelled in ("status", "visibility"):
        shown[spelled] = shown[spelled].lower()
    return shown | properties


@pytest.mark.parametrize("identity", sorted(ANSWERS["images"]))
def test_an_image_is_what_glance_shows(glance: TestClient, identity: str) -> None:
    image = ask(glance, EVERY_FIELD, id=identity)["image"]
    # Glance lists tags as they were written, we in alphabetical order.
    expected = ANSWERS["images"][identity] | {"tags": sorted(ANSWERS["images"][identity]["tags"])}
    assert as_glance_shows(image) == expected


def test_every_image_that_glance_shows_is_visible_and_no_other(glance: TestClient) -> None:
    assert set(asked(glance, {"scope": "VISIBLE"})) == set(ANSWERS["images"])


def having(name: str, value: str) -> dict[str, Any]:
    return {"properties": [{"name": name, "value": {"eq": value}}]}


def visibility(value: str) -> dict[str, Any]:
    return {"visibility": {"eq": value}}


def descending(field: str) -> dict[str, str]:
    return {"field": field, "direction": "DESC"}


# Glance puts the newest first among equals, whatever the keys; here the id decides, unless asked otherwise.
NEWEST_FIRST = descending("CREATED_AT")


@dataclass(frozen=True)
class Equivalent:
    """Our variables, and what Glance's list leaves out of ours."""

    ours: dict[str, Any]
    community: bool = True
    hidden: bool = False


EQUIVALENTS = {
    "default": Equivalent({}),
    "disk_format=qcow2": Equivalent({"where": {"diskFormat": {"eq": "qcow2"}}}),
    "os_distro=ubuntu": Equivalent({"where": having("os_distro", "ubuntu")}),
    "protected=true": Equivalent({"where": {"protected": True}}),
    "size_min=1000&size_max=3000": Equivalent({"where": {"size": {"gte": 1000, "lte": 3000}}}),
    # Glance leaves the place of nulls to the database: in SQLite they come first going up.
    "sort=disk_format:asc,name:desc": Equivalent(
        {"orderBy": [{"field": "DISK_FORMAT", "nulls": "FIRST"}, descending("NAME"), NEWEST_FIRST]}
    ),
    "sort=name:asc,size:desc": Equivalent(
        {"orderBy": [{"field": "NAME", "nulls": "FIRST"}, descending("SIZE"), NEWEST_FIRST]}
    ),
    "status=active": Equivalent({"where": {"status": {"eq": "ACTIVE"}}}),
    "status=deactivated": Equivalent({"where": {"status": {"eq": "DEACTIVATED"}}}),
    "tag=lts": Equivalent({"where": {"tags": {"all": ["lts"]}}}),
    "tag=lts&tag=ci": Equivalent({"where": {"tags": {"all": ["lts", "ci"]}}}),
    "visibility=private": Equivalent({"where": visibility("PRIVATE")}),
    "visibility=public": Equivalent({"where": visibility("PUBLIC")}),
    "visibility=shared": Equivalent({"where": visibility("SHARED")}),
    # The same set here, whatever the members think: an administrator is shown all.
    "member_status=all": Equivalent({"scope": "VISIBLE"}, hidden=True),
    "os_hidden=true": Equivalent({"scope": "VISIBLE", "where": {"hidden": True}}),
    # The two lists in which Glance shows an administrator other projects' community images.
    "visibility=all": Equivalent({"scope": "VISIBLE"}, community=False, hidden=True),
    "visibility=community": Equivalent(
        {"scope": "VISIBLE", "where": visibility("COMMUNITY")}, community=False
    ),
}


def asked(glance: TestClient, variables: dict[str, Any]) -> list[str]:
    return [image["id"] for image in ask(glance, LIST, **variables)["images"]]


def left_out(query: str, identity: str) -> bool:
    """Why Glance's list may lack an image that ours has."""
    image, equivalent = ANSWERS["images"][identity], EQUIVALENTS[query]
    # An administrator sees every image here; Glance drops other projects' community images.
    others_community = image["visibility"] == "community" and image["owner"] != ANSWERS["admin"]
    # Our scope VISIBLE holds the hidden images too; Glance shows them only when asked for.
    return (equivalent.community and others_community) or (equivalent.hidden and image["os_hidden"])


def test_every_list_has_an_equivalent() -> None:
    assert set(EQUIVALENTS) == set(LISTS)


@pytest.mark.parametrize("query", LISTS)
def test_a_list_is_glances_with_what_glance_leaves_out(glance: TestClient, query: str) -> None:
    ours = asked(glance, EQUIVALENTS[query].ours)
    assert [identity for identity in ours if not left_out(query, identity)] == LISTS[query]


# How many more images our lists have; those that are not named have none.
MORE = {
    "default": 16,
    "disk_format=qcow2": 3,
    "member_status=all": 27,
    "size_min=1000&size_max=3000": 7,
    "sort=disk_format:asc,name:desc": 16,
    "sort=name:asc,size:desc": 16,
    "status=active": 13,
    "status=deactivated": 1,
    "tag=lts": 1,
    "tag=lts&tag=ci": 1,
    "visibility=all": 11,
}


def test_the_differences_are_these(glance: TestClient) -> None:
    more = {
        query: len(asked(glance, equivalent.ours)) - len(LISTS[query])
        for query, equivalent in EQUIVALENTS.items()
    }
    assert {query: count for query, count in more.items() if count} == MORE


def test_deleted_images_are_found_only_when_asked_for(glance: TestClient) -> None:
    query = """query($deleted: Boolean!) {
      images(where: { status: { eq: DELETED } }, includeDeleted: $deleted, scope: VISIBLE) { id }
    }"""
    assert ask(glance, query, deleted=False) == {"images": []}
    found = {image["id"] for image in ask(glance, query, deleted=True)["images"]}
    assert len(found) == 12
    assert not found & set(ANSWERS["images"])
