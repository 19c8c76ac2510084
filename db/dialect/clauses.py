"""Dialect variants of clauses over rows: lists, comparisons, orders and limits."""

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
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.sql.expression import ClauseList
from sqlalchemy.types import TypeEngine

from db.dialect.json import sql_int
from db.dialect.variants import DialectName, DialectVariants, SqlTemplate, VariantTable

Value = ColumnElement[Any]
Limited = TypeVar("Limited", Select[*tuple[Any, ...]], CompoundSelect[*tuple[Any, ...]])


# The items of a JSON list as rows of one column `value`.
_JSON_ITEMS = DialectVariants(
    sqlite=lambda items, _: func.json_each(items),
    postgresql=lambda items, _: SqlTemplate(
        "json_array_elements_text({}::json) AS item(value)", cast(items, Text)
    ),
    mariadb=lambda items, kind: SqlTemplate(
        f"JSON_TABLE({{}}, '$[*]' COLUMNS (value {kind} PATH '$')) AS item", items
    ),
)


_WHOLE_NUMBER = DialectVariants(
    sqlite=lambda: column("value", BigInteger()),
    postgresql=lambda: cast(column("value"), BigInteger),
    mariadb=lambda: column("value", BigInteger()),
)


def unnest_json(items: Value, kind: TypeEngine[Any] | None = None) -> Select[Any]:
    """The items of a JSON list as rows, so that a statement does not depend on their number.

    They are texts, or whole numbers if `kind` is an integer type.
    """
    whole = isinstance(kind, Integer)
    stored = "BIGINT" if whole else "LONGTEXT COLLATE utf8mb4_nopad_bin"
    if not whole:
        return select(column("value", Text())).select_from(VariantTable(_JSON_ITEMS, items, stored))
    value = _WHOLE_NUMBER(type_=BigInteger()).label("value")
    return select(value).select_from(VariantTable(_JSON_ITEMS, items, stored))


Comparison = Callable[[Any, Any], Any]

_STRICT_OPERATORS: Mapping[Comparison, Comparison] = {lt: lt, le: lt, gt: gt, ge: gt}
_INCLUSIVE_OPERATORS: Mapping[Comparison, Comparison] = {lt: le, le: le, gt: ge, ge: ge}


def _compare_key_by_key(comparison: Comparison, columns: Sequence[Value], values: Sequence[Value]) -> Value:
    """Compares key by key; an index serves the term of the first key."""
    ways: list[Value] = []
    for at in range(len(columns)):
        same = [columns[before] == values[before] for before in range(at)]
        last = comparison if at == len(columns) - 1 else _STRICT_OPERATORS[comparison]
        ways.append(and_(*same, last(columns[at], values[at])))
    return and_(_INCLUSIVE_OPERATORS[comparison](columns[0], values[0]), or_(*ways))


def _compare_tuples(comparison: Comparison, columns: Sequence[Value], values: Sequence[Value]) -> Value:
    compared: Value = comparison(tuple_(*columns), tuple_(*values))
    return compared


# MariaDB reads the whole index for a comparison of tuples.
_COMPARE_ROWS = DialectVariants(
    sqlite=_compare_tuples, postgresql=_compare_tuples, mariadb=_compare_key_by_key
)


def compare_rows(comparison: Comparison, columns: Sequence[Value], values: Sequence[Value]) -> Value:
    """Compares columns with values as tuples, by one of Python's operators."""
    if len(columns) == 1:
        one: Value = comparison(columns[0], values[0])
        return one
    return _COMPARE_ROWS(comparison, columns, values, type_=Boolean())


_AND_ON_SERVERS = DialectVariants(sqlite=lambda condition, _: condition, postgresql=and_, mariadb=and_)


def and_on_servers(condition: Value, implied: Value) -> Value:
    """The condition, with one that follows from it and that an index of servers serves."""
    return _AND_ON_SERVERS(condition, implied, type_=Boolean())


_LEAST = DialectVariants(sqlite=func.min, postgresql=func.least, mariadb=func.least)
_GREATEST = DialectVariants(sqlite=func.max, postgresql=func.greatest, mariadb=func.greatest)
# MariaDB would convert the column instead, if the text is compared with one of another character set.
_AS_ASCII = DialectVariants(
    sqlite=lambda text: text,
    postgresql=lambda text: text,
    mariadb=lambda text: SqlTemplate("CONVERT({} USING ascii)", text),
)


