"""Few images among which all that match are: those that an index has for something the filter asks.

An order is walked until a page is full, which is soon if many match. If few match, the walk would look at
all there are. So an index is asked first for at most `MOST` images with a value, a tag, a name: if it has
no more, only those are looked at, and if it has more, the walk finds a page's worth of them soon.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    union_all,
)

from db.dialect.clauses import equal_by_index, limit_to, materialized, unnest_json
from db.dialect.json import sql_int
from db.rows.filter import (
    All,
    Compare,
    Condition,
    HasProperty,
    HasTag,
    SharedWith,
    Some,
    Where,
    comparison,
    property_column,
)
from db.tables import image_members, image_properties, image_tags, images

# Looking at so many takes about as long as walking over as many.
MOST = 1000

# Of those shared with a project: a walk over all that is shared finds a page of them soon, but not a
# page of those that a filter leaves.
MOST_SHARED = 250
MOST_SHARED_FILTERED = 10_000

# Of one filter, the narrowest.
_LISTS = 3

# Alternatives within alternatives get higher ranks, and nest deeper in the statement.
_LAST_RANK = 8

_EQUAL = frozenset({"eq", "in"})
_RANGES = frozenset({"gt", "gte", "lt", "lte"})

# Columns with an index that begins with them: how few images an equal value leaves, the fewest first.
_INDEXED = {"name": 1, "size": 1, "created_at": 1, "updated_at": 1, "owner": 3, "status": 4}

Ids = Select[str]


@dataclass(frozen=True, slots=True)
class Few:
    """`ids` are those of all the images that can match if there are `few`, and none if there are more."""

    ids: CTE
    few: ColumnElement[bool]


def few_of_filter(lists: Sequence[Ids]) -> Few | None:
    """The first of the lists that has at most `MOST` ids; None without a list."""
    return _few_of(lists, "few", MOST) if lists else None


def few_shared(listed: Ids, *, filtered: bool) -> Few:
    """The list of what is shared with a project, if it has few ids."""
    return _few_of([listed], "shared", MOST_SHARED_FILTERED if filtered else MOST_SHARED)


def _few_of(lists: Sequence[Ids], name: str, most: int) -> Few:
    read = [materialized(limit_to(ids, sql_int(most + 1)), f"{name}{at}") for at, ids in enumerate(lists)]
    short = [select(func.count()).select_from(ids).scalar_subquery() <= sql_int(most) for ids in read]
    chosen = [
        select(ids.c.id).where(short[at], *(not_(before) for before in short[:at]))
        for at, ids in enumerate(read)
    ]
    return Few(materialized(union_all(*chosen) if len(chosen) > 1 else chosen[0], name), or_(*short))


def candidates(where: Where, condition: Condition) -> list[Ids]:
    """What indexes list for the filter: each has all the images that meet it, and maybe others.

    None in a Glance database, which has no such indexes.
    """
    if where.image.glance:
        return []
    listed = sorted(_lists(where, condition), key=_rank)
    return [each.ids for each in listed[:_LISTS]]


@dataclass(frozen=True, slots=True)
class _List:
    rank: int
    ids: Ids


def _rank(listed: _List) -> int:
    return listed.rank


def _lists(where: Where, condition: Condition) -> Iterator[_List]:
    match condition:
        case All():
            parts = list(_flat(condition))
            compared = [part for part in parts if isinstance(part, Compare)]
            for column in dict.fromkeys(part.column for part in compared):
                yield from _of_column(column, [part for part in compared if part.column == column])
            for part in parts:
                if not isinstance(part, Compare):
                    yield from _lists(where, part)
        case Some(parts):
            yield from _of_branches([min(_lists(where, part), key=_rank, default=None) for part in parts])
        case Compare():
            yield from _of_column(condition.column, [condition])
        case HasTag(str(parameter), listed):
            operand: ColumnElement[Any] = bindparam(parameter)
            value = image_tags.c.value
            found = value.in_(unnest_json(operand)) if listed else value == operand
            yield _List(2, select(image_tags.c.image_id.label("id")).where(found))
        case HasProperty(parameter, value):
            plain = value if isinstance(value, Compare) and not value.fold else None
            if plain is not None and plain.operator == "eq":
                operand = bindparam(plain.parameter, type_=Text())
                meets = equal_by_index(image_properties.c.value, operand)
            else:
                meets = where.on(value, property_column)
            rows = select(image_properties.c.image_id.label("id"))
            equal = plain is not None and plain.operator in _EQUAL
            yield _List(1 if equal else 5, rows.where(image_properties.c.name == bindparam(parameter), meets))
        case SharedWith(parameter):
            member = image_members.c
            yield _List(2, select(member.image_id.label("id")).where(member.member == bindparam(parameter)))
        case _:
            return


def _flat(condition: All) -> Iterator[Condition]:
    for part in condition.parts:
        if isinstance(part, All):
            yield from _flat(part)
        else:
            yield part


def _of_column(column: str, compared: Iterable[Compare]) -> Iterator[_List]:
    """What an index has of a column's values, if one begins with the column and serves the operators."""
    served = [each for each in compared if not each.fold and each.operator in _EQUAL | _RANGES]
    if column in _INDEXED and served:
        equal = any(each.operator in _EQUAL for each in served)
        terms = (comparison(each, images.c[column]) for each in served)
        yield _List(_INDEXED[column] if equal else 5, select(images.c.id.label("id")).where(and_(*terms)))


def _of_branches(branches: Sequence[_List | None]) -> Iterator[_List]:
    """Of alternatives, all of which must have a list, the lists together."""
    listed = [each for each in branches if each is not None]
    if listed and len(listed) == len(branches):
        each_few = [
            select(limit_to(each.ids, sql_int(MOST + 1)).subquery(f"branch{at}").c.id)
            for at, each in enumerate(listed)
        ]
        rank = max(each.rank for each in listed) + 1
        if rank <= _LAST_RANK:
            yield _List(rank, select(union_all(*each_few).subquery("branches").c.id))
