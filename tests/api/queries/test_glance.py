"""What Glance 33 shows of its own images, against what is answered here, to the administrator."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.glance_answers import ANSWERS
from tests.support.http.client import ask

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


@pytest.mark.without_coverage
@pytest.mark.parametrize("identity", sorted(ANSWERS["images"]))
def test_an_image_is_what_glance_shows(glance: TestClient, identity: str) -> None:
    image = ask(glance, EVERY_FIELD, id=identity)["image"]
    # Glance lists tags as they were written, we in alphabetical order.
    expected = ANSWERS["images"][identity] | {"tags": sorted(ANSWERS["images"][identity]["tags"])}
    assert as_glance_shows(image) == expected


def test_every_image_that_glance_shows_is_visible_and_no_other(glance: TestClient) -> None:
    found = ask(glance, "{ images(scope: VISIBLE, limit: 1000) { id } }")["images"]
    assert {image["id"] for image in found} == set(ANSWERS["images"])


def test_deleted_images_are_found_only_when_asked_for(glance: TestClient) -> None:
    query = """query($deleted: Boolean!) {
      images(where: { status: { eq: DELETED } }, includeDeleted: $deleted, scope: VISIBLE) { id }
    }"""
    assert ask(glance, query, deleted=False) == {"images": []}
    found = {image["id"] for image in ask(glance, query, deleted=True)["images"]}
    assert len(found) == 12
    assert not found & set(ANSWERS["images"])
