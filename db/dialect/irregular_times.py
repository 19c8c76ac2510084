"""Times of a Glance database in SQLite that are stored in another form, read as Glance itself writes them.

Tools that write such files leave out the fraction, add a T, a Z or an offset, or store seconds since
1970. SQLite compares texts, so these times would be neither found nor sorted. Only files in which such a time
is found when they are opened pay for the conversion, because an index does not serve it.
"""

from typing import Any

from sqlalchemy import DateTime, Table
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.sql.elements import ColumnClause

from db.column_types import TIME_PATTERN

_SECONDS = "'%Y-%m-%d %H:%M:%S'"
# The digits of the fraction, and the rest: nothing, a Z or an offset.
_REST = "ltrim(substr({0}, 21), '0123456789')"
_FRACTION = (
    f"CASE WHEN substr({{0}}, 20, 1) = '.' THEN substr({{0}}, 21, length({{0}}) - 20 - length({_REST})) "
    "ELSE '' END"
)
_ZONE = f"(CASE WHEN substr({{0}}, 20, 1) = '.' THEN {_REST} ELSE substr({{0}}, 20) END)"
# SQLite reads an offset only with its colon.
_OFFSET = (
    f"CASE WHEN {_ZONE} GLOB '[+-][0-9][0-9][0-9][0-9]' "
    f"THEN substr({_ZONE}, 1, 3) || ':' || substr({_ZONE}, 4) ELSE {_ZONE} END"
)
_MICROSECONDS = "printf('%06d', abs(CAST(({0} - CAST({0} AS INTEGER)) * 1000000 AS INTEGER)))"
# Of a number, the seconds since 1970; of a text that is no time, null.
_REGULAR_TIME = (
    f"CASE WHEN {{0}} IS NULL OR {{0}} GLOB '{TIME_PATTERN}' THEN {{0}} "
    "WHEN typeof({0}) IN ('integer', 'real') "
    f"THEN strftime({_SECONDS}, CAST({{0}} AS INTEGER), 'unixepoch') || '.' || {_MICROSECONDS} "
    "WHEN {0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' "
    f"THEN strftime({_SECONDS}, substr({{0}}, 1, 19) || ({_OFFSET})) || '.' || "
    f"substr(({_FRACTION}) || '000000', 1, 6) END"
)
# What `createdAt` reads as if no time is stored, because the API promises one.
_NO_TIME = "'1970-01-01 00:00:00.000000'"


class _Compiler(SQLiteCompiler):
    def visit_column(self, column: ColumnClause[Any], *arguments: Any, **options: Any) -> str:
        written: str = super().visit_column(column, *arguments, **options)
        table = getattr(column.table, "element", column.table)
        if not isinstance(table, Table) or not isinstance(column.type, DateTime):
            return written
        regular = _REGULAR_TIME.format(written)
        time = f"coalesce({regular}, {_NO_TIME})" if column.name == "created_at" else f"({regular})"
        is_unlabelled = options.get("within_columns_clause") and not options.get("within_label_clause")
        return f"{time} AS {column.name}" if is_unlabelled else time


class IrregularTimesDialect(SQLiteDialect_aiosqlite):
    """SQLite's dialect for reads of such a file."""

    statement_compiler = _Compiler
    supports_statement_cache = False
