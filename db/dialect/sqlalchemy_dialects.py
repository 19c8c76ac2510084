"""SQLAlchemy's dialects for reads: Glimpse's tables, and Glance's with other collations or odd rows."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Dialect, String, Table
from sqlalchemy.dialects.mysql.asyncmy import MySQLDialect_asyncmy
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.sql import FromClause
from sqlalchemy.sql.elements import ColumnClause

from db.column_types import BY_CODE_POINT
from db.dialect.odd_rows import OddRows, is_odd_table, odd_table
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


def _with_odd_rows(dialect: type[Any], name: DialectName, odd_rows: OddRows) -> type[Any]:
    """A dialect that reads Glance's tables by the rule of `db.dialect.odd_rows`."""
    readings = cache(lambda table: odd_table(table, name, odd_rows))

    class Compiler(dialect.statement_compiler):  # type: ignore[misc, name-defined]
        def visit_table(
            self, table: Table, asfrom: bool = False, enclosing_alias: Any = None, **options: Any
        ) -> str:
            written: str = super().visit_table(
                table, asfrom=asfrom, enclosing_alias=enclosing_alias, **options
            )
            if not asfrom or not is_odd_table(table):
                return written
            # Within a subquery it is the alias of the subquery.
            is_named = enclosing_alias is not None and enclosing_alias.element is table
            return f"({readings(table)})" if is_named else f"({readings(table)}) AS {written}"

    class Reading(dialect):  # type: ignore[misc]
        statement_compiler = Compiler
        supports_statement_cache = False

    return Reading


class _SQLiteCompiler(SQLiteCompiler):
    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        """The hint of a table, such as NOT INDEXED, which SQLAlchemy leaves out."""
        return text


class _SQLite(SQLiteDialect_aiosqlite):
    statement_compiler = _SQLiteCompiler
    supports_statement_cache = False


_GLANCE_POSTGRESQL = _with_code_point_collation(
    PGDialect_asyncpg, f'(CAST({{}} AS TEXT) COLLATE "{BY_CODE_POINT["postgresql"]}")'
)
_GLANCE_MARIADB = _with_code_point_collation(
    MySQLDialect_asyncmy, f"(CONVERT({{}} USING utf8mb4) COLLATE {BY_CODE_POINT['mariadb']})"
)

_NATIVE_DIALECTS: Mapping[DialectName, Dialect] = {
    "sqlite": _SQLite(paramstyle="qmark"),
    "postgresql": PGDialect_asyncpg(),  # type: ignore[no-untyped-call]
    "mariadb": MySQLDialect_asyncmy(),
}
_GLANCE_DIALECTS: Mapping[DialectName, Dialect] = {
    "sqlite": _NATIVE_DIALECTS["sqlite"],
    "postgresql": _GLANCE_POSTGRESQL(),
    "mariadb": _GLANCE_MARIADB(),
}


@cache
def _odd_dialect(dialect: DialectName, odd_rows: OddRows) -> Dialect:
    options = {"paramstyle": "qmark"} if dialect == "sqlite" else {}
    made: Dialect = _with_odd_rows(type(_GLANCE_DIALECTS[dialect]), dialect, odd_rows)(**options)
    return made


def read_dialect(dialect: DialectName, *, is_glance: bool, odd_rows: OddRows | None = None) -> Dialect:
    if odd_rows is not None:
        return _odd_dialect(dialect, odd_rows)
    return (_GLANCE_DIALECTS if is_glance else _NATIVE_DIALECTS)[dialect]
