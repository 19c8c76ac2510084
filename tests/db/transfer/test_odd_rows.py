"""Odd rows of a Glance database: each is reported, and costs no more than itself."""

import pytest

from db.connect import DatabaseTarget
from tests.support.databases.glance_file import ID, TIME, GlanceFile
from tests.support.databases.whole_contents import counts
from tests.support.import_findings import found, taken
from transfer import import_images


@pytest.mark.parametrize("status", ["pending_delete", "active", "killed", "unheard of"])
def test_a_deleted_image_of_any_status_is_deleted_and_its_id_taken(
    glance: GlanceFile, own: DatabaseTarget, status: str
) -> None:
    glance.image(ID(1), status=status, deleted=1, deleted_at=TIME)
    glance.child("image_tags", ID(1), value="live")
    report = import_images(own, glance.target, dry_run=False)
    assert found(report) == [
        {},
        {},
        {
            f"images.status of a deleted image is '{status}'": 1,
            "image_tags.deleted is false although the image is deleted": 1,
        },
        {},
    ]
    assert taken(own)[ID(1)]["status"] == "DELETED"
    assert taken(own)[ID(1)]["tags"] == ["live"]
    assert counts(import_images(own, glance.target, dry_run=False)) == (0, 0, 1, 0)


def test_a_deleted_status_deletes(glance: GlanceFile, own: DatabaseTarget) -> None:
    glance.image(ID(1), status="deleted", updated_at="2026-02-02 03:04:05")
    report = import_images(own, glance.target, dry_run=False)
    assert found(report)[2] == {
        "images.deleted is false although images.status is deleted": 1,
        "images.deleted_at of a deleted row is missing": 1,
    }
    assert taken(own)[ID(1)]["deletedAt"] == "2026-02-02T03:04:05.000000Z"


def test_a_child_that_our_tables_refuse_is_left_out_alone(glance: GlanceFile, own: DatabaseTarget) -> None:
    glance.image(ID(1))
    for value in ("", "good", "g" * 256, b"\xff"):
        glance.child("image_tags", ID(1), value=value)
        glance.child("image_properties", ID(1), name=value, value="1")
        glance.location(ID(1), value=value if value != "good" else "file:///good")
        glance.member(ID(1), value)
    glance.member(ID(1), "twice", deleted_at=None, status="accepted")
    glance.member(ID(1), "twice", deleted_at=None, status="rejected")
    report = import_images(own, glance.target, dry_run=False)
    assert counts(report) == (1, 0, 0, 0)
    long, empty, bad = (
        "has 256 characters instead of 1 to 255",
        "has 0 characters instead of 1",
        "is not a text",
    )
    expected = {
        f"{column} {reason}": 1
        for column in ("image_tags.value", "image_properties.name", "image_members.member")
        for reason in (long, f"{empty} to 255", bad)
    }
    expected |= {f"image_locations.value {reason}": 1 for reason in (f"{empty} to 4194303", bad)}
    expected["image_members.member is there twice"] = 1
    assert found(report) == [
        {},
        expected,
        {},
        {"image_locations.value has no scheme and may be encrypted": 1},
    ]
    image = taken(own)[ID(1)]
    assert image["tags"] == ["good"]
    assert [each["name"] for each in image["properties"]] == ["good"]
    assert [each["url"] for each in image["locations"]] == ["file:///good", "g" * 256]
    assert [(each["member"], each["status"]) for each in image["members"]] == [
        ("good", "PENDING"),
        ("twice", "REJECTED"),
    ]


def test_ids_are_folded_and_children_found_in_any_case(glance: GlanceFile, own: DatabaseTarget) -> None:
    glance.image(ID(0xAB).upper(), checksum="A" * 32, os_hash_value="ABC")
    glance.image(ID(2))
    glance.child("image_tags", ID(0xAB), value="of the other case")
    glance.child("image_tags", ID(0xAB).upper(), value="of the same case")
    glance.child("image_tags", ID(2).swapcase(), value="swapped")
    glance.child("image_tags", ID(9), value="orphan")
    glance.child("image_properties", b"\xff", name="orphan", value="")
    report = import_images(own, glance.target, dry_run=False)
    assert found(report) == [
        {},
        {"image_tags.image_id names no image": 1, "image_properties.image_id names no image": 1},
        {
            "images.id is in upper case": 1,
            "images.checksum is in upper case": 1,
            "images.os_hash_value is in upper case": 1,
        },
        {},
    ]
    images = taken(own)
    assert {id_: image["tags"] for id_, image in images.items()} == {
        ID(0xAB): ["of the other case", "of the same case"],
        ID(2): ["swapped"],
    }
    assert images[ID(0xAB)]["checksum"] == "a" * 32


