"""JSON written by the databases, byte for byte as SQLite writes it.

The functions of PostgreSQL and MariaDB write other spaces and numbers, and cannot distinguish a text from
JSON. There JSON is concatenated as text, each value by its type.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    LargeBinary,
    Select,
    Text,
    case,
    cast,
    func,
    literal_column,
    select,
)

from db.dialect.variants import DialectVariants, SqlTemplate

Value = ColumnElement[Any]
Rows = Select[*tuple[Any, ...]]
Of = Callable[[FromClause], Value]

# A function of SQLite has at most 127 arguments, and an object's member takes two.
_PAIRS = 60


class JsonText(Text):
    """The type of expressions that are JSON already."""


def sql_string(text: str) -> ColumnElement[str]:
    """A constant or a GraphQL name as a literal; a client's values are always bind parameters."""
    return literal_column("'" + text.replace("'", "''") + "'", Text())


def sql_int(value: int) -> ColumnElement[int]:
    """A constant as a literal."""
    return literal_column(str(value), Integer())


def concat(parts: Sequence[Value]) -> Value:
    """The concatenation of texts."""
    return reduce(lambda before, part: before.concat(part), parts)


def _sqlite_object(members: Sequence[tuple[str, Value]]) -> Value:
    if not members:
        return func.json_object()
    parts = [
        func.json_object(*(part for key, value in chunk for part in (sql_string(key), value)))
        for chunk in (members[at : at + _PAIRS] for at in range(0, len(members), _PAIRS))
    ]
    if len(parts) == 1:
        return parts[0]
    bodies = [func.substr(part, sql_int(2), func.length(part) - sql_int(2)) for part in parts]
    separated = [part for body in bodies for part in (sql_string(","), body)]
    return func.json(concat([sql_string("{"), *separated[1:], sql_string("}")]))


def _object(value_text: Callable[[Value], Value]) -> Callable[..., Value]:
    def spell(members: Sequence[tuple[str, Value]]) -> Value:
        parts: list[Value] = []
        for at, (key, value) in enumerate(members):
            parts += (sql_string(f'{"," if at else "{"}"{key}":'), value_text(value))
        return concat([*parts, sql_string("}" if members else "{}")])

    return spell


def _list(value_text: Callable[[Value], Value]) -> Callable[..., Value]:
    def spell(elements: Sequence[Value]) -> Value:
        separated = [part for element in elements for part in (sql_string(","), value_text(element))]
        return concat([sql_string("["), *separated[1:], sql_string("]")])

    return spell


def _text_of(value: Value, quote: Callable[[Value], Value]) -> Value:
    if isinstance(value.type, JsonText):
        text = value
    elif isinstance(value.type, Integer):
        text = cast(value, Text)
    else:
        text = quote(value)
    return func.coalesce(text, sql_string("null"))


def postgresql_string(text: Value) -> Value:
    """A text as JSON on PostgreSQL."""
    return cast(func.to_json(cast(text, Text)), Text)


def _postgresql_text(value: Value) -> Value:
    return _text_of(value, postgresql_string)


def _mariadb_text(value: Value) -> Value:
    return _text_of(value, func.json_quote)


def _group_concat(text: Value, order: Sequence[Value], *, is_distinct: bool) -> Value:
    """MariaDB's aggregate of texts, with an order of its own: a subquery's order is not kept."""
    distinct, terms = "DISTINCT " if is_distinct else "", ", ".join("{}" for _ in order)
    template = f"group_concat({distinct}{{}} ORDER BY {terms} SEPARATOR ',')"
    return SqlTemplate(template, text, *order, type_=JsonText())


class JsonRows:
    """Rows to be aggregated to JSON, in the order of the select.

    `order` gives that order again over another source, because MariaDB does not keep a subquery's order.
    `table` is a table of children, which correlate with their image: MariaDB allows no subquery there.
    """

    def __init__(self, rows: Rows, order: Callable[[FromClause], Sequence[Value]], table: Any = None) -> None:
        self.rows = rows
        self.order = order
        self.table = table

    def json(self, name: str, aggregate: Callable[[FromClause], Value]) -> Value:
        listed = self.rows.subquery(name)
        return select(aggregate(listed)).select_from(listed).scalar_subquery()

    def string_agg(self, name: str, text: Of, begin: str, end: str) -> Value:
        """The aggregate on MariaDB."""

        def aggregate(source: FromClause) -> Value:
            texts = _group_concat(text(source), self.order(source), is_distinct=bool(self.rows._distinct))
            return func.concat(sql_string(begin), func.coalesce(texts, sql_string("")), sql_string(end))

        if self.table is None:
            return self.json(name, aggregate)
        bare = self.rows.with_only_columns(aggregate(self.table)).order_by(None)
        bare._distinct = False
        return bare.scalar_subquery()


