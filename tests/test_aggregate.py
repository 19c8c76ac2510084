"""Statistics are those of the reference, whatever is stored, asked and by whom."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.caller import Caller
from tests.drawn import NAMES, catalogues
from tests.place import CALLERS, MATCHING, VIEWERS, Place
from tests.reference import Reference
from tests.rows import Row

MOST = 2**63 - 1

STATISTICS = """
count
size { count sum min max average }
virtualSize { count sum min max average }
byStatus { key count totalSize }
byVisibility { key count totalSize }
byDiskFormat(first: $first) { key count totalSize }
byContainerFormat(first: $first) { key count }
byOwner(first: $first) { key totalSize count }
byTag(first: $first) { key count totalSize }
byProperty(name: $name, first: $first) { key count totalSize }
other: byProperty(name: "é") { key count }
"""
QUERY = f"""
query($where: ImageWhere, $scope: ImageScope!, $includeDeleted: Boolean!, $first: Int!, $name: String!) {{
  imagesAggregate(where: $where, scope: $scope, includeDeleted: $includeDeleted) {{ {STATISTICS} }}
  imagesConnection(where: $where, scope: $scope, includeDeleted: $includeDeleted, first: 0) {{
    totalCount aggregate {{ {STATISTICS} }}
  }}
}}
"""

QUICK = settings(max_examples=150, deadline=None, database=None, derandomize=True)

ASKED = st.fixed_dictionaries(MATCHING | {"first": st.integers(0, 4), "name": st.sampled_from(NAMES)})


def rounded(answer: Any) -> Any:
    """With averages of fourteen digits: where a sum passes what a float holds, the fifteenth may differ."""
    if isinstance(answer, dict):
        return {key: rounded(value) for key, value in answer.items()}
    if isinstance(answer, float):
        return float(f"{answer:.14g}")
    return [rounded(each) for each in answer] if isinstance(answer, list) else answer


def check(place: Place, rows: list[Row], caller: Caller, asked: dict[str, Any]) -> None:
    place.hold(rows)
    expected = Reference(place.database, VIEWERS[caller]).ask(QUERY, asked)
    answered = place.asking.ask(caller, QUERY, **asked)
    assert rounded(answered) == rounded(expected)
    assert answered["imagesConnection"]["aggregate"] == answered["imagesAggregate"]


@QUICK
@given(rows=catalogues(glance=False, most=8), caller=CALLERS, asked=ASKED)
def test_statistics_are_of_all_that_the_caller_sees_and_the_filter_finds(
    own: Place, rows: list[Row], caller: Caller, asked: dict[str, Any]
) -> None:
    check(own, rows, caller, asked)


@QUICK
@given(rows=catalogues(glance=True, most=8), caller=CALLERS, asked=ASKED)
def test_in_glances_tables_statistics_are_the_references(
    glances: Place, rows: list[Row], caller: Caller, asked: dict[str, Any]
) -> None:
    check(glances, rows, caller, asked)
