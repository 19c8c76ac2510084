"""Texts of a source on PostgreSQL, also those with bytes that are not of its encoding.

The server ends a whole statement at one text that it cannot convert. So it sends the stored bytes, and they
are decoded here, with a surrogate for each wrong byte, as those of SQLite. Other encodings of several bytes a
character than UTF-8, such as EUC_JP, are converted by the server: Python's differ in some characters.
"""

import codecs

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.server.deadlines import driver_of
from db.server.read_only import error_code
from db.store import DatabaseNotServableError

_TYPES = ("text", "varchar")

# A character without one of UTF-8, and bytes that are not of the encoding.
_UNREADABLE_CODES = ("22P05", "22021")

_ENCODING = text(
    "SELECT pg_encoding_to_char(encoding), pg_encoding_max_length(encoding) = 1 FROM pg_database "
    "WHERE datname = current_database()"
)


async def decode_tolerantly(connection: AsyncConnection) -> None:
    """Texts of the connection are decoded here from now on."""
    encoding, is_single_byte = (await connection.execute(_ENCODING)).one()
    await connection.rollback()
    codec = python_codec(encoding) if is_single_byte else "utf-8"
    driver = driver_of(connection)
    if is_single_byte:
        # The server then neither converts nor checks.
        await driver.execute("SET client_encoding = 'SQL_ASCII'")

    def encode(value: str) -> bytes:
        return value.encode(codec, "surrogateescape")

    def decode(value: bytes) -> str:
        return str(value, codec, "surrogateescape")

    for name in _TYPES:
        await driver.set_type_codec(
            name, schema="pg_catalog", encoder=encode, decoder=decode, format="binary"
        )


def python_codec(encoding: str) -> str:
    """Python's codec, with the same characters, of an encoding of PostgreSQL with one byte a character."""
    if encoding == "SQL_ASCII":
        # Programs store what they send, which is UTF-8 nearly everywhere.
        return "utf-8"
    return codecs.lookup(encoding.lower().replace("win", "cp").replace("koi8", "koi8-")).name


def unreadable_text(error: DBAPIError, name: str) -> DatabaseNotServableError | None:
    """The refusal of the database of this name if the server cannot convert one of its texts; else None."""
    if error.orig is None or error_code(error.orig) not in _UNREADABLE_CODES:
        return None
    return DatabaseNotServableError(
        f"The database {name} has a text that PostgreSQL cannot convert to UTF-8: correct the text there. "
        "The server's log has its bytes."
    )
