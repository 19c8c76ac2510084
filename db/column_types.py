"""Column types where databases differ: texts compared by code point, times in microseconds."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Integer, String, Text
from sqlalchemy.dialects import mysql

# Collations that compare and sort by code point: case, accents and trailing spaces count.
BY_CODE_POINT = {"postgresql": "C", "mariadb": "utf8mb4_nopad_bin"}


def short_text(length: int) -> String:
    """A VARCHAR compared by code point; SQLite compares bytes by default."""
    return (
        String(length)
        .with_variant(String(length, BY_CODE_POINT["postgresql"]), "postgresql")
        .with_variant(String(length, BY_CODE_POINT["mariadb"]), "mysql", "mariadb")
    )


def long_text() -> Text:
    """A text without a limit; MEDIUMTEXT on MariaDB, whose TEXT ends at 64 KB."""
    return (
        Text()
        .with_variant(Text(collation=BY_CODE_POINT["postgresql"]), "postgresql")
        .with_variant(mysql.MEDIUMTEXT(collation=BY_CODE_POINT["mariadb"]), "mysql", "mariadb")
    )


def time() -> DateTime:
    """A time in microseconds; MariaDB's DATETIME has whole seconds by default."""
    return DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def characters(dialect: str) -> str:
    """The function that counts characters in a CHECK; MariaDB's `length` counts bytes."""
    return "char_length" if dialect in ("mysql", "mariadb") else "length"


def row_number() -> BigInteger:
    """A 64-bit row number; SQLite generates one only for INTEGER, which has 64 bits there."""
    return BigInteger().with_variant(Integer(), "sqlite")


# The only form of times in SQLite that Glimpse, and Glance by SQLAlchemy, write. It is a pattern of GLOB.
TIME_PATTERN = "0000-00-00 00:00:00.000000".replace("0", "[0-9]")


def time_text(time: datetime) -> str:
    """A time as SQLite stores it; texts sort chronologically."""
    return time.isoformat(sep=" ", timespec="microseconds")
