"""What an update gives and does not change is never judged, whatever an import brought (rules §2)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import (
    Row,
    image,
    location_of,
    property_of,
    tag_of,
)
from tests.support.databases.filled_database import Place
from tests.support.databases.protocol import TestDatabase, dump
from tests.support.http.in_process_client import AskingAs, P
from tests.support.hypothesis_profile import drawn

pytestmark = pytest.mark.all_databases

FIELDS = """name status visibility diskFormat containerFormat size virtualSize checksum hashAlgorithm
    hashValue minDisk minRam owner protected hidden"""
STATE = f"""query ($id: ID!) {{ image(id: $id) {{
    {FIELDS} properties {{ name value }} tags locations {{ url metadata status }} }} }}"""
UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) { it: updateImage(id: $id, input: $input) {
    changedFields } }"""

FORMATS = st.sampled_from((None, "", "gpt", "QCOW2", "raw"))
HEXADECIMAL = st.sampled_from((None, "ab" * 16, "AB" * 16, "zz" * 16, "aB" * 16))
STATUSES = st.sampled_from(
    ("queued", "saving", "uploading", "importing", "active", "deactivated", "killed", "pending_delete")
)
SIZES = st.sampled_from((None, 0, 2**63 - 1))
NAMES = ("os_hidden", "minDisk", "id", "stores", "location", "deleted", "os_glance_import_task", "plain")
METADATA = st.sampled_from(('{"b": 1, "a": 2.5}', '{"b":[true,null],"a":1}', "{}", None, "[]", "no JSON"))


@st.composite
def odd_images(draw: st.DrawFn) -> list[Row]:
    """An image of project `p` as an import may have brought it, with all that it has."""
    made = image(
        name=draw(st.sampled_from((None, "", "n" * 255))),
        status=draw(STATUSES),
        visibility=draw(st.sampled_from(("private", "public", "shared", "community"))),
        disk_format=draw(FORMATS),
        container_format=draw(FORMATS),
        size=draw(SIZES),
        virtual_size=draw(SIZES),
        checksum=draw(HEXADECIMAL),
        os_hash_algo=draw(st.sampled_from((None, "", "sha512"))),
        os_hash_value=draw(HEXADECIMAL),
        min_disk=draw(st.sampled_from((0, 2**31 - 1))),
        protected=draw(st.booleans()),
        os_hidden=draw(st.booleans()),
    )
    names = draw(st.lists(st.sampled_from(NAMES), unique=True))
    if draw(st.booleans()):
        names += [f"more{number}" for number in range(130)]
    tags = draw(st.sampled_from(([], ["a"], [f"t{number:03}" for number in range(130)])))
    locations = [
        location_of(made, f"u{number}", meta_data=draw(METADATA), status=draw(st.sampled_from(LOCATIONS)))
        for number in range(draw(st.sampled_from((0, 1, 11))))
    ]
    properties = [property_of(made, name, draw(st.sampled_from(VALUES))) for name in names]
    return [made, *properties, *(tag_of(made, tag) for tag in tags), *locations]


LOCATIONS = ("active", "pending_delete", "deleted")
VALUES = ("", "a", "x" * 70_000)


def whole_state(asking: AskingAs, caller: Caller, made: Row, as_merge: bool) -> dict[str, Any]:
    """What the caller reads of the image, as the input of an update."""
    state: dict[str, Any] = asking.ask(caller, STATE, id=made.id)["image"]
    properties, tags = state["properties"], state["tags"]
    lists = (
        {"properties": {"merge": {"set": properties}}, "tags": {"merge": {"add": tags}}}
        if as_merge
        else {"properties": {"replace": properties}, "tags": {"replace": tags}}
    )
    return state | lists


def check(asking: AskingAs, database: TestDatabase, caller: Caller, rows: list[Row], as_merge: bool) -> None:
    made, *_ = rows
    state = whole_state(asking, caller, made, as_merge)
    before = dump(database)
    assert asking.ask(caller, UPDATE, id=made.id, input=state) == {"it": {"changedFields": []}}
    assert dump(database) == before
    renamed = asking.ask(caller, UPDATE, id=made.id, input=state | {"name": "renamed"})
    assert renamed == {"it": {"changedFields": ["name"]}}
    assert whole_state(asking, caller, made, as_merge) == state | {"name": "renamed"}


CALLERS = st.sampled_from((P, ADMINISTRATOR))


