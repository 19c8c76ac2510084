"""Tables of a Glance database with odd rows, read by one rule.

A value that Glimpse's own tables would refuse reads as null or, where the API promises a value, as a
stand-in. Rows that no stand-in can mend are left out. Only databases in which `odd_rows_query` finds a row
when they are opened pay for it: their tables become subqueries. docs/importing.md states the rule.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, String, Table

from db.dialect.odd_values import SPELLINGS, Spelling
from db.dialect.variants import DialectName

# Glance keeps null until a row changes, or is deleted.
_NULL_TIMES = ("updated_at", "deleted_at")

# The column that names a child: one row counts for each image and name.
_KEYS = {"image_properties": "name", "image_members": "member"}

# Rows without such a value are left out.
_REQUIRED = {
    "images": ("id",),
    "image_properties": ("image_id", "name"),
    "image_tags": ("image_id", "value"),
    "image_locations": ("image_id", "value", "status"),
    "image_members": ("image_id", "member", "status"),
}

# The value that a column reads as if its own value is not of its type.
_STAND_INS = {
    ("images", "status"): "CASE WHEN {deleted} THEN 'deleted' ELSE 'killed' END",
    ("images", "visibility"): "'private'",
    ("images", "min_disk"): "0",
    ("images", "min_ram"): "0",
}

_MAX_INT, _MAX_LONG = 2**31 - 1, 2**63 - 1


@dataclass(frozen=True, slots=True)
class OddRows:
    """The kinds of odd rows in a database, beside odd values: each costs more, and is rare.

    `tables` are those with any. `strays` are the tables with an image id in another case than the image's,
    `repeated` those with several live rows of an image and a name.
    """

    tables: frozenset[str]
    strays: frozenset[str]
    repeated: frozenset[str]


ALL_ODD_ROWS = OddRows(frozenset(_REQUIRED), frozenset(_REQUIRED) - {"images"}, frozenset(_KEYS))


def is_odd_table(table: Table) -> bool:
    """Whether the table is one of Glance's."""
    return table.name in _REQUIRED


def odd_rows_query(table: Table, dialect: DialectName) -> str:
    """SQL of one row of flags: whether the table has odd values, strays, and repeated names."""
    spelling = SPELLINGS[dialect]
    sound = " AND ".join(_is_sound(column, spelling) for column in table.c if not _is_row_number(column))
    has_strays = has_repeated = spelling.false
    if table.name != "images" and spelling.ids_have_case:
        lower = "lower(t.image_id) IN (SELECT lower(id) FROM images)"
        has_strays = f"EXISTS({_strays('1', table)} AND {lower})"
    if table.name in _KEYS:
        key = f"lower(image_id), {_KEYS[table.name]}"
        groups = f"SELECT 1 FROM {table.name} WHERE deleted = {spelling.false} GROUP BY {key}"
        has_repeated = f"EXISTS({groups} HAVING count(*) > 1)"
    odd = f"EXISTS(SELECT 1 FROM {table.name} AS t WHERE NOT coalesce({sound}, {spelling.false}))"
    return f"SELECT {odd}, {has_strays}, {has_repeated}"


def odd_rows_of(found: Mapping[str, Sequence[Any]]) -> OddRows | None:
    """The kinds of odd rows by the answers of `odd_rows_query`, by table; None without any."""
    strays, repeated = (frozenset(table for table, flags in found.items() if flags[kind]) for kind in (1, 2))
    tables = frozenset(table for table, flags in found.items() if any(flags))
    return OddRows(tables, strays, repeated) if tables else None


def odd_table(table: Table, dialect: DialectName, odd: OddRows) -> str:
    """SQL that selects the table's rows as they are read."""
    spelling = SPELLINGS[dialect]
    rows = _rows(table, spelling)
    if table.name in odd.strays:
        rows = f"{rows} UNION ALL {_stray_rows(table, spelling)}"
    if table.name not in odd.repeated:
        return rows
    # Of several rows of a name the live one counts, or the last, as in an import.
    names = [spelling.exact.format(f"{row}.{_KEYS[table.name]}") for row in ("other", "r")]
    before = "other.deleted < r.deleted OR (other.deleted = r.deleted AND other.id > r.id)"
    same = f"other.image_id = r.image_id AND {' = '.join(names)}"
    return (
        f"SELECT * FROM ({rows}) AS r WHERE NOT EXISTS "
        f"(SELECT 1 FROM ({rows}) AS other WHERE {same} AND ({before}))"
    )


