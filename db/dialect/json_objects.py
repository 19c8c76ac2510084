"""JSON objects that are stored as text: tested, and written without blanks, as SQLite's `json` does.

MariaDB's own functions read at most 31 levels of nesting, and accept unknown escapes. PostgreSQL 15 has no
test of JSON, so there `db.dialect.odd_values` finds the texts that are none when a database is opened.
"""

from typing import Any

from sqlalchemy import ColumnElement, case, func

from db.dialect.json import JsonText, sql_string
from db.dialect.mariadb_escapes import keep_escapes
from db.dialect.variants import DialectVariants

Value = ColumnElement[Any]

# An object by the grammar of RFC 8259, as a pattern of PCRE. Nothing is tried twice. The limit allows 200
# levels, each of which takes at most ten. Thousands would take seconds, which no timeout stops.
_PCRE_OBJECT = (
    r"(*LIMIT_DEPTH=2500)(?-i)(?(DEFINE)(?<blank>[ \t\n\r]*+)"
    r'(?<string>"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+")'
    r"(?<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+)"
    r"(?<value>(?&blank)(?>(?&string)|(?&number)|true|false|null|(?&object)|(?&array))(?&blank))"
    r"(?<array>\[(?:(?&value)(?:,(?&value))*+|(?&blank))\])"
    r"(?<member>(?&blank)(?&string)(?&blank):(?&value))"
    r"(?<object>\{(?:(?&member)(?:,(?&member))*+|(?&blank))\}))"
    r"\A(?&blank)(?&object)(?&blank)\z"
)
# A string, which is kept, or blanks between tokens.
_PCRE_STRING_OR_BLANKS = r'("(?:[^"\\]++|\\.)*+")|[ \t\n\r]++'
_POSTGRESQL_STRING_OR_BLANKS = r'("(?:[^"\\]|\\.)*")|[ \t\n\r]+'


def _mariadb_string(text: str) -> Value:
    return sql_string(text.replace("\\", "\\\\"))


def _sqlite(text: Value) -> Value:
    # Nested, not AND: json_type fails on invalid JSON.
    is_object = func.json_type(text) == sql_string("object")
    empty = sql_string("{}")
    return func.json(func.iif(func.json_valid(text), func.iif(is_object, text, empty), empty))


def _postgresql(text: Value) -> Value:
    compact = func.regexp_replace(
        text, sql_string(_POSTGRESQL_STRING_OR_BLANKS), sql_string(r"\1"), sql_string("g")
    )
    return case(
        (text.op("!~")(sql_string(r"^[ \t\n\r]*\{")), sql_string("{}")),
        (text.op("~")(sql_string(r"[ \t\n\r]")), compact),
        else_=func.coalesce(text, sql_string("{}")),
    )


def _mariadb(text: Value) -> Value:
    compact = func.regexp_replace(text, _mariadb_string(_PCRE_STRING_OR_BLANKS), _mariadb_string(r"\1"))
    is_object = text.op("REGEXP")(_mariadb_string(_PCRE_OBJECT))
    return case((is_object, keep_escapes(compact)), else_=sql_string("{}"))


_OBJECT_OR_EMPTY = DialectVariants(_sqlite, _postgresql, _mariadb)


def json_object_or_empty(text: ColumnElement[str | None]) -> Value:
    """JSON stored as text; anything but a JSON object reads as `{}`."""
    return _OBJECT_OR_EMPTY(text, type_=JsonText())
