"""Times of a Glance database in other forms are read, and values that are none are reported."""

import pytest

from db.connect import DatabaseTarget
from db.dialect.stored_times import parse_time
from tests.support.databases.glance_file import ID, TIME, GlanceFile
from tests.support.databases.whole_contents import counts
from tests.support.import_findings import found, taken
from transfer import import_images

READ = [
    ("2019-03-01 10:00:00", "2019-03-01T10:00:00.000000Z"),
    ("2019-03-01 10:00", "2019-03-01T10:00:00.000000Z"),
    ("2019-03-01T10:00:00Z", "2019-03-01T10:00:00.000000Z"),
    ("2019-03-01 10:00:00.5+00:00", "2019-03-01T10:00:00.500000Z"),
    ("2019-03-01 10:00:00 +0230", "2019-03-01T07:30:00.000000Z"),
    (1551434400, "2019-03-01T10:00:00.000000Z"),
    (1551434400.25, "2019-03-01T10:00:00.250000Z"),
    ("0001-01-02 00:00:00", "0001-01-02T00:00:00.000000Z"),
    ("9999-12-30 00:00:00", "9999-12-30T00:00:00.000000Z"),
]
UNREAD = [
    "0000-00-00 00:00:00",
    "",
    "not a time",
    "2019-02-30 10:00:00",
    10**15,
    b"\x00",
    "0001-01-01 00:00+23:00",
    # PostgreSQL's driver would store these as infinite, and no change could have a later time.
    "0001-01-01 00:00:00",
    "9999-12-31 23:59:59.999999",
]


@pytest.mark.parametrize(("stored", "time"), READ)
def test_a_time_in_another_form_is_read(
    glance: GlanceFile, own: DatabaseTarget, stored: object, time: str
) -> None:
    glance.image(ID(1), created_at=stored, updated_at=stored)
    glance.member(ID(1), "m", created_at=stored)
    for expected in ((1, 0, 0, 0), (0, 0, 1, 0)):
        report = import_images(own, glance.target, dry_run=False)
        assert counts(report) == expected
        assert found(report) == [{}, {}, {}, {}]
    image = taken(own)[ID(1)]
    assert [image["createdAt"], image["updatedAt"], image["members"][0]["createdAt"]] == [time] * 3


@pytest.mark.parametrize("stored", UNREAD)
def test_a_value_that_is_no_time_is_reported_and_another_time_stands_in(
    glance: GlanceFile, own: DatabaseTarget, stored: object
) -> None:
    assert parse_time(stored) == stored
    glance.image(ID(1), updated_at=stored)
    glance.image(ID(2), created_at=stored, updated_at=TIME)
    glance.image(ID(3), created_at=stored, updated_at=stored)
    glance.image(ID(4), deleted_at=stored)
    glance.image(ID(5), deleted_at=stored, deleted=1, status="deleted")
    glance.child("image_tags", ID(1), value="t", created_at=stored, updated_at=stored)
    report = import_images(own, glance.target, dry_run=False)
    assert found(report) == [
        {"images.created_at is not a time": 1},
        {},
        {
            "images.updated_at is not a time": 1,
            "images.created_at is not a time": 1,
            "images.deleted_at is not a time": 2,
            "images.deleted_at of a deleted row is missing": 1,
            "image_tags.created_at is not a time": 1,
            "image_tags.updated_at is not a time": 1,
        },
        {},
    ]
    times = {id_: (image["createdAt"], image["deletedAt"]) for id_, image in taken(own).items()}
    time = "2026-01-02T03:04:05.000006Z"
    assert times == {ID(1): (time, None), ID(2): (time, None), ID(4): (time, None), ID(5): (time, time)}
    assert counts(import_images(own, glance.target, dry_run=False)) == (0, 0, 4, 0)


def test_a_missing_creation_is_the_last_change(glance: GlanceFile, own: DatabaseTarget) -> None:
    with glance.database.connect() as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'images'"
        )
    glance.image(ID(1), created_at=None, updated_at=TIME)
    glance.image(ID(2), created_at=None)
    report = import_images(own, glance.target, dry_run=False)
    assert found(report) == [
        {"images.created_at is missing": 1},
        {},
        {"images.created_at is missing": 1},
        {},
    ]
    assert list(taken(own)) == [ID(1)]
