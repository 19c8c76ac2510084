"""What each database spells differently of rows, side by side: lists, comparisons, orders, limits."""

from collections.abc import Callable, Mapping, Sequence
from operator import ge, gt, le, lt
from typing import Any, TypeVar

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseList
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from db.dialect.json import number
from db.dialect.variants import Database, Spelling

Value = ColumnElement[Any]
Limited = TypeVar("Limited", Select[*tuple[Any, ...]], CompoundSelect[*tuple[Any, ...]])


class _Items(FunctionElement[Any]):
    """The members of a JSON list as rows of one column `value`."""

    inherit_cache = False
    name = "items"

    def __init__(self, items: Value, kind: str) -> None:
        self.kind = kind
        super().__init__(items)


@compiles(_Items, "sqlite")
def _sqlite_items(element: _Items, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Items, "postgresql")
def _postgresql_items(element: _Items, compiler: SQLCompiler, **options: Any) -> str:
    (items,) = element.clauses
    return f"json_array_elements_text({compiler.process(cast(items, Text), **options)}::json) AS item(value)"


@compiles(_Items, "mysql")
@compiles(_Items, "mariadb")
def _mariadb_items(element: _Items, compiler: SQLCompiler, **options: Any) -> str:
    items = compiler.process(element.clauses, **options)
    return f"JSON_TABLE({items}, '$[*]' COLUMNS (value {element.kind} PATH '$')) AS item"


_WHOLE_NUMBER = Spelling(
    sqlite=lambda: column("value", BigInteger()),
    postgresql=lambda: cast(column("value"), BigInteger),
    mariadb=lambda: column("value", BigInteger()),
)


def values_of(items: Value, kind: TypeEngine[Any] | None = None) -> Select[Any]:
    """The members of a JSON list, so that a statement does not depend on how many they are.

    They are texts, or whole numbers if that is the type of what they are compared with.
    """
    whole = isinstance(kind, Integer)
    stored = "BIGINT" if whole else "LONGTEXT COLLATE utf8mb4_nopad_bin"
    if not whole:
        return select(column("value", Text())).select_from(_Items(items, stored))
    value = _WHOLE_NUMBER(type_=BigInteger()).label("value")
    return select(value).select_from(_Items(items, stored))


Comparison = Callable[[Any, Any], Any]

_STRICT: Mapping[Comparison, Comparison] = {lt: lt, le: lt, gt: gt, ge: gt}
_NOT_STRICT: Mapping[Comparison, Comparison] = {lt: le, le: le, gt: ge, ge: ge}


def _one_by_one(comparison: Comparison, columns: Sequence[Value], marks: Sequence[Value]) -> Value:
    """The first key that differs decides; an index serves the term of the first alone."""
    ways: list[Value] = []
    for at in range(len(columns)):
        same = [columns[before] == marks[before] for before in range(at)]
        last = comparison if at == len(columns) - 1 else _STRICT[comparison]
        ways.append(and_(*same, last(columns[at], marks[at])))
    return and_(_NOT_STRICT[comparison](columns[0], marks[0]), or_(*ways))


def _tuples(comparison: Comparison, columns: Sequence[Value], marks: Sequence[Value]) -> Value:
    compared: Value = comparison(tuple_(*columns), tuple_(*marks))
    return compared


# MariaDB reads the whole index for a comparison of rows.
_COMPARED = Spelling(sqlite=_tuples, postgresql=_tuples, mariadb=_one_by_one)


def compared(comparison: Comparison, columns: Sequence[Value], marks: Sequence[Value]) -> Value:
    """A row of columns and a row of values, compared as rows are, by one of Python's operators."""
    if len(columns) == 1:
        one: Value = comparison(columns[0], marks[0])
        return one
    return _COMPARED(comparison, columns, marks, type_=Boolean())


# Longer keys than some 2700 bytes are more than PostgreSQL's indexes take: of a long text its beginning.
INDEXED_CHARACTERS = {"postgresql": 200, "mariadb": 191}

_EQUAL_BY_INDEX = Spelling(
    sqlite=lambda text, value: text == value,
    postgresql=lambda text, value: and_(
        func.left(text, number(INDEXED_CHARACTERS["postgresql"]))
        == func.left(value, number(INDEXED_CHARACTERS["postgresql"])),
        text == value,
    ),
    mariadb=lambda text, value: text == value,
)


def equal_by_index(text: Value, value: Value) -> Value:
    """Whether a long text is the value, as an index can tell."""
    return _EQUAL_BY_INDEX(text, value, type_=Boolean())


def _standard_order(column: Value, descending: bool, nulls_first: bool) -> Value:
    term = column.desc() if descending else column.asc()
    return term.nulls_first() if nulls_first else term.nulls_last()


def _mariadb_order(column: Value, descending: bool, nulls_first: bool) -> Value:
    """Null is smaller than all values there."""
    term = column.desc() if descending else column.asc()
    if nulls_first is not descending:
        return term
    is_null = column.is_(None)
    return ClauseList(is_null.desc() if nulls_first else is_null.asc(), term)  # type: ignore[return-value]


_ORDER = Spelling(_standard_order, _standard_order, _mariadb_order)


def ordered(column: Value, *, descending: bool = False, nulls_first: bool = False) -> Value:
    """A term of an order, with a place for nulls."""
    return _ORDER(column, descending, nulls_first)


def kept(rows: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]], name: str) -> CTE:
    """Rows that are computed once, in order, however often they are read.

    MariaDB computes them for each who reads them, in the same order.
    """
    table = rows.cte(name)
    for dialect in ("sqlite", "postgresql"):
        table = table.prefix_with("MATERIALIZED", dialect=dialect)
    return table


def at_most(rows: Limited, most: ColumnElement[int]) -> Limited:
    """The first rows; the offset is spelled out, or SQLAlchemy adds one as a parameter."""
    return rows.limit(most).offset(number(0))


_ALL_ROWS = Spelling(
    sqlite=lambda: literal_column("-1"),
    postgresql=lambda: literal_column("NULL"),
    mariadb=lambda: number(2**63 - 1),
)
ALL_ROWS: ColumnElement[int] = _ALL_ROWS(type_=BigInteger())


def unless(
    rows: Select[*tuple[Any, ...]], found: ColumnElement[bool], most: ColumnElement[int], database: Database
) -> Select[*tuple[Any, ...]]:
    """The first rows, or none if that holds, when nothing is looked for.

    A limit of none ends SQLite and PostgreSQL before they begin; MariaDB takes no expression there.
    """
    if database == "mariadb":
        return at_most(rows.where(~found), most)
    return at_most(rows, case((found, number(0)), else_=most))
