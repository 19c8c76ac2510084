"""`glimpse purge`: which rows it removes, and which stay (rules §6)."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from db.purge.images import purge_images
from db.purge.purge import IMAGES, ROWS, Purge, PurgeReport
from resolvers.caller import ADMINISTRATOR
from tests.support.databases.builders import Row, image, location_of, member_of, property_of, tag_of
from tests.support.databases.protocol import TestDatabase, dump
from tests.support.event_documents import FOLLOW
from tests.support.http.in_process_client import AskingAs, P
from transfer import check_database, purge_database

pytestmark = pytest.mark.all_databases

BEFORE = datetime(2026, 6, 1)
JUST_BEFORE, AT = "2026-05-31 23:59:59.999999", "2026-06-01 00:00:00.000000"
# Two seconds before it, as children of an image that was deleted at that time may be, and a microsecond more.
WITHIN, LONG_BEFORE = "2026-05-31 23:59:58.000000", "2026-05-31 23:59:57.999999"
MADE = "2026-01-02 03:04:05.000006"

CREATE = "mutation ($id: ID!) { createImage(input: { id: $id }) { image { id } } }"
RESTORE = "mutation ($id: ID!) { restoreImage(id: $id) { image { status tags } } }"
DELETE = "mutation ($id: ID!) { deleteImage(id: $id) { image { id } } }"
UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) {
    updateImage(id: $id, input: $input) { image { propertyMap tags } } }"""


def with_children(made: Row, deleted_at: str | None = None) -> list[Row]:
    """The image with two properties, a tag, a member and a location, all deleted then or none."""
    gone = {"deleted_at": deleted_at}
    return [
        made,
        *(property_of(made, name, "x", **gone) for name in ("a", "b")),
        tag_of(made, "a", **gone),
        member_of(made, "m", **gone),
        location_of(made, "u", **gone),
    ]


def deletion(made: Row) -> Row:
    return Row("image_deletions", {"id": made.id, "status": "active"})


def purged(database: TestDatabase, *, dry_run: bool = False) -> PurgeReport:
    return purge_database(database.target, BEFORE, dry_run=dry_run)


def test_images_that_were_deleted_before_the_time_are_purged_with_all_their_rows(
    database: TestDatabase,
) -> None:
    old, just = image(deleted_at=MADE), image(deleted_at=JUST_BEFORE)
    late, live = image(deleted_at=AT), image(status="active")
    stay = [*with_children(late, WITHIN), *with_children(live)]
    database.insert(*stay)
    expected = dump(database)
    database.insert(*with_children(old, MADE), *with_children(just, WITHIN))
    database.insert(tag_of(just, "b", deleted_at=MADE), *map(deletion, (old, just, late)))
    report = purged(database)
    assert (report.images, report.children) == (2, {"properties": 4, "tags": 3, "members": 2, "locations": 2})
    assert report.removed.total() == 0
    assert dump(database) == expected
    assert database.rows("SELECT id FROM purged_images ORDER BY id") == sorted([(old.id,), (just.id,)])
    assert database.rows("SELECT id FROM image_deletions") == [(late.id,)]
    assert check_database(database.target) == []


def test_a_dry_run_counts_what_the_purge_removes_and_removes_nothing(database: TestDatabase) -> None:
    old, live = image(deleted_at=MADE), image()
    database.insert(*with_children(old, MADE), *with_children(live), deletion(old))
    database.insert(tag_of(old, "removed", deleted_at=MADE), tag_of(live, "removed", deleted_at=MADE))
    before = dump(database)
    tried = purged(database, dry_run=True)
    assert dump(database) == before
    assert database.rows("SELECT * FROM purged_images") == []
    assert database.rows("SELECT id FROM image_deletions") == [(old.id,)]
    assert purged(database) == tried
    assert tried.lines(dry_run=True) == [
        "1 images would be purged, with 2 properties, 2 tags, 1 members and 1 locations.",
        "0 properties, 1 tags, 0 members and 0 locations would be purged that had been removed from other"
        " images.",
    ]
    assert purged(database) == PurgeReport()


def test_rows_that_were_removed_long_before_are_purged_and_those_that_may_return_stay(
    database: TestDatabase,
) -> None:
    live, deleted = image(), image(deleted_at=AT)
    stay = [*with_children(live), *with_children(deleted, WITHIN)]
    stay += [property_of(each, "within", "x", deleted_at=WITHIN) for each in (live, deleted)]
    database.insert(*stay)
    expected = dump(database)
    gone = {"deleted_at": LONG_BEFORE}
    for each in (live, deleted):
        database.insert(property_of(each, "old", "x", **gone), tag_of(each, "old", **gone))
        database.insert(member_of(each, "old", **gone), location_of(each, "old", **gone))
    report = purged(database)
    assert (report.images, report.removed) == (
        0,
        dict.fromkeys(("properties", "tags", "members", "locations"), 2),
    )
    assert dump(database) == expected


