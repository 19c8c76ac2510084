"""Restoring a deleted image (rules §6)."""

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import MADE, Row, image, location_of, member_of, property_of, tag_of
from tests.support.databases.protocol import TestDatabase, dump
from tests.support.event_documents import DELETE as DELETE_EVENT
from tests.support.event_documents import FOLLOW, changed
from tests.support.http.client import ask, refused
from tests.support.http.in_process_client import NOBODY, AskingAs, P

pytestmark = pytest.mark.all_databases

FIELDS = """
    id name status visibility size owner hidden protected createdAt deletedAt
    properties { name value } tags members { member status canShare createdAt updatedAt }
    locations { url metadata status }
"""
READ = f"query ($id: ID!) {{ image(id: $id, includeDeleted: true) {{ {FIELDS} version updatedAt }} }}"
UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) {
    updateImage(id: $id, input: $input) { changedFields } }"""
DELETE = "mutation ($id: ID!) { deleteImage(id: $id) { image { id } } }"
RESTORE = f"""mutation ($id: ID!, $dryRun: Boolean! = false) {{
    restoreImage(id: $id, dryRun: $dryRun) {{ image {{ {FIELDS} version updatedAt }} }} }}"""
DELETED = {"deleted_at": MADE}
# Of another program, or of a version before migration 0007: nothing says what the status was.
GONE: dict[str, object] = {"created_at": "2026-01-02 03:04:00.000000", "deleted_at": MADE}
# Just within the two seconds before the deletion, and just not.
WITHIN, BEFORE = "2026-01-02 03:04:03.000006", "2026-01-02 03:04:03.000005"


def furnished(database: TestDatabase, **given: object) -> Row:
    """An image with children in every state, of which the live ones are to return."""
    made = image(name="a", size=1, status="deactivated", **given)
    database.insert(
        made,
        *(location_of(made, url, status=status) for url, status in LOCATIONS.items()),
        location_of(made, "removed", status="deleted", deleted_at=MADE),
        member_of(made, "m1", status="accepted", can_share=True),
        member_of(made, "m2"),
        member_of(made, "removed", deleted_at=MADE),
        property_of(made, "os", "linux"),
        property_of(made, "none", None),
        property_of(made, "removed", "x", deleted_at=MADE),
        tag_of(made, "t1"),
        tag_of(made, "removed", deleted_at=MADE),
    )
    return made


LOCATIONS = {"u3": "active", "u1": "pending_delete", "u2": "deleted"}


def test_a_restored_image_is_as_it_was_before_its_deletion(
    client: TestClient, database: TestDatabase
) -> None:
    made = furnished(database)
    before = ask(client, READ, id=made.id)["image"]
    assert [each["status"] for each in before["locations"]] == ["ACTIVE", "PENDING_DELETE", "DELETED"]
    for _ in range(2):
        ask(client, DELETE, id=made.id)
        deleted = ask(client, READ, id=made.id)["image"]
        restored = ask(client, RESTORE, id=made.id.upper())["restoreImage"]["image"]
        assert restored["version"] > deleted["version"] > before["version"]
        assert restored["updatedAt"] == f"{restored['version']}Z"
        moved = {name: restored[name] for name in ("version", "updatedAt")}
        assert restored == before | moved
        assert ask(client, "{ images { id } }") == {"images": [{"id": made.id}]}
        assert ask(client, READ, id=made.id) == {"image": restored}
    assert database.rows("SELECT * FROM image_deletions") == []


def test_the_rows_of_a_restored_image_are_those_of_before(client: TestClient, database: TestDatabase) -> None:
    made = furnished(database)
    before = dump(database)
    ask(client, DELETE, id=made.id)
    ask(client, RESTORE, id=made.id)
    assert dump(database)[1:] == before[1:]
    columns = "status, deleted, deleted_at, created_at, updated_at"
    ((*row, updated),) = database.rows(f"SELECT {columns} FROM images")
    assert row == ["deactivated", 0, None, MADE]
    assert updated > MADE


def test_images_that_are_deleted_together_return_each_with_its_status(
    client: TestClient, database: TestDatabase
) -> None:
    statuses = ("queued", "saving", "uploading", "importing", "active", "deactivated", "killed")
    made = {status: image(status=status) for status in (*statuses, "pending_delete")}
    database.insert(*made.values())
    delete = "mutation ($input: [ImageDeletion!]!) { deleteImages(input: $input) { images { status } } }"
    deleted = ask(client, delete, input=[{"id": each.id} for each in made.values()])
    assert deleted == {"deleteImages": {"images": [{"status": "DELETED"}] * len(made)}}
    for status, each in made.items():
        restored = ask(client, RESTORE, id=each.id)["restoreImage"]["image"]
        assert (restored["status"], restored["deletedAt"]) == (status.upper(), None)


def test_what_was_removed_just_before_the_deletion_stays_removed(
    client: TestClient, database: TestDatabase
) -> None:
    made = furnished(database)
    given: dict[str, object] = {
        "properties": {"merge": {"remove": ["os"]}},
        "tags": {"replace": []},
        "locations": [{"url": "u4"}],
    }
    ask(client, UPDATE, id=made.id, input=given)
    ask(client, DELETE, id=made.id)
    restored = ask(client, RESTORE, id=made.id)["restoreImage"]["image"]
    assert restored["properties"] == [{"name": "none", "value": None}]
    assert restored["tags"] == []
    assert restored["locations"] == [{"url": "u4", "metadata": {}, "status": "ACTIVE"}]
    # It can be set again, as of an image that was never deleted.
    ask(client, UPDATE, id=made.id, input={"tags": {"merge": {"add": ["t1", "removed"]}}})
    assert ask(client, READ, id=made.id)["image"]["tags"] == ["removed", "t1"]


@pytest.mark.parametrize(
    ("size", "places", "status", "shown"),
    [
        (None, [], "QUEUED", []),
        (0, [], "ACTIVE", []),
        (5, [], "ACTIVE", []),
        (None, [("deleted", WITHIN)], "ACTIVE", ["ACTIVE"]),
        (None, [("deleted", MADE), ("pending_delete", MADE)], "ACTIVE", ["ACTIVE", "PENDING_DELETE"]),
        (None, [("deleted", BEFORE)], "QUEUED", []),
    ],
)
def test_an_image_whose_status_is_not_known_is_active_if_it_has_data(
    client: TestClient,
    database: TestDatabase,
    size: int | None,
    places: list[tuple[str, str]],
    status: str,
    shown: list[str],
) -> None:
    made = image(size=size, **GONE)
    rows = [location_of(made, "u", status=stored, deleted_at=at) for stored, at in places]
    database.insert(made, *rows, tag_of(made, "a", deleted_at=WITHIN), tag_of(made, "b", deleted_at=BEFORE))
    restored = ask(client, RESTORE, id=made.id)["restoreImage"]["image"]
    assert (restored["status"], restored["tags"]) == (status, ["a"])
    assert [each["status"] for each in restored["locations"]] == shown


def test_an_image_that_is_not_deleted_or_does_not_exist_is_not_restored(
    client: TestClient, database: TestDatabase
) -> None:
    live, deleted = furnished(database), image(**DELETED)
    database.insert(deleted)
    before = dump(database)
    assert refused(client, RESTORE, id=live.id) == ("CONFLICT", ["id"])
    for unknown in (str(uuid4()), "x", "", deleted.id.replace("-", "")):
        assert refused(client, RESTORE, id=unknown) == ("NOT_FOUND", ["id"])
    assert dump(database) == before
    ask(client, RESTORE, id=deleted.id)
    assert refused(client, RESTORE, id=deleted.id) == ("CONFLICT", ["id"])


def test_a_protected_image_that_an_import_deleted_returns(client: TestClient, database: TestDatabase) -> None:
    made = image(protected=True, **DELETED)
    database.insert(made)
    assert ask(client, RESTORE, id=made.id)["restoreImage"]["image"]["protected"] is True


def test_a_row_that_is_left_of_another_program_stops_no_deletion(
    client: TestClient, database: TestDatabase
) -> None:
    made = image(status="active")
    database.insert(made, Row("image_deletions", {"id": made.id, "status": "saving"}))
    ask(client, DELETE, id=made.id)
    assert ask(client, RESTORE, id=made.id)["restoreImage"]["image"]["status"] == "SAVING"


def test_a_dry_run_answers_as_the_restoration_does_and_stores_nothing(
    client: TestClient, database: TestDatabase
) -> None:
    made = furnished(database)
    ask(client, DELETE, id=made.id)
    before, events = dump(database), database.rows("SELECT * FROM image_events")
    tried = ask(client, RESTORE, id=made.id, dryRun=True)["restoreImage"]["image"]
    assert (dump(database), database.rows("SELECT * FROM image_events")) == (before, events)
    done = ask(client, RESTORE, id=made.id)["restoreImage"]["image"]
    assert tried == done | {name: tried[name] for name in ("version", "updatedAt")}
    assert refused(client, RESTORE, id=made.id, dryRun=True) == ("CONFLICT", ["id"])


M, STRANGER = Caller(project="m"), Caller(project="s")


def test_a_restoration_is_an_event_for_all_who_see_the_image(
    asking: AskingAs, database: TestDatabase
) -> None:
    made, own = image(name="a"), image(name="b", visibility="private")
    database.insert(made, own, member_of(made, "m"), member_of(made, "left", deleted_at=MADE))
    callers = (ADMINISTRATOR, P, M)
    for each in (made, own):
        changed(asking, DELETE_EVENT, id=each.id)
        asking.ask(P, RESTORE, id=each.id)
    told = {
        caller: asking.following(caller, FOLLOW, after="e0", types=["RESTORED"]).next(1 if caller is M else 2)
        for caller in callers
    }
    expected = {"type": "RESTORED", "imageId": made.id, "image": {"name": "a"}, "changedFields": []}
    read: Any = asking.ask(P, READ, id=made.id)["image"]
    assert [events[0] for events in told.values()] == [
        expected | {"occurredAt": read["updatedAt"], "cursor": "e2"}
    ] * 3
    assert {each["imageId"] for each in told[P]} == {made.id, own.id}
    rows = database.rows("SELECT type, members FROM image_events ORDER BY id")
    assert rows == [("deleted", '\n"m"\n'), ("restored", '\n"m"\n'), ("deleted", ""), ("restored", "")]


def test_others_learn_no_more_of_a_deleted_image_than_of_a_live_one(
    asking: AskingAs, database: TestDatabase
) -> None:
    shown = [image(visibility=kind, **given) for kind in ("public", "shared") for given in ({}, DELETED)]
    hidden = [image(visibility="private", **given) for given in ({}, DELETED)]
    database.insert(*shown, *hidden)
    database.insert(*(member_of(each, "m", deleted_at=each["deleted_at"]) for each in shown))
    for each in (*hidden, *shown):
        is_open = each["visibility"] == "public"
        codes = [asking.refused(caller, RESTORE, id=each.id)[0] for caller in (M, STRANGER, NOBODY)]
        assert codes == [
            "NOT_FOUND" if each in hidden else "FORBIDDEN",
            "FORBIDDEN" if is_open else "NOT_FOUND",
            "UNAUTHENTICATED" if is_open else "NOT_FOUND",
        ]
