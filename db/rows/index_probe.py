"""Index probes: whether an index lists only few images that can match a filter.

A list walks an index in its order until a page is full, which is soon if many images match. If few match,
the walk would visit all images. So the statement first reads at most `ProbeLimits.max_rows` ids of images
with a value, a tag or a name from an index. If there are no more, only these are visited; if there are
more, the walk soon fills a page.

Measured with a million images on SQLite (`python -m bench.scale`): a property of 20 images takes 0.16 ms; a
filter that no index serves takes 2.9 s. To switch it off, let `candidate_ids` return no list, and
`MatchingBranches._shared_probe` (db/rows/matching.py) None. Decision:
docs/adr/029-filters-probe-an-index-first.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    union_all,
)

from db.dialect.clauses import is_key_in, limit_to, materialized
from db.dialect.json import sql_int
from db.rows.condition import AllOf, AnyOf, Compare, Condition, HasProperty, HasTag, HasTagThat, SharedWith
from db.rows.filter import FilterCompiler, comparison_sql, property_column, tag_column
from db.rows.probe_limits import ProbeLimits
from db.tables import image_members, image_properties, image_tags, images

# The most probes of one filter; the narrowest are used.
_MAX_CANDIDATES = 3

# Nested alternatives have higher ranks, and nest deeper in the statement.
_MAX_RANK = 8

_EQUALITY_OPERATORS = frozenset({"eq", "in"})
_RANGE_OPERATORS = frozenset({"gt", "gte", "lt", "lte"})

# Columns at the head of an index, ranked by how few images have an equal value; 1 is the fewest.
_INDEXED_COLUMN_RANKS = {"name": 1, "size": 1, "created_at": 1, "updated_at": 1, "owner": 3, "status": 4}

Ids = Select[str]


@dataclass(frozen=True, slots=True)
class IndexProbe:
    """`ids` has all images that can match if `is_complete` holds, and is empty otherwise."""

    ids: CTE
    is_complete: ColumnElement[bool]


def probe_filter(lists: Sequence[Ids], limits: ProbeLimits) -> IndexProbe | None:
    """A probe of the first list with at most `max_rows` ids; None without lists."""
    return _probe(lists, "few", limits.max_rows) if lists else None


def probe_shared(shared_ids: Ids, limits: ProbeLimits, *, is_filtered: bool) -> IndexProbe:
    """A probe of the images shared with a project."""
    limit = limits.max_shared_rows_filtered if is_filtered else limits.max_shared_rows
    return _probe([shared_ids], "shared", limit)


def _probe(lists: Sequence[Ids], name: str, limit: int) -> IndexProbe:
    read = [materialized(limit_to(ids, sql_int(limit + 1)), f"{name}{at}") for at, ids in enumerate(lists)]
    short = [select(func.count()).select_from(ids).scalar_subquery() <= sql_int(limit) for ids in read]
    chosen = [
        select(ids.c.id).where(short[at], *(not_(before) for before in short[:at]))
        for at, ids in enumerate(read)
    ]
    return IndexProbe(materialized(union_all(*chosen) if len(chosen) > 1 else chosen[0], name), or_(*short))


def candidate_ids(where: FilterCompiler, condition: Condition) -> list[Ids]:
    """Lists of ids from indexes, each with all images that match the filter, and maybe others.

    Empty for a Glance database, which has no such indexes.
    """
    if where.image.is_glance:
        return []
    listed = sorted(_candidates(where, condition), key=_rank)
    return [each.ids for each in listed[:_MAX_CANDIDATES]]


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: int
    ids: Ids


def _rank(listed: _Candidate) -> int:
    return listed.rank


def _candidates(where: FilterCompiler, condition: Condition) -> Iterator[_Candidate]:
    match condition:
        case AllOf():
            parts = list(_flatten(condition))
            compared = [part for part in parts if isinstance(part, Compare)]
            for column in dict.fromkeys(part.column for part in compared):
                yield from _column_candidates(column, [part for part in compared if part.column == column])
            for part in parts:
                if not isinstance(part, Compare):
                    yield from _candidates(where, part)
        case AnyOf(parts):
            yield from _alternatives_candidate(
                [min(_candidates(where, part), key=_rank, default=None) for part in parts],
                where.image.probe_limits.max_rows,
            )
        case Compare():
            yield from _column_candidates(condition.column, [condition])
        case HasTag(str(parameter), listed):
            operand: ColumnElement[Any] = bindparam(parameter)
            value = image_tags.c.value
            found = is_key_in(value, operand) if listed else value == operand
            yield _Candidate(2, select(image_tags.c.image_id.label("id")).where(found))
        case HasTagThat(value):
            rows = select(image_tags.c.image_id.label("id"))
            yield _Candidate(5, rows.where(where.compile_on(value, tag_column)))
        case HasProperty(parameter, value):
            plain = value if isinstance(value, Compare) and not value.ignore_case else None
            meets = where.compile_on(value, property_column)
            rows = select(image_properties.c.image_id.label("id"))
            equal = plain is not None and plain.operator in _EQUALITY_OPERATORS
            yield _Candidate(
                1 if equal else 5, rows.where(image_properties.c.name == bindparam(parameter), meets)
            )
        case SharedWith(parameter):
            member = image_members.c
            yield _Candidate(
                2, select(member.image_id.label("id")).where(member.member == bindparam(parameter))
            )
        case _:
            return


def _flatten(condition: AllOf) -> Iterator[Condition]:
    for part in condition.parts:
        if isinstance(part, AllOf):
            yield from _flatten(part)
        else:
            yield part


def _column_candidates(column: str, comparisons: Iterable[Compare]) -> Iterator[_Candidate]:
    """A list from the index of a column, if one begins with it and serves the operators."""
    served = [
        each
        for each in comparisons
        if not each.ignore_case and each.operator in _EQUALITY_OPERATORS | _RANGE_OPERATORS
    ]
    if column in _INDEXED_COLUMN_RANKS and served:
        equal = any(each.operator in _EQUALITY_OPERATORS for each in served)
        terms = (comparison_sql(each, images.c[column]) for each in served)
        yield _Candidate(
            _INDEXED_COLUMN_RANKS[column] if equal else 5, select(images.c.id.label("id")).where(and_(*terms))
        )


def _alternatives_candidate(alternatives: Sequence[_Candidate | None], max_rows: int) -> Iterator[_Candidate]:
    """The union of the lists of alternatives, if all of them have one."""
    listed = [each for each in alternatives if each is not None]
    if listed and len(listed) == len(alternatives):
        each_few = [
            select(limit_to(each.ids, sql_int(max_rows + 1)).subquery(f"branch{at}").c.id)
            for at, each in enumerate(listed)
        ]
        rank = max(each.rank for each in listed) + 1
        if rank <= _MAX_RANK:
            yield _Candidate(rank, select(union_all(*each_few).subquery("branches").c.id))