def test_more_than_a_transaction_takes_are_purged(database: TestDatabase) -> None:
    old, live = [image(deleted_at=MADE) for _ in range(2 * IMAGES + 1)], image()
    database.insert(*old, live, *(tag_of(live, f"{at}", deleted_at=MADE) for at in range(ROWS + 1)))
    report = purged(database)
    assert (report.images, report.removed["tags"]) == (len(old), ROWS + 1)
    assert [row[0] for row in dump(database)] == [live.id]
    assert database.rows("SELECT count(*) FROM purged_images") == [(len(old),)]


def purge_through(asking: AskingAs) -> PurgeReport:
    """Purges through the store that serves, as old SQLite takes no second writer."""

    async def run() -> PurgeReport:
        purge = Purge(asking.store, BEFORE, is_dry_run=False)
        await purge.purge_images(lambda _: None)
        await purge.purge_removed_rows(lambda _: None)
        return purge.report

    return asking.loop.run(run())


def test_a_purged_image_is_as_one_that_never_was_but_for_its_id(
    asking: AskingAs, database: TestDatabase
) -> None:
    old, made = image(deleted_at=MADE, visibility="public"), image(status="active")
    database.insert(*with_children(made), *with_children(old, MADE))
    # It was deleted later than what is purged.
    asking.ask(P, DELETE, id=made.id)
    assert purge_through(asking).images == 1
    read = "query ($id: ID!) { image(id: $id, includeDeleted: true) { id } }"
    for caller in (ADMINISTRATOR, P):
        assert asking.ask(caller, read, id=old.id) == {"image": None}
        for id_ in (old.id, old.id.upper()):
            assert asking.refused(caller, RESTORE, id=id_) == ("NOT_FOUND", ["id"])
            assert asking.refused(caller, CREATE, id=id_) == ("CONFLICT", ["input", "id"])
    assert asking.ask(P, RESTORE, id=made.id)["restoreImage"]["image"] == {"status": "ACTIVE", "tags": ["a"]}


def test_events_of_a_purged_image_stay_and_name_no_image(asking: AskingAs, database: TestDatabase) -> None:
    database.insert(made := image(name="a", visibility="public"))
    asking.ask(P, DELETE, id=made.id)
    database.insert(image())
    later = datetime(2999, 1, 1)
    purge = Purge(asking.store, later, is_dry_run=False)
    asking.loop.run(purge.purge_images(lambda _: None))
    assert purge.report.images == 1
    (event,) = asking.following(P, FOLLOW, after="e0").next()
    assert (event["type"], event["imageId"], event["image"]) == ("DELETED", made.id, None)


def test_what_was_removed_and_purged_can_be_set_again(asking: AskingAs, database: TestDatabase) -> None:
    database.insert(
        made := image(),
        property_of(made, "os", "linux", deleted_at=MADE),
        tag_of(made, "t", deleted_at=MADE),
    )
    assert purge_through(asking).removed == Counter(properties=1, tags=1)
    given = {"properties": {"merge": {"set": [{"name": "os", "value": "x"}]}}, "tags": {"replace": ["t"]}}
    updated = asking.ask(P, UPDATE, id=made.id, input=given)["updateImage"]["image"]
    assert updated == {"propertyMap": {"os": "x"}, "tags": ["t"]}


def test_an_image_that_was_restored_meanwhile_stays(asking: AskingAs, database: TestDatabase) -> None:
    made, row = image(), Row("purged_images", {"id": str(uuid4())})
    database.insert(*with_children(made), row)
    before = dump(database)

    async def purge() -> Any:
        async with asking.store.begin() as tx:
            return await purge_images(tx, [made.id], BEFORE, write=True)

    assert asking.loop.run(purge()) == (0, Counter())
    assert dump(database) == before


def test_an_id_that_another_program_wrote_stops_no_purge(database: TestDatabase) -> None:
    made = image(deleted_at=MADE)
    database.insert(made, Row("purged_images", {"id": made.id}))
    assert purged(database).images == 1
    assert database.rows("SELECT id FROM purged_images") == [(made.id,)]
