"""A connection has the images of the list in the order of the list, in pages that are true from both ends."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.caller import ADMINISTRATOR, Caller
from tests.reference.executor import Reference
from tests.support.databases.builders import Row
from tests.support.databases.filled_database import CALLERS, MATCHING, VIEWERS, Place
from tests.support.hypothesis_profile import drawn
from tests.support.strategies import catalogues, groups, orders

pytestmark = [pytest.mark.slow, pytest.mark.without_coverage]

PAGE = """
query(
  $where: ImageWhere, $orderBy: [ImageOrder!]!, $scope: ImageScope!, $includeDeleted: Boolean!
  $first: Int, $after: String, $last: Int, $before: String, $distinctOn: [ImageGroupKey!]! = []
) {
  imagesConnection(
    where: $where, orderBy: $orderBy, scope: $scope, includeDeleted: $includeDeleted
    first: $first, after: $after, last: $last, before: $before, distinctOn: $distinctOn
  ) {
    edges { cursor node { id name } }
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
    aggregate { count size { sum } byTag { key count } byPropertyName(prefix: "o") { key count totalSize } }
  }
}
"""
LIST = """
query(
  $where: ImageWhere, $orderBy: [ImageOrder!]!, $scope: ImageScope!, $includeDeleted: Boolean!
  $distinctOn: [ImageGroupKey!]!
) {
  images(
    where: $where, orderBy: $orderBy, scope: $scope, includeDeleted: $includeDeleted, limit: 1000
    distinctOn: $distinctOn
  ) { id }
}
"""

QUICK = drawn(25)
# Each asks over a network.
ON_SERVERS = drawn(12)

LISTS = st.fixed_dictionaries(MATCHING | {"orderBy": orders(), "distinctOn": groups()})


def check_page(place: Place, caller: Caller, reference: Reference, variables: dict[str, Any]) -> Any:
    """The page, which must be the reference's."""
    answered = place.asking.ask(caller, PAGE, **variables)
    assert answered == reference.ask(PAGE, variables), variables
    return answered["imagesConnection"]


@dataclass(frozen=True)
class Walk:
    """From one end to the other, by pages of one size."""

    size: str
    cursor: str
    more: str
    behind: str
    end: str


FORWARDS = Walk("first", "after", "hasNextPage", "hasPreviousPage", "endCursor")
BACKWARDS = Walk("last", "before", "hasPreviousPage", "hasNextPage", "startCursor")


def walked(place: Place, caller: Caller, listed: dict[str, Any], walk: Walk, size: int) -> list[str]:
    """The ids of all pages, in the order of the list."""
    pages: list[list[str]] = []
    asked = {**listed, walk.size: size}
    while True:
        page = place.asking.ask(caller, PAGE, **asked)["imagesConnection"]
        pages.append([node["id"] for node in page["nodes"]])
        assert len(pages) < 20, (listed, size, pages)
        info = page["pageInfo"]
        assert info[walk.behind] is (len(pages) > 1)
        if not info[walk.more]:
            in_order = pages if walk is FORWARDS else pages[::-1]
            return [identity for ids in in_order for identity in ids]
        assert len(pages[-1]) == size
        asked[walk.cursor] = info[walk.end]


def check(place: Place, rows: list[Row], caller: Caller, listed: dict[str, Any], data: st.DataObject) -> None:
    place.hold(rows)
    reference = Reference(place.file.path, VIEWERS[caller])
    images = place.asking.ask(caller, LIST, **listed)["images"]
    whole = check_page(place, caller, reference, {**listed, "first": 1000})
    assert whole["nodes"] == images
    size = data.draw(st.integers(1, 4))
    ids = [image["id"] for image in images]
    for walk in (FORWARDS, BACKWARDS):
        assert walked(place, caller, listed, walk, size) == ids
    # Places of images that the caller may not see, or the filter leaves out, are places too.
    everything = {"orderBy": listed["orderBy"], "scope": "VISIBLE", "includeDeleted": True, "first": 1000}
    edges = place.asking.ask(ADMINISTRATOR, PAGE, **everything)["imagesConnection"]["edges"]
    cursors = st.sampled_from([None, *(edge["cursor"] for edge in edges)])
    for _ in range(3):
        size_given = {data.draw(st.sampled_from(("first", "last"))): data.draw(st.integers(0, 4))}
        between = {"after": data.draw(cursors), "before": data.draw(cursors)}
        check_page(place, caller, reference, {**listed, **between, **size_given})


@QUICK
@given(rows=catalogues(glance=False, most=8), caller=CALLERS, listed=LISTS, data=st.data())
def test_pages_are_those_of_the_list(
    own: Place, rows: list[Row], caller: Caller, listed: dict[str, Any], data: st.DataObject
) -> None:
    check(own, rows, caller, listed, data)


@ON_SERVERS
@given(rows=catalogues(glance=False, most=8), caller=CALLERS, listed=LISTS, data=st.data())
def test_on_a_server_pages_are_those_of_the_list(
    on_server: Place, rows: list[Row], caller: Caller, listed: dict[str, Any], data: st.DataObject
) -> None:
    check(on_server, rows, caller, listed, data)


@QUICK
@given(rows=catalogues(glance=True, most=8), caller=CALLERS, listed=LISTS, data=st.data())
def test_in_glances_tables_pages_are_those_of_the_list(
    glances: Place, rows: list[Row], caller: Caller, listed: dict[str, Any], data: st.DataObject
) -> None:
    check(glances, rows, caller, listed, data)
