"""What a project may do, which is less than an administrator; the front door knows no projects yet."""

from typing import Any, cast

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from resolvers.errors import ConflictError, GlimpseError
from resolvers.mutations.field_rules import FieldRules
from resolvers.mutations.status import (
    cleared_data_fields,
    require_formats,
    require_formats_after,
    require_initial_status,
    require_transition,
    require_unlocked,
)
from schema.change import UpdateImageInput
from settings import Settings
from tests.support.databases.builders import MADE, Row, image, location_of, member_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import NOBODY, SETTINGS, AskingAs, P

pytestmark = pytest.mark.all_databases

FORMATS: dict[str, str | None] = {"disk_format": "raw", "container_format": "bare"}

# Transitions (rules §3).
MAY_FOLLOW = {
    "queued": "saving uploading importing active",
    "saving": "active killed queued",
    "uploading": "importing queued",
    "importing": "active queued",
    "active": "deactivated pending_delete",
    "deactivated": "active",
    "pending_delete": "active",
    "killed": "",
}
STATUSES = (*MAY_FOLLOW, "deleted")


def refusal(error: GlimpseError) -> tuple[object, object]:
    extensions = error.extensions or {}
    return extensions["code"], extensions["path"]


@pytest.mark.parametrize("after", STATUSES)
@pytest.mark.parametrize("before", MAY_FOLLOW)
def test_a_status_is_followed_by_those_that_are_listed(before: str, after: str) -> None:
    if after in MAY_FOLLOW[before].split():
        require_transition(before, after, P, ("input",))
    else:
        with pytest.raises(ConflictError) as refused:
            require_transition(before, after, P, ("input",))
        assert refusal(refused.value) == ("CONFLICT", ["input", "status"])


@pytest.mark.parametrize("after", STATUSES)
@pytest.mark.parametrize("before", MAY_FOLLOW)
def test_an_administrator_changes_any_status_to_any_but_deleted(before: str, after: str) -> None:
    if after == "deleted":
        with pytest.raises(ConflictError):
            require_transition(before, after, ADMINISTRATOR, ())
    else:
        require_transition(before, after, ADMINISTRATOR, ())


@pytest.mark.parametrize("status", STATUSES)
def test_an_image_starts_where_it_may(status: str) -> None:
    starts = {P: ["queued", "saving", "uploading", "importing", "active"], ADMINISTRATOR: list(MAY_FOLLOW)}
    for caller, allowed in starts.items():
        if status in allowed:
            require_initial_status(status, caller, ("input",))
        else:
            with pytest.raises(GlimpseError) as refused:
                require_initial_status(status, caller, ("input",))
            assert refusal(refused.value) == ("BAD_USER_INPUT", ["input", "status"])


MISSING = pytest.mark.parametrize(
    ("missing", "field"), [("disk_format", "diskFormat"), ("container_format", "containerFormat")]
)
DATA = pytest.mark.parametrize(
    ("size", "has_locations"), [(None, False), (0, False), (1, False), (None, True), (0, True)]
)


@pytest.mark.parametrize("status", STATUSES)
@MISSING
@DATA
def test_data_that_comes_or_is_there_has_both_formats(
    status: str, missing: str, field: str, size: int | None, has_locations: bool
) -> None:
    values = {"status": status, **FORMATS, "size": size}
    require_formats(values, (), has_locations=has_locations)
    without = values | {missing: None}
    has_data = bool(size) or has_locations
    if status in ("saving", "importing") or (status == "active" and has_data):
        with pytest.raises(GlimpseError) as refused:
            require_formats(without, ("input",), has_locations=has_locations)
        assert refusal(refused.value) == ("BAD_USER_INPUT", ["input", field])
    else:
        require_formats(without, (), has_locations=has_locations)


@MISSING
@DATA
@pytest.mark.parametrize("after", MAY_FOLLOW)
@pytest.mark.parametrize("before", MAY_FOLLOW)
def test_formats_that_stand_are_judged_only_on_the_way_into_a_status(
    before: str, after: str, missing: str, field: str, size: int | None, has_locations: bool
) -> None:
    stored = {"status": before, **FORMATS, missing: None, "size": size}
    changes = {"status": after} if before != after else {"name": "a"}
    has_data = bool(size) or has_locations
    needs = after in ("saving", "importing") or (after == "active" and has_data)
    if needs and before != after and (before, after) != ("deactivated", "active"):
        with pytest.raises(GlimpseError) as refused:
            require_formats_after(stored, changes, ("input",), has_locations=has_locations)
        assert refusal(refused.value) == ("BAD_USER_INPUT", ["input", field])
    else:
        require_formats_after(stored, changes, ("input",), has_locations=has_locations)