@pytest.mark.without_coverage
@drawn(60)
@given(rows=odd_images(), caller=CALLERS, as_merge=st.booleans())
def test_a_client_that_sends_the_whole_state_changes_what_it_changes(
    own: Place, rows: list[Row], caller: Caller, as_merge: bool
) -> None:
    own.hold(rows)
    check(own.asking, own.database, caller, rows, as_merge)


@pytest.mark.parametrize("as_merge", [False, True])
@pytest.mark.parametrize("caller", [P, ADMINISTRATOR], ids=["owner", "administrator"])
def test_an_image_that_breaks_every_rule_is_renamed(
    asking: AskingAs, database: TestDatabase, caller: Caller, as_merge: bool
) -> None:
    made = image(
        status="active",
        visibility="public",
        disk_format="gpt",
        size=1,
        checksum="AB" * 16,
        os_hash_value="AB",
    )
    rows = [made]
    rows += [property_of(made, name, VALUES[-1] if name == "plain" else "a") for name in NAMES]
    rows += [property_of(made, f"more{number}", "") for number in range(130)]
    rows += [tag_of(made, f"t{number:03}") for number in range(130)]
    rows += [location_of(made, f"u{number}", meta_data='{"b":1,"a":2}') for number in range(11)]
    database.insert(*rows)
    check(asking, database, caller, rows, as_merge)


def test_an_owner_may_repeat_the_locations_that_it_cannot_read(
    asking: AskingAs, database: TestDatabase
) -> None:
    database.insert(made := image(), location_of(made, "u", meta_data='{"b":1,"a":2}'))
    same = {"url": "u", "metadata": {"a": 2, "b": 1}, "status": "ACTIVE"}
    unchanged: dict[str, Any] = {"it": {"changedFields": []}}
    for locations in ([same], None):
        assert asking.ask(P, UPDATE, id=made.id, input={"locations": locations}) == unchanged
    others: list[list[dict[str, Any]]] = [
        [],
        [same, same],
        [same | {"url": "v"}],
        [same | {"status": "DELETED"}],
        [same | {"metadata": {"a": 2, "b": True}}],
        [same | {"metadata": {"a": "\ud800"}}],
    ]
    for given_ in others:
        refused = asking.refused(P, UPDATE, id=made.id, input={"locations": given_})
        assert refused == ("FORBIDDEN", ["input", "locations"])
    assert asking.refused(ADMINISTRATOR, UPDATE, id=made.id, input={"locations": None}) == (
        "BAD_USER_INPUT",
        ["input", "locations"],
    )


@pytest.mark.parametrize("stored", ["", "{", "[1]", "null"])
def test_stored_metadata_that_is_no_object_counts_as_empty(
    asking: AskingAs, database: TestDatabase, stored: str
) -> None:
    database.insert(made := image(), location_of(made, "u", meta_data=stored))
    same = {"url": "u", "metadata": {}, "status": "ACTIVE"}
    assert asking.ask(P, UPDATE, id=made.id, input={"locations": [same]}) == {"it": {"changedFields": []}}
    refused = asking.refused(P, UPDATE, id=made.id, input={"locations": [same | {"metadata": {"a": 1}}]})
    assert refused == ("FORBIDDEN", ["input", "locations"])


def test_of_a_list_only_what_is_new_is_judged(asking: AskingAs, database: TestDatabase) -> None:
    database.insert(made := image())
    urls = [f"u{number:02}" for number in range(12)]
    database.insert(*(location_of(made, url, meta_data="[]", status="deleted") for url in urls))
    standing = [{"url": url, "status": "DELETED"} for url in urls]
    changed = {"it": {"changedFields": ["locations"]}}
    for fewer in (standing[1:], standing[2:][::-1]):
        assert asking.ask(ADMINISTRATOR, UPDATE, id=made.id, input={"locations": fewer}) == changed
    place = ["input", "locations"]
    more = {"locations": [*standing[2:], {"url": "v"}]}
    assert asking.refused(ADMINISTRATOR, UPDATE, id=made.id, input=more) == ("LIMIT_EXCEEDED", place)
    exchanged = {"locations": [*standing[3:], {"url": ""}]}
    refused = asking.refused(ADMINISTRATOR, UPDATE, id=made.id, input=exchanged)
    assert refused == ("BAD_USER_INPUT", [*place, 9, "url"])
    live = database.rows("SELECT value, meta_data FROM image_locations WHERE NOT deleted ORDER BY id")
    assert live == [(url, "[]") for url in reversed(urls[2:])]
