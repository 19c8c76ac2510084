"""Which tables are read by the rule of odd rows, and what SQLite takes for a text."""

import sqlite3

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select

from db.dialect.odd_rows import ALL_ODD_ROWS
from db.dialect.odd_values import SQLITE_IS_TEXT
from db.dialect.sqlalchemy_dialects import read_dialect
from db.dialect.variants import DIALECT_NAMES, DialectName
from db.sqlite.functions import register_functions
from db.tables import images


@pytest.mark.parametrize("name", DIALECT_NAMES)
def test_only_tables_of_glance_are_read_by_the_rule(name: DialectName) -> None:
    dialect = read_dialect(name, is_glance=True, odd_rows=ALL_ODD_ROWS)
    other = Table("other", MetaData(), Column("a", Integer))
    assert str(select(other.c.a).compile(dialect=dialect)).split() == ["SELECT", "other.a", "FROM", "other"]
    assert "FROM (SELECT" in str(select(images.c.id).compile(dialect=dialect))


@pytest.mark.parametrize(
    ("value", "is_text"),
    [(b"", 1), (b"ab", 1), (b"abc", 0), (b"a\0", 0), (b"\xff", 0), ("\u00e4\u00e4".encode(), 1), (None, 0)],
)
def test_a_text_is_utf_8_without_nul_and_not_too_long(value: bytes | None, is_text: int) -> None:
    connection = sqlite3.connect(":memory:")
    register_functions(connection)
    assert connection.execute(f"SELECT {SQLITE_IS_TEXT}(?, 2)", (value,)).fetchone() == (is_text,)
    connection.close()
