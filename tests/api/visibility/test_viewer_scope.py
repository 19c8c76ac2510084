"""Whoever asks whatever: all that may be seen is answered, and nothing else (rules §4, §7 and §8)."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.caller import ADMINISTRATOR, Caller
from tests.reference.executor import Reference
from tests.reference.visibility import Viewer
from tests.support.databases.builders import Row, image, location_of, member_of
from tests.support.databases.filled_database import Place
from tests.support.http.in_process_client import NOBODY, AskingAs
from tests.support.hypothesis_profile import drawn
from tests.support.strategies import (
    MEMBER_STATUSES,
    PROJECTS,
    TIMES,
    VISIBILITIES,
    WHERES,
    catalogues,
    orders,
)

pytestmark = [pytest.mark.slow, pytest.mark.without_coverage]

FIELDS = "id members { member status canShare } locations { url }"
IMAGES = f"""query (
  $where: ImageWhere, $orderBy: [ImageOrder!]! = [], $scope: ImageScope!, $includeDeleted: Boolean!
  $limit: Int! = 1000, $marker: ID, $offset: Int! = 0
) {{
  images(
    where: $where, orderBy: $orderBy, scope: $scope, includeDeleted: $includeDeleted
    limit: $limit, marker: $marker, offset: $offset
  ) {{ {FIELDS} }}
}}"""
IMAGE = f"""query ($id: ID!) {{
  image(id: $id) {{ {FIELDS} }}
  then: image(id: $id, includeDeleted: true) {{ {FIELDS} }}
  node(id: $id) {{ ... on Image {{ {FIELDS} }} }}
}}"""
NODES = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Image {{ {FIELDS} }} }} }}"
UNKNOWN = "00000000-0000-4000-8000-00000000000a"

VIEWERS = {
    ADMINISTRATOR: Viewer(administrator=True),
    NOBODY: Viewer(),
    **{Caller(project=project): Viewer(project) for project in (*PROJECTS, "stranger")},
}
# Mostly projects: what the others see is plain.
WHO = st.sampled_from([Caller(project="p")] * 4 + [*VIEWERS])
SCOPES = st.sampled_from(("LISTED", "VISIBLE"))
QUICK = drawn(30)
# Each asks over a network.
ON_SERVERS = drawn(12)


GONE = "2026-01-02 03:04:09.000000"
# When a membership ended: mostly it lasts, or went with its image; one was over before.
ENDED = st.sampled_from((None, None, None, GONE, "2026-01-02 03:04:06.900000"))


@st.composite
def populations(draw: st.DrawFn) -> list[Row]:
    """Images that differ in who sees them, most of them shared; names and times are few, so that they tie."""
    rows: list[Row] = []
    for number in range(draw(st.integers(1, 6))):
        made = image(
            id=f"{(number * 5) % 8}0000000-0000-4000-8000-000000000000",
            name=draw(st.sampled_from((None, "a", "b"))),
            created_at=draw(st.sampled_from(TIMES)),
            visibility=draw(st.sampled_from(("shared", "shared", *VISIBILITIES))),
            owner=draw(st.sampled_from(("q", "q", "p", "P", None))),
            os_hidden=draw(st.integers(0, 3)) == 0,
            deleted_at=draw(st.sampled_from((None, None, GONE))),
        )
        members = draw(st.sets(st.sampled_from(PROJECTS)))
        rows += [made, location_of(made, "rbd://a")]
        for project in sorted(members):
            status = draw(st.sampled_from(MEMBER_STATUSES))
            rows.append(member_of(made, project, status=status, deleted_at=draw(ENDED)))
    return rows


@dataclass(frozen=True)
class Asked:
    """A list: as a whole, then page by page."""

    variables: dict[str, Any]
    size: int


LISTS = st.builds(
    Asked,
    st.fixed_dictionaries(
        {"scope": SCOPES, "includeDeleted": st.booleans()}, optional={"where": WHERES, "orderBy": orders()}
    ),
    st.integers(1, 3),
)


@dataclass(frozen=True)
class Sight:
    """What one caller is answered, and what the reference says it may be."""

    asking: AskingAs
    caller: Caller
    reference: Reference

    def listed(self, **variables: Any) -> list[dict[str, Any]]:
        """The images answered, which must be those of the reference."""
        answered = self.asking.ask(self.caller, IMAGES, **variables)
        assert answered == self.reference.ask(IMAGES, variables), variables
        images: list[dict[str, Any]] = answered["images"]
        return images

    def check_by_id(self, identities: list[str]) -> None:
        for identity in identities:
            answered = self.asking.ask(self.caller, IMAGE, id=identity)
            assert answered == self.reference.ask(IMAGE, {"id": identity})
        ids = {"ids": identities}
        assert self.asking.ask(self.caller, NODES, **ids) == self.reference.ask(NODES, ids)

    def check_markers(self, identities: list[str], **variables: Any) -> None:
        """A marker is good if and only if it is seen by id, deleted ones with `includeDeleted`."""
        for identity in identities:
            if self.reference.image(None, identity, variables["includeDeleted"]) is not None:
                self.listed(**variables, marker=identity)
            else:
                refused = self.asking.refused(self.caller, IMAGES, **variables, marker=identity)
                assert refused == ("BAD_USER_INPUT", ["marker"])

    def check_pages(self, asked: Asked) -> None:
        whole = self.listed(**asked.variables)
        pages: list[dict[str, Any]] = []
        while page := self.listed(
            **asked.variables, limit=asked.size, **({"marker": pages[-1]["id"]} if pages else {})
        ):
            pages += page
        assert pages == whole
        skipped = self.listed(**asked.variables, limit=asked.size, offset=asked.size)
        assert skipped == whole[asked.size : 2 * asked.size]


def check(place: Place, rows: list[Row], caller: Caller, asked: list[Asked]) -> None:
    place.hold(rows)
    sight = Sight(place.asking, caller, Reference(place.file.path, VIEWERS[caller]))
    identities = [row.id for row in rows if row.table == "images"] + [UNKNOWN]
    sight.check_by_id(identities)
    sight.check_markers(identities, **asked[0].variables)
    for each in asked:
        sight.check_pages(each)
    for project in PROJECTS:
        where = {"sharedWith": {"member": project}}
        for condition in (where, {"not": where}):
            sight.listed(where=condition, scope="VISIBLE", includeDeleted=True)


@QUICK
@given(rows=populations(), caller=WHO, asked=st.lists(LISTS, min_size=2, max_size=4))
def test_a_caller_sees_all_that_it_may_and_nothing_else(
    own: Place, rows: list[Row], caller: Caller, asked: list[Asked]
) -> None:
    check(own, rows, caller, asked)


@ON_SERVERS
@given(rows=populations(), caller=WHO, asked=st.lists(LISTS, min_size=2, max_size=4))
def test_on_a_server_a_caller_sees_all_that_it_may_and_nothing_else(
    on_server: Place, rows: list[Row], caller: Caller, asked: list[Asked]
) -> None:
    check(on_server, rows, caller, asked)


@QUICK
@given(
    rows=st.one_of(populations(), catalogues(glance=True)),
    caller=WHO,
    asked=st.lists(LISTS, min_size=2, max_size=4),
)
def test_in_glances_tables_a_caller_sees_all_that_it_may_and_nothing_else(
    glances: Place, rows: list[Row], caller: Caller, asked: list[Asked]
) -> None:
    check(glances, rows, caller, asked)