@MISSING
@pytest.mark.parametrize("status", MAY_FOLLOW)
def test_a_format_is_not_cleared_where_the_image_needs_it(status: str, missing: str, field: str) -> None:
    stored = {"status": status, **FORMATS, "size": 1}
    if status in ("saving", "active", "importing"):
        with pytest.raises(GlimpseError) as refused:
            require_formats_after(stored, {missing: None}, ("input",), has_locations=False)
        assert refusal(refused.value) == ("BAD_USER_INPUT", ["input", field])
    else:
        require_formats_after(stored, {missing: None}, (), has_locations=False)


FIXED = [*FORMATS, "size", "virtual_size", "checksum", "hash_algorithm", "hash_value"]


@pytest.mark.parametrize("status", MAY_FOLLOW)
def test_what_describes_data_in_use_is_fixed_but_for_administrators(status: str) -> None:
    for field in FIXED:
        require_unlocked(status, {field: None}, ADMINISTRATOR, ())
        if status in ("active", "deactivated"):
            with pytest.raises(GlimpseError) as refused:
                require_unlocked(status, {"name": "a", field: None}, P, ("input",))
            code, path = refusal(refused.value)
            assert (code, cast(list[str], path)[0]) == ("FORBIDDEN", "input")
        else:
            require_unlocked(status, {field: None}, P, ())
    require_unlocked(status, {"name": "a", "min_disk": 1, "status": "active"}, P, ())


def test_what_is_lost_is_what_was_there() -> None:
    stored = dict.fromkeys(FIXED, None) | {"size": 0, "checksum": "ab"}
    assert cleared_data_fields({}, stored, ()) == {"size": None, "checksum": None}


@pytest.mark.parametrize("by_anyone", [False, True])
def test_an_image_is_made_public_by_administrators_or_if_so_set_by_anyone(by_anyone: bool) -> None:
    settings = Settings.from_environment({"GLIMPSE_ALLOW_PUBLISH": str(by_anyone)})
    FieldRules(settings, ADMINISTRATOR).require_can_publish("public", ())
    for visibility in ("private", "shared", "community"):
        FieldRules(settings, P).require_can_publish(visibility, ())
    if by_anyone:
        FieldRules(settings, P).require_can_publish("public", ())
    else:
        with pytest.raises(GlimpseError) as refused:
            FieldRules(settings, P).require_can_publish("public", ("input",))
        assert refusal(refused.value) == ("FORBIDDEN", ["input", "visibility"])


def test_a_field_left_out_is_not_among_the_values() -> None:
    given = UpdateImageInput(name=None, checksum="AB" * 16, min_ram=0)
    values = FieldRules(SETTINGS, P).checked_fields(given, ())
    assert values == {"name": None, "checksum": "ab" * 16, "min_ram": 0}


CREATE = """mutation ($input: CreateImageInput!) { it: createImage(input: $input) {
    image { owner locations { url } } } }"""
UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) { it: updateImage(id: $id, input: $input) {
    changedFields image { owner members { member } locations { url } } } }"""
DELETE = """mutation ($id: ID!) { it: deleteImage(id: $id) {
    image { status members { member } locations { url } } } }"""
URL = {"url": "rbd://a"}


def test_a_project_owns_what_it_creates(asking: AskingAs) -> None:
    cases: list[dict[str, object]]
    cases = [{}, {"owner": "p"}, {"visibility": "COMMUNITY"}, {"locations": []}]
    for given in cases:
        made = asking.ask(P, CREATE, input=given)
        assert made == {"it": {"image": {"owner": "p", "locations": None}}}


def test_an_administrator_owns_what_it_creates_unless_it_says_otherwise(asking: AskingAs) -> None:
    admin = Caller(project="a", roles=frozenset({"admin"}))
    cases: list[tuple[dict[str, str | None], str | None]]
    cases = [({}, "a"), ({"owner": None}, None), ({"owner": "b"}, "b")]
    for given, owner in cases:
        made = asking.ask(admin, CREATE, input=given)
        assert made == {"it": {"image": {"owner": owner, "locations": []}}}


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"owner": "q"}, "FORBIDDEN", "owner"),
        ({"owner": None}, "FORBIDDEN", "owner"),
        ({"visibility": "PUBLIC"}, "FORBIDDEN", "visibility"),
        ({"locations": [URL]}, "FORBIDDEN", "locations"),
        ({"status": "KILLED"}, "BAD_USER_INPUT", "status"),
    ],
    ids=str,
)
def test_a_project_creates_no_more_than_it_may(
    asking: AskingAs, given: dict[str, Any], code: str, field: str
) -> None:
    assert asking.refused(P, CREATE, input=given) == (code, ["input", field])


@pytest.fixture
def own(database: TestDatabase) -> Row:
    """An active image of the project's, with all that describes its data."""
    made = image(owner="p", status="active", **FORMATS, size=1, checksum="ab" * 16)
    database.insert(made, location_of(made, "u"), member_of(made, "m"), member_of(made, "n"))
    return made