def test_of_two_ids_that_differ_in_case_the_second_is_left_out(
    glance: GlanceFile, own: DatabaseTarget
) -> None:
    glance.image(ID(1).upper(), name="first")
    glance.image(ID(1).capitalize(), name="second")
    glance.image(ID(1), name="third")
    for name in ("first", "second", "third"):
        spelled = {"first": ID(1).upper(), "second": ID(1).capitalize(), "third": ID(1)}[name]
        glance.child("image_tags", spelled, value=name)
    report = import_images(own, glance.target, dry_run=False)
    assert found(report)[0] == {"images.id differs only in its case from one before": 2}
    assert counts(report) == (1, 0, 0, 0)
    assert taken(own)[ID(1)]["tags"] == ["first"]


def test_metadata_that_is_no_object_is_reported(glance: GlanceFile, own: DatabaseTarget) -> None:
    glance.image(ID(1))
    for metadata in (None, "{}", '{"a": [1]}', "[1]", "{", "", 5, b"\xff"):
        glance.location(ID(1), meta_data=metadata)
    glance.location(ID(1), value="bm90IGEgVVJM")
    report = import_images(own, glance.target, dry_run=False)
    assert found(report) == [
        {},
        {},
        {"image_locations.meta_data is not a JSON object": 5},
        {"image_locations.value has no scheme and may be encrypted": 1},
    ]
    read = [each["metadata"] for each in taken(own)[ID(1)]["locations"]]
    assert read == [{}, {}, {"a": [1]}, *[{}] * 6]


@pytest.mark.parametrize(
    ("metadata", "reason", "taken_as"),
    [
        ('{"a": 18446744073709551615, "b": -9223372036854775808}', None, {"a": 2**64 - 1, "b": -(2**63)}),
        ('{"a": "18446744073709551616"}', None, {"a": "18446744073709551616"}),
        ('{"a": 1e30}', None, {"a": 1e30}),
        ('{"a": 18446744073709551616}', "has an integer beyond 64 bits", {"a": 2.0**64}),
        ('{"a": [{"b": -9223372036854775809}]}', "has an integer beyond 64 bits", {"a": [{"b": -(2.0**63)}]}),
        ('{"a": 1, "b": 2, "a": 3}', "repeats a key", {"a": 3, "b": 2}),
    ],
)
def test_metadata_is_not_changed_without_a_report(
    glance: GlanceFile, own: DatabaseTarget, metadata: object, reason: str | None, taken_as: object
) -> None:
    glance.image(ID(1))
    glance.location(ID(1), meta_data=metadata)
    report = import_images(own, glance.target, dry_run=False)
    assert found(report)[2] == ({f"image_locations.meta_data {reason}": 1} if reason else {})
    assert [each["metadata"] for each in taken(own)[ID(1)]["locations"]] == [taken_as]


def test_a_live_row_with_a_time_of_deletion_stays_live(glance: GlanceFile, own: DatabaseTarget) -> None:
    glance.image(ID(1), deleted_at=TIME)
    glance.child("image_tags", ID(1), value="t", deleted_at=TIME)
    report = import_images(own, glance.target, dry_run=False)
    live = "deleted_at of a live row is set"
    assert found(report) == [{}, {}, {f"images.{live}": 1, f"image_tags.{live}": 1}, {}]
    assert (taken(own)[ID(1)]["deletedAt"], taken(own)[ID(1)]["tags"]) == (None, ["t"])


def test_of_an_id_that_is_there_twice_one_image_is_taken(glance: GlanceFile, own: DatabaseTarget) -> None:
    with glance.database.connect() as connection:
        connection.executescript(
            "ALTER TABLE images RENAME TO keyed; CREATE TABLE images AS SELECT * FROM keyed"
        )
    glance.image(ID(1), name="first", deleted="odd")
    glance.image(ID(2), name="first")
    glance.image(ID(2), name="second")
    report = import_images(own, glance.target, dry_run=False)
    assert found(report)[0] == {
        "images.deleted is neither true nor false": 1,
        "images.id is there twice": 1,
    }
    assert [image["name"] for image in taken(own).values()] == ["first"]
