"""Tests and readings of one odd value, as each database spells them; `{0}` is the column.

PostgreSQL 15 has no test of JSON. There a text is reduced: its strings and numbers to one character each,
then, again and again, its innermost lists and objects. An object leaves one character.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from db.column_types import TIME_PATTERN
from db.dialect.variants import DialectName

# Functions in Python, which every connection of a store on SQLite registers.
SQLITE_TIME, SQLITE_IS_TEXT = "glimpse_time", "glimpse_is_text"

# What a time reads as if the row has none.
_EPOCH = "1970-01-01 00:00:00"
# The most levels of a location's metadata on PostgreSQL, as an import takes.
_MAX_LEVELS = 200
_FIRST, _LAST = "0001-01-02 00:00:00", "9999-12-30 00:00:00"


@dataclass(frozen=True, slots=True)
class Spelling:
    """SQL of one database. Tests of null are false or null; readings of what is no value are null."""

    false: str
    true: str
    ids_have_case: bool
    """Whether ids that differ in their case are different ids."""

    exact: str
    """A text that is compared by its bytes."""

    is_in: str
    """Whether `{0}` is in the rows that the query `{1}` gives, which runs once."""

    is_uuid: str
    is_flag: str
    flag: str
    is_time: str
    time: str
    epoch: str
    is_number: str
    is_text: str
    is_json: str


# An id in either case, as a pattern of GLOB and as a regular expression.
_UUID = "-".join("[0-9a-fA-F]" * length for length in (8, 4, 4, 4, 12))
_UUID_EXPRESSION = f"(char_length({{{{0}}}}) = 36 AND {{{{0}}}} {{}} '^{_UUID}$')"

# A time in Glance's form; SQLite's `datetime` moves days that do not exist.
_SQLITE_IS_TIME = (
    f"({{0}} GLOB '{TIME_PATTERN}' AND {{0}} BETWEEN '{_FIRST}' AND '{_LAST}.000000' "
    "AND typeof({0}) = 'text' AND datetime(substr({0}, 1, 19), '+0 days') = substr({0}, 1, 19))"
)
# Python would fail on a text that is not UTF-8, so it gets bytes.
_SQLITE_BYTES = "CASE typeof({0}) WHEN 'text' THEN CAST({0} AS BLOB) WHEN 'blob' THEN NULL ELSE {0} END"
# Printable ASCII needs no Python. `length` counts the characters before a NUL.
_SQLITE_IS_TEXT = (
    "(typeof({0}) = 'text' AND CASE WHEN {0} NOT GLOB '*[^ -~]*' "
    "THEN length(CAST({0} AS BLOB)) = length({0}) AND length({0}) <= {most} "
    f"ELSE {SQLITE_IS_TEXT}(CAST({{0}} AS BLOB), {{most}}) END)"
)

_SQLITE = Spelling(
    false="0",
    true="1",
    ids_have_case=True,
    exact="{0}",
    is_in="{0} IN ({1})",
    is_uuid=f"(typeof({{0}}) = 'text' AND {{0}} GLOB '{_UUID}' AND length(CAST({{0}} AS BLOB)) = 36)",
    is_flag="({0} IN (0, 1))",
    flag="coalesce({0} <> 0 AND typeof({0}) IN ('integer', 'real'), 0)",
    is_time=_SQLITE_IS_TIME,
    time=f"(CASE WHEN {_SQLITE_IS_TIME} THEN {{0}} ELSE {SQLITE_TIME}({_SQLITE_BYTES}) END)",
    epoch=f"'{_EPOCH}.000000'",
    is_number="(typeof({0}) = 'integer' AND {0} BETWEEN 0 AND {most})",
    is_text=_SQLITE_IS_TEXT,
    # The field reads as {} what is no JSON object.
    is_json=_SQLITE_IS_TEXT.format("{0}", most=2**31 - 1),
)

_POSTGRESQL_IS_TIME = f"({{0}} BETWEEN timestamp '{_FIRST}' AND timestamp '{_LAST}')"


def _postgresql_is_json() -> str:
    # Control characters stand for a string and for another value: raw, they are not JSON.
    string, value = r"\x01", r"\x02"
    any_value = f"[{string}{value}]"
    steps = [
        (r'"([^"\\\x01-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{{4}})*"', r"chr(1)"),
        (r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null", r"chr(2)"),
        (r"[ \t\n\r]+", "''"),
    ]
    member = f"{string}:{any_value}"
    container = rf"\{{{{({member}(,{member})*)?\}}}}|\[({any_value}(,{any_value})*)?\]"
    flat = "{0}"
    for pattern, replacement in steps:
        flat = f"regexp_replace({flat}, '{pattern}', {replacement}, 'g')"
    fewer = f"regexp_replace(reduced, '{container}', chr(2), 'g')"
    is_value = (
        f"(WITH RECURSIVE steps(reduced, count) AS (SELECT {flat}, 0 UNION ALL "
        f"SELECT {fewer}, count + 1 FROM steps WHERE count < {_MAX_LEVELS} AND reduced ~ '{container}') "
        "SELECT bool_or(reduced = chr(2)) FROM steps)"
    )
    starts = r"{0} ~ '^[ \t\n\r]*\{{'"
    return f"(CASE WHEN {starts} AND {{0}} !~ '[\\x01\\x02]' THEN {is_value} ELSE false END)"


_POSTGRESQL = Spelling(
    false="false",
    true="true",
    ids_have_case=True,
    exact="CAST({0} AS TEXT)",
    is_in="{0} = ANY(ARRAY({1}))",
    is_uuid=_UUID_EXPRESSION.format("~"),
    is_flag="({0} IS NOT NULL)",
    flag="coalesce({0}, false)",
    is_time=_POSTGRESQL_IS_TIME,
    time=f"(CASE WHEN {_POSTGRESQL_IS_TIME} THEN {{0}} END)",
    epoch=f"timestamp '{_EPOCH}'",
    is_number="({0} BETWEEN 0 AND {most})",
    is_text="(char_length({0}) <= {most})",
    is_json=_postgresql_is_json(),
)

# A zero date has parts of zero. An invalid one has a day after the last one of its month.
_MARIADB_IS_TIME = (
    f"({{0}} BETWEEN '{_FIRST}' AND '{_LAST}' AND dayofmonth({{0}}) BETWEEN 1 AND "
    "dayofmonth(last_day(concat(left({0}, 7), '-01'))))"
)
_MARIADB_IS_TEXT = "(char_length({0}) <= {most} AND instr({0}, char(0 USING utf8mb4)) = 0)"

_MARIADB = Spelling(
    false="0",
    true="1",
    ids_have_case=False,
    exact="CAST({0} AS BINARY)",
    is_in="{0} IN ({1})",
    is_uuid=_UUID_EXPRESSION.format("REGEXP"),
    is_flag="({0} IN (0, 1))",
    flag="coalesce({0} <> 0, 0)",
    is_time=_MARIADB_IS_TIME,
    time=f"(CASE WHEN {_MARIADB_IS_TIME} THEN {{0}} END)",
    epoch=f"timestamp '{_EPOCH}'",
    is_number="({0} BETWEEN 0 AND {most})",
    is_text=_MARIADB_IS_TEXT,
    # The field reads as {} what is no JSON object.
    is_json=_MARIADB_IS_TEXT.format("{0}", most=2**31 - 1),
)

SPELLINGS: Mapping[DialectName, Spelling] = {
    "sqlite": _SQLITE,
    "postgresql": _POSTGRESQL,
    "mariadb": _MARIADB,
}