def test_a_project_changes_and_deletes_its_own_image(asking: AskingAs, own: Row) -> None:
    seen = {"members": [{"member": "m"}, {"member": "n"}], "locations": None}
    # What stands may be given again.
    given = {"minDisk": 1, "size": 1, "checksum": "AB" * 16, "diskFormat": "raw", "owner": "p"}
    changed = {"changedFields": ["minDisk"], "image": {"owner": "p", **seen}}
    assert asking.ask(P, UPDATE, id=own.id, input=given) == {"it": changed}
    assert asking.ask(P, DELETE, id=own.id) == {"it": {"image": {"status": "DELETED", **seen}}}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"owner": "q"}, "FORBIDDEN", "owner"),
        ({"owner": None}, "FORBIDDEN", "owner"),
        ({"visibility": "PUBLIC"}, "FORBIDDEN", "visibility"),
        ({"locations": []}, "FORBIDDEN", "locations"),
        ({"locations": [URL]}, "FORBIDDEN", "locations"),
        ({"status": "SAVING"}, "CONFLICT", "status"),
        ({"status": "QUEUED"}, "CONFLICT", "status"),
        ({"status": "DEACTIVATED", "size": 2}, "FORBIDDEN", "size"),
        ({"checksum": None}, "FORBIDDEN", "checksum"),
        ({"diskFormat": "iso"}, "FORBIDDEN", "diskFormat"),
        ({"hashAlgorithm": "md5", "hashValue": "ab"}, "FORBIDDEN", "hashAlgorithm"),
    ],
    ids=str,
)
def test_a_project_changes_its_image_no_more_than_it_may(
    asking: AskingAs, own: Row, given: dict[str, Any], code: str, field: str
) -> None:
    assert asking.refused(P, UPDATE, id=own.id, input=given) == (code, ["input", field])


def test_an_owner_keeps_an_image_public_that_an_administrator_published(
    asking: AskingAs, database: TestDatabase
) -> None:
    database.insert(made := image(owner="p", visibility="public"))
    updated = asking.ask(P, UPDATE, id=made.id, input={"visibility": "PUBLIC", "minRam": 1})
    assert updated["it"]["changedFields"] == ["minRam"]


@pytest.mark.parametrize("change", [UPDATE, DELETE])
def test_anothers_image_is_forbidden_if_seen_and_else_not_there(
    asking: AskingAs, database: TestDatabase, change: str
) -> None:
    shared, rejected, own_less = image(owner="q"), image(owner="q"), image(owner=None)
    seen = [image(owner="q", visibility=each) for each in ("public", "community")] + [shared, rejected]
    unseen = [
        image(owner="q", visibility="private"),
        image(owner="q", protected=True),
        own_less,
        image(owner="p", deleted_at=MADE),
        image(owner="q", visibility="public", deleted_at=MADE),
    ]
    database.insert(*seen, *unseen, member_of(shared, "p"), member_of(rejected, "p", status="rejected"))
    # Nothing of the input is judged before.
    given = {"locations": [URL], "minDisk": -1}
    for made in seen:
        assert asking.refused(P, change, id=made.id, input=given) == ("FORBIDDEN", ["id"])
    for made in unseen:
        assert asking.refused(P, change, id=made.id, input=given) == ("NOT_FOUND", ["id"])


def test_without_a_project_nothing_is_changed(asking: AskingAs, database: TestDatabase) -> None:
    database.insert(seen := image(visibility="public"), unseen := image())
    assert asking.refused(NOBODY, CREATE, input={"minDisk": -1}) == ("UNAUTHENTICATED", ["input"])
    for change in (UPDATE, DELETE):
        assert asking.refused(NOBODY, change, id=seen.id, input={}) == ("UNAUTHENTICATED", ["id"])
        assert asking.refused(NOBODY, change, id=unseen.id, input={}) == ("NOT_FOUND", ["id"])