def _rows(table: Table, spelling: Spelling) -> str:
    return f"SELECT {_values(table, spelling)} FROM {table.name} AS t WHERE {_is_complete(table, spelling)}"


def _stray_rows(table: Table, spelling: Spelling) -> str:
    """Children whose image id has another case than the image's; the first image counts of several."""
    values = _values(table, spelling).replace("t.image_id AS image_id", "i.id AS image_id")
    strays = spelling.is_in.format("t.id", _strays("t.id", table))
    earlier = "SELECT 1 FROM images AS o WHERE lower(o.id) = lower(t.image_id) AND o.id < i.id"
    return (
        f"SELECT {values} FROM {table.name} AS t JOIN images AS i ON lower(i.id) = lower(t.image_id) "
        f"WHERE {strays} AND {_is_complete(table, spelling)} AND NOT EXISTS ({earlier})"
    )


def _values(table: Table, spelling: Spelling) -> str:
    return ", ".join(f"{_reading(column, spelling)} AS {column.name}" for column in table.c)


def _is_complete(table: Table, spelling: Spelling) -> str:
    return " AND ".join(_is_value(table.c[name], spelling) for name in _REQUIRED[table.name])


def _strays(columns: str, table: Table) -> str:
    """Children that name no image exactly."""
    named = "SELECT 1 FROM images AS e WHERE e.id = t.image_id"
    return f"SELECT {columns} FROM {table.name} AS t WHERE NOT EXISTS ({named})"


def _is_row_number(column: Column[Any]) -> bool:
    return column.name == "id" and isinstance(column.type, Integer)


def _is_value(column: Column[Any], spelling: Spelling) -> str:
    """Whether the column has a value that Glimpse's own table would take."""
    kind, stored = column.type, f"t.{column.name}"
    if isinstance(kind, Boolean):
        return spelling.is_flag.format(stored)
    if isinstance(kind, DateTime):
        return spelling.is_time.format(stored)
    if isinstance(kind, Integer):
        most = _MAX_LONG if isinstance(kind, BigInteger) else _MAX_INT
        return spelling.is_number.format(stored, most=most)
    assert isinstance(kind, String)
    known = next(_known_values(column), None)
    if known is not None:
        listed = ", ".join(f"'{value}'" for value in known)
        return f"({spelling.exact.format(stored)} IN ({listed}))"
    if column.name == "id":
        return spelling.is_uuid.format(stored)
    if column.name == "meta_data":
        return spelling.is_json.format(stored)
    # A long text has no limit.
    return spelling.is_text.format(stored, most=_MAX_INT if kind.length is None else kind.length)


def _known_values(column: Column[Any]) -> Iterator[tuple[str, ...]]:
    for check in column.table.constraints:
        if column.name in check.info.get("one_of", {}):
            yield check.info["one_of"][column.name]


def _is_sound(column: Column[Any], spelling: Spelling) -> str:
    """Whether the column reads as it is stored."""
    is_value, is_null = _is_value(column, spelling), f"t.{column.name} IS NULL"
    if column.name == "deleted_at":
        is_deleted = f"t.deleted = {spelling.true}"
        return f"(CASE WHEN {is_deleted} THEN {is_value} ELSE {is_null} END)"
    return f"({is_null} OR {is_value})" if column.nullable or column.name in _NULL_TIMES else is_value


def _reading(column: Column[Any], spelling: Spelling) -> str:
    stored = f"t.{column.name}"
    if _is_row_number(column) or column.name in _REQUIRED[column.table.name]:
        return stored
    if isinstance(column.type, Boolean):
        return spelling.flag.format(stored)
    deleted = spelling.flag.format("t.deleted")
    if isinstance(column.type, DateTime):
        time, updated = spelling.time.format(stored), spelling.time.format("t.updated_at")
        if column.name == "updated_at":
            return time
        created = spelling.time.format("t.created_at")
        if column.name == "created_at":
            return f"coalesce({created}, {updated}, {spelling.epoch})"
        since = f"coalesce({time}, {updated}, {created}, {spelling.epoch})"
        return f"(CASE WHEN {deleted} THEN {since} END)"
    stand_in = _STAND_INS.get((column.table.name, column.name), "NULL").format(deleted=deleted)
    return f"(CASE WHEN {_is_value(column, spelling)} THEN {stored} ELSE {stand_in} END)"
