"""A mutation's transaction on a server, each of whose statements has its time."""

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, Dialect, Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from db.server.deadlines import Deadlines, driver_of, drop
from db.server.pool import fetch_rows
from db.store import Parameters, Rows

logger = logging.getLogger("glimpse.db")


class ServerTransaction:
    def __init__(self, connection: AsyncConnection, deadlines: Deadlines) -> None:
        self._connection = connection
        self._driver = driver_of(connection)
        self._deadlines = deadlines

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        with self._deadlines.bound(self._driver):
            return await self._connection.execute(statement, parameters)

    async def fetch(self, sql: str, parameters: Sequence[Any]) -> Rows:
        with self._deadlines.bound(self._driver):
            return await fetch_rows(self._connection, sql, parameters)

    async def commit(self) -> None:
        with self._deadlines.bound(self._driver):
            await self._connection.commit()

    async def rollback(self) -> None:
        """Also without an answer: the server rolls back what a lost connection had begun."""
        try:
            with self._deadlines.bound(self._driver):
                await self._connection.rollback()
        except Exception as error:
            logger.info("A connection was dropped instead of a rollback: %s", type(error).__name__)
            drop(self._driver)
