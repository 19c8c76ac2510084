"""The types of stored columns, where databases differ: texts by code points, times to the microsecond."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Integer, String, Text
from sqlalchemy.dialects import mysql

# Neither case nor accents nor blanks at the end make texts equal, and they sort by code point.
BY_CODE_POINT = {"postgresql": "C", "mariadb": "utf8mb4_nopad_bin"}


def short_text(length: int) -> String:
    """SQLite compares bytes, unless it is told otherwise."""
    return (
        String(length)
        .with_variant(String(length, BY_CODE_POINT["postgresql"]), "postgresql")
        .with_variant(String(length, BY_CODE_POINT["mariadb"]), "mysql", "mariadb")
    )


def long_text() -> Text:
    """MariaDB's TEXT ends at 64 KB."""
    return (
        Text()
        .with_variant(Text(collation=BY_CODE_POINT["postgresql"]), "postgresql")
        .with_variant(mysql.MEDIUMTEXT(collation=BY_CODE_POINT["mariadb"]), "mysql", "mariadb")
    )


def time() -> DateTime:
    """MariaDB's DATETIME has whole seconds."""
    return DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def characters(dialect: str) -> str:
    """The function that counts a text's characters, as CHECKs do: MariaDB's `length` counts bytes."""
    return "char_length" if dialect in ("mysql", "mariadb") else "length"


def row_number() -> BigInteger:
    """What counts rows that come for ever; SQLite numbers rows by an INTEGER alone, which has 64 bits."""
    return BigInteger().with_variant(Integer(), "sqlite")


def time_text(time: datetime) -> str:
    """A time as SQLite stores it, which sorts as it runs."""
    return time.isoformat(sep=" ", timespec="microseconds")
