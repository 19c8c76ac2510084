"""Random changes, deletions and restorations of an image, against a reference that only keeps its state."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.caller import ADMINISTRATOR, Caller
from tests.reference.visibility import Viewer
from tests.support.databases.builders import image
from tests.support.databases.filled_database import Place
from tests.support.http.in_process_client import NOBODY, AskingAs
from tests.support.hypothesis_profile import drawn

CALLERS = {
    ADMINISTRATOR: Viewer(administrator=True),
    NOBODY: Viewer(),
    **{Caller(project=project): Viewer(project) for project in ("p", "m", "n", "stranger")},
}
READ = """query ($id: ID!, $all: Boolean!) { image(id: $id, includeDeleted: $all) {
    status visibility properties { name value } tags members { member status } locations { url status } } }"""
UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) {
    it: updateImage(id: $id, input: $input) { image { id } } }"""
ADD = """mutation ($id: ID!, $member: String!) {
    it: addImageMember(imageId: $id, member: $member) { image { id } } }"""
ANSWER = """mutation ($id: ID!, $member: String!, $status: ImageMemberStatus!) {
    it: updateImageMember(imageId: $id, member: $member, status: $status) { image { id } } }"""
REMOVE = """mutation ($id: ID!, $member: String!) {
    it: removeImageMember(imageId: $id, member: $member) { image { id } } }"""
DELETE = "mutation ($id: ID!) { it: deleteImage(id: $id) { image { id } } }"
RESTORE = "mutation ($id: ID!) { it: restoreImage(id: $id) { image { id } } }"

MEMBERS = st.sampled_from(("m", "n"))
NAMES = st.sampled_from(("a", "b", "c"))
LOCATIONS = st.fixed_dictionaries(
    {"url": st.sampled_from(("u1", "u2")), "status": st.sampled_from(("ACTIVE", "PENDING_DELETE", "DELETED"))}
)
STATUSES = ("QUEUED", "UPLOADING", "DEACTIVATED", "KILLED", "PENDING_DELETE")
CHANGES = st.one_of(
    st.tuples(st.just("properties"), NAMES, st.sampled_from((None, "x", "y"))),
    st.tuples(st.just("tags"), st.sets(NAMES), st.none()),
    st.tuples(st.just("locations"), st.lists(LOCATIONS, max_size=3), st.none()),
    st.tuples(st.just("status"), st.sampled_from(STATUSES), st.none()),
    st.tuples(st.just("visibility"), st.sampled_from(("SHARED", "SHARED", "PUBLIC", "PRIVATE")), st.none()),
    st.tuples(st.just("add"), MEMBERS, st.none()),
    st.tuples(st.just("answer"), MEMBERS, st.sampled_from(("ACCEPTED", "REJECTED"))),
    st.tuples(st.just("remove"), MEMBERS, st.none()),
    st.tuples(st.just("delete"), st.none(), st.none()),
    st.tuples(st.just("delete"), st.none(), st.none()),
    st.tuples(st.just("restore"), st.none(), st.none()),
)
# Milliseconds from one change to the next: two seconds is what may lie between a row and its image.
PAUSES = st.sampled_from((0, 0, 1, 1999, 2000, 2001))


@dataclass
class Reference:
    """The image as it lives, or lived when it was deleted; a deletion changes nothing else."""

    is_deleted: bool = False
    status: str = "QUEUED"
    visibility: str = "SHARED"
    properties: dict[str, str] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    members: dict[str, str] = field(default_factory=dict)
    locations: list[dict[str, str]] = field(default_factory=list)

    def change(self, kind: str, what: Any, value: Any) -> str | None:
        """Changes the state; the code if it is refused."""
        if (kind == "restore") is not self.is_deleted:
            return "CONFLICT" if kind == "restore" else "NOT_FOUND"
        if kind in ("delete", "restore"):
            self.is_deleted = kind == "delete"
        elif kind in ("add", "answer") and self.visibility != "SHARED":
            return "FORBIDDEN"
        elif kind == "add":
            if what in self.members:
                return "CONFLICT"
            self.members[what] = "PENDING"
        elif kind in ("answer", "remove"):
            if what not in self.members:
                return "NOT_FOUND"
            self.members |= {what: value}
            if kind == "remove":
                del self.members[what]
        elif kind == "properties":
            self.properties |= {what: value}
            if value is None:
                del self.properties[what]
        else:
            setattr(self, kind, what)
        return None

    def seen_by(self, viewer: Viewer) -> Any:
        record = {"visibility": self.visibility.lower(), "owner": "p"}
        members: dict[str, dict[str, str]] = {
            name: {"member": name, "status": self.members[name]} for name in sorted(self.members)
        }
        if not viewer.sees(record, members):
            return None
        locations = [each | ({"status": "DELETED"} if self.is_deleted else {}) for each in self.locations]
        return {
            "status": "DELETED" if self.is_deleted else self.status,
            "visibility": self.visibility,
            "properties": [
                {"name": each, "value": self.properties[each]} for each in sorted(self.properties)
            ],
            "tags": sorted(self.tags),
            "members": [*viewer.members_seen(record, members).values()],
            "locations": locations if viewer.administrator else None,
        }


def done(asking: AskingAs, id_: str, kind: str, what: Any, value: Any) -> str | None:
    """Makes the change; the code if it is refused."""
    input_: dict[str, Any] = {kind: what}
    if kind == "properties":
        one = {"remove": [what]} if value is None else {"set": [{"name": what, "value": value}]}
        input_ = {"properties": {"merge": one}}
    elif kind == "tags":
        input_ = {"tags": {"replace": sorted(what)}}
    queries = {"add": ADD, "answer": ANSWER, "remove": REMOVE, "delete": DELETE, "restore": RESTORE}
    query = queries.get(kind, UPDATE)
    given = {"id": id_, "member": what, "status": value, "input": input_}
    variables = {name: given[name] for name in given if f"${name}:" in query}
    answered = asking.answer(ADMINISTRATOR, query, **variables)
    code: str | None = answered["errors"][0]["extensions"]["code"] if "errors" in answered else None
    return code


def check(place: Place, steps: list[tuple[tuple[str, Any, Any], int]]) -> None:
    made, reference = image(), Reference()
    place.hold([made])
    clock = [datetime(2026, 3, 4, 5, 6, 7)]
    asking = replace(place.asking, now=lambda: clock[-1])
    for change, pause in steps:
        clock.append(clock[-1] + timedelta(milliseconds=pause))
        assert done(asking, made.id, *change) == reference.change(*change), change
        for caller, viewer in CALLERS.items():
            expected = {"image": reference.seen_by(viewer)}
            assert asking.ask(caller, READ, id=made.id, all=True) == expected, (change, caller)
            live = {"image": None} if reference.is_deleted else expected
            assert asking.ask(caller, READ, id=made.id, all=False) == live, (change, caller)


STEPS = st.lists(st.tuples(CHANGES, PAUSES), min_size=5, max_size=30)


@pytest.mark.slow
@drawn(60)
@given(steps=STEPS)
def test_an_image_is_always_as_its_changes_left_it(own: Place, steps: Any) -> None:
    check(own, steps)


@pytest.mark.slow
@pytest.mark.without_coverage
@drawn(15)
@given(steps=STEPS)
def test_on_a_server_an_image_is_always_as_its_changes_left_it(on_server: Place, steps: Any) -> None:
    check(on_server, steps)