def least(one: Value, other: Value) -> Value:
    return _LEAST(one, other, type_=Text())


def greatest(one: Value, other: Value) -> Value:
    return _GREATEST(one, other, type_=Text())


def as_ascii(text: Value) -> Value:
    """A text of ASCII characters, in a form that an index on a column of Glance serves."""
    return _AS_ASCII(text, type_=Text())


def _standard_order_term(column: Value, descending: bool, nulls_first: bool) -> Value:
    term = column.desc() if descending else column.asc()
    return term.nulls_first() if nulls_first else term.nulls_last()


def _mariadb_order_term(column: Value, descending: bool, nulls_first: bool) -> Value:
    """MariaDB sorts null before all values, and has no NULLS FIRST."""
    term = column.desc() if descending else column.asc()
    if nulls_first is not descending:
        return term
    is_null = column.is_(None)
    return ClauseList(is_null.desc() if nulls_first else is_null.asc(), term)  # type: ignore[return-value]


_ORDER_TERM = DialectVariants(_standard_order_term, _standard_order_term, _mariadb_order_term)


def order_term(column: Value, *, descending: bool = False, nulls_first: bool = False) -> Value:
    """A term of ORDER BY with the place of nulls."""
    return _ORDER_TERM(column, descending, nulls_first)


def nulls_follow_index(dialect: DialectName, *, descending: bool, nulls_first: bool) -> bool:
    """Whether an index serves an order with this place of nulls; SQLite's serve both places."""
    if dialect == "postgresql":
        return nulls_first is descending
    return dialect == "sqlite" or nulls_first is not descending


_IS_LISTED = DialectVariants(
    sqlite=lambda key, keys: key.in_(keys),
    # It expects 100 items of any JSON list, and would rather walk a table than find them by the key.
    postgresql=lambda key, keys: SqlTemplate("{} = ANY (ARRAY{})", key, keys),
    mariadb=lambda key, keys: key.in_(keys),
)


def is_listed(key: Value, keys: Select[Any]) -> Value:
    """Whether a key is one of few, in a form that its index serves."""
    return _IS_LISTED(key, keys.scalar_subquery(), type_=Boolean())


def is_key_in(key: Value, keys: Value) -> Value:
    """As `is_listed`, for the texts of a JSON list."""
    return is_listed(key, unnest_json(keys))


def exists_for_each(rows: Select[*tuple[Any, ...]], dialect: DialectName) -> ColumnElement[bool]:
    """Whether there is a row, which is looked up for each row of the outer statement.

    PostgreSQL would join both: it expects few rows, and compares each outer row with all of them. An offset
    stops that.
    """
    return exists(rows.offset(sql_int(0)) if dialect == "postgresql" else rows)


def materialized(rows: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]], name: str) -> CTE:
    """Rows that are computed once, in order, even if they are read several times.

    MariaDB computes them for each reader, in the same order.
    """
    table = rows.cte(name)
    for dialect in ("sqlite", "postgresql"):
        table = table.prefix_with("MATERIALIZED", dialect=dialect)
    return table


def limit_to(rows: Limited, limit: ColumnElement[int]) -> Limited:
    """The first rows; with an explicit offset, because SQLAlchemy would add one as a parameter."""
    return rows.limit(limit).offset(sql_int(0))


_ALL_ROWS = DialectVariants(
    sqlite=lambda: literal_column("-1"),
    postgresql=lambda: literal_column("NULL"),
    mariadb=lambda: sql_int(2**63 - 1),
)
ALL_ROWS: ColumnElement[int] = _ALL_ROWS(type_=BigInteger())


def limit_unless(
    rows: Select[*tuple[Any, ...]],
    condition: ColumnElement[bool],
    limit: ColumnElement[int],
    dialect: DialectName,
) -> Select[*tuple[Any, ...]]:
    """The first rows, or none if the condition holds; then the database reads nothing.

    A limit of 0 stops SQLite before it begins; the servers test a condition without columns first. MariaDB
    allows no expression as a limit, and for PostgreSQL one would mean a tenth of all rows.
    """
    if dialect == "sqlite":
        return limit_to(rows, case((condition, sql_int(0)), else_=limit))
    return limit_to(rows.where(~condition), limit)