def _string_agg(text: Value, begin: str, end: str) -> Value:
    texts = func.coalesce(func.string_agg(text, sql_string(",")), sql_string(""))
    return concat([sql_string(begin), texts, sql_string(end)])


def _member(quote: Callable[[Value], Value], key: Value, value: Value) -> Value:
    return concat([quote(key), sql_string(":"), quote(value)])


_OBJECT = DialectVariants(_sqlite_object, _object(_postgresql_text), _object(_mariadb_text))
_LIST = DialectVariants(
    lambda elements: func.json_array(*elements), _list(_postgresql_text), _list(_mariadb_text)
)
_ARRAY_OF_ROWS = DialectVariants(
    lambda rows, name, element: rows.json(name, lambda row: func.json_group_array(element(row))),
    lambda rows, name, element: rows.json(
        name, lambda row: _string_agg(_postgresql_text(element(row)), "[", "]")
    ),
    lambda rows, name, element: rows.string_agg(name, lambda row: _mariadb_text(element(row)), "[", "]"),
)
_OBJECT_OF_ROWS = DialectVariants(
    lambda rows, name, key, value: rows.json(name, lambda row: func.json_group_object(key(row), value(row))),
    lambda rows, name, key, value: rows.json(
        name, lambda row: _string_agg(_member(_postgresql_text, key(row), value(row)), "{", "}")
    ),
    lambda rows, name, key, value: rows.string_agg(
        name, lambda row: _member(_mariadb_text, key(row), value(row)), "{", "}"
    ),
)
_BOOLEAN = DialectVariants(
    lambda flag: func.json(func.iif(flag, sql_string("true"), sql_string("false"))),
    lambda flag: case((flag, sql_string("true")), else_=sql_string("false")),
    lambda flag: case((flag, sql_string("true")), else_=sql_string("false")),
)
_STORED_JSON = DialectVariants(func.json, lambda text: text, lambda text: text)
_NEVER_NULL = DialectVariants(
    lambda json: json,
    lambda json: json,
    lambda json: func.coalesce(json, func.repeat(sql_string(" "), literal_column("@@max_allowed_packet"))),
)
_AS_JSON_BYTES = DialectVariants(
    lambda json: cast(json, LargeBinary),
    lambda json: func.convert_to(cast(json, Text), sql_string("UTF8")),
    # A result longer than MariaDB may send becomes null, which would look like JSON's null.
    lambda json: cast(func.coalesce(json, sql_string("")), LargeBinary),
)


def json_object(members: Sequence[tuple[str, Value]]) -> Value:
    return _OBJECT(members, type_=JsonText())


def json_list(elements: Sequence[Value]) -> Value:
    """A JSON array of one row's values."""
    return _LIST(elements, type_=JsonText())


def json_array(rows: JsonRows, element: Of, name: str = "listed") -> Value:
    """A JSON array of rows; `[]` without rows."""
    return never_null(_ARRAY_OF_ROWS(rows, name, element, type_=JsonText()))


def json_map(rows: JsonRows, key: Of, value: Of, name: str = "listed") -> Value:
    """A JSON object of rows; `{}` without rows."""
    return never_null(_OBJECT_OF_ROWS(rows, name, key, value, type_=JsonText()))


def json_boolean(flag: ColumnElement[bool]) -> Value:
    return _BOOLEAN(flag, type_=JsonText())


def stored_json(text: ColumnElement[str]) -> Value:
    """JSON that Glimpse stored as text."""
    return _STORED_JSON(text, type_=JsonText())


def never_null(json: Value) -> Value:
    """JSON that is null only where MariaDB may not send it: then the object that has it becomes too long."""
    return _NEVER_NULL(json, type_=JsonText())


def as_json_bytes(json: Value) -> Value:
    """JSON as UTF-8 bytes, which are sent unchanged.

    As text it would become a str, with four bytes for each character if one is an emoji.
    """
    return _AS_JSON_BYTES(json, type_=LargeBinary())
