"""SQLAlchemy's dialects for reads: Glimpse's tables, and Glance's with other collations."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Dialect, String, Table
from sqlalchemy.dialects.mysql.asyncmy import MySQLDialect_asyncmy
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.sql.elements import ColumnClause

from db.column_types import BY_CODE_POINT
from db.dialect.irregular_times import IrregularTimesDialect
from db.dialect.variants import DialectName


def _is_glance_text(column: ColumnClause[Any]) -> bool:
    """Whether the column is a text of a table; ids are excepted: lowercase, and read by index."""
    table = getattr(column.table, "element", column.table)
    if not isinstance(table, Table) or not isinstance(column.type, String):
        return False
    return column.name not in ("id", "image_id")


def _with_code_point_collation(dialect: type[Any], template: str) -> type[Any]:
    """A dialect that compares and orders Glance's texts by code point; `{}` is the column."""

    class Compiler(dialect.statement_compiler):  # type: ignore[misc, name-defined]
        def visit_column(self, column: ColumnClause[Any], *arguments: Any, **options: Any) -> str:
            written: str = super().visit_column(column, *arguments, **options)
            return template.format(written) if _is_glance_text(column) else written

    class Reading(dialect):  # type: ignore[misc]
        statement_compiler = Compiler
        supports_statement_cache = False

    return Reading


_GLANCE_POSTGRESQL = _with_code_point_collation(
    PGDialect_asyncpg, f'(CAST({{}} AS TEXT) COLLATE "{BY_CODE_POINT["postgresql"]}")'
)
_GLANCE_MARIADB = _with_code_point_collation(
    MySQLDialect_asyncmy, f"(CONVERT({{}} USING utf8mb4) COLLATE {BY_CODE_POINT['mariadb']})"
)

_NATIVE_DIALECTS: Mapping[DialectName, Dialect] = {
    "sqlite": SQLiteDialect_aiosqlite(paramstyle="qmark"),
    "postgresql": PGDialect_asyncpg(),  # type: ignore[no-untyped-call]
    "mariadb": MySQLDialect_asyncmy(),
}
_GLANCE_DIALECTS: Mapping[DialectName, Dialect] = {
    "sqlite": _NATIVE_DIALECTS["sqlite"],
    "postgresql": _GLANCE_POSTGRESQL(),
    "mariadb": _GLANCE_MARIADB(),
}


_IRREGULAR_TIMES_DIALECT = IrregularTimesDialect(paramstyle="qmark")


def read_dialect(dialect: DialectName, *, is_glance: bool, has_irregular_times: bool = False) -> Dialect:
    if has_irregular_times:
        return _IRREGULAR_TIMES_DIALECT
    return (_GLANCE_DIALECTS if is_glance else _NATIVE_DIALECTS)[dialect]
