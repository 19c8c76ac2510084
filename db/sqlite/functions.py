"""SQLite functions in Python, which each connection of a store needs for the statements of `db/query/`."""

import sqlite3

from db.dialect.average import SQLITE_FUNCTION, average_of_halves


def register_functions(connection: sqlite3.Connection) -> None:
    connection.create_function(SQLITE_FUNCTION, 3, average_of_halves, deterministic=True)
