"""A connection of its own for probes, so that they are answered while all others are in use."""

from contextlib import AbstractAsyncContextManager

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.address.server_address import ServerAddress
from db.schema_version import VERSION_TABLE
from db.server.connecting import Connector
from db.server.deadlines import Deadlines, taken_for_one_answer
from db.server.engine import Timeouts, create_engine
from db.server.read_only import can_change, is_read_only
from db.server.rights import check_serving_rights

# Seconds for a connection or a lock, and for each statement. PostgreSQL would report the second one only,
# if both were equal.
_LOCK_TIMEOUT = 1.0
_STATEMENT_TIMEOUT = 2.0


class Readiness:
    """The state of one server, for probes; raises the driver's errors."""

    def __init__(self, address: ServerAddress, max_age: float, connector: Connector) -> None:
        self._address = address
        self._timeouts = Timeouts(_LOCK_TIMEOUT, _STATEMENT_TIMEOUT, max_age)
        self._connector = connector
        self._engine = create_engine(address, self._timeouts, 1, connector=connector)
        self._deadlines = Deadlines(self._timeouts.answer)

    def _connected(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return taken_for_one_answer(self._engine, self._timeouts.lock, self._deadlines)

    async def ping(self) -> None:
        async with self._connected() as connection:
            await connection.execute(text("SELECT 1 FROM images LIMIT 1"))

    async def check_rights(self, *, is_glance: bool) -> None:
        """Raises StoreUnavailableError, with the statements that grant what is missing."""
        async with self._connected() as connection:
            await check_serving_rights(connection, self._address, is_glance=is_glance)

    async def schema_versions(self) -> frozenset[str]:
        async with self._connected() as connection:
            found = await connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))
            return frozenset(found.scalars())

    async def is_writable(self) -> bool:
        """Whether the server accepts changes. If not, a new connection may find another primary."""
        return await self._can_change() or await self._can_change()

    async def _can_change(self) -> bool:
        async with self._connected() as connection:
            try:
                if await can_change(connection):
                    return True
            except DBAPIError as error:
                if error.orig is None or not is_read_only(error.orig):
                    raise  # pragma: no cover - only of a connection that is lost in this moment
            await connection.invalidate()
            return False

    async def close(self) -> None:
        """Also ends the attempts of others to connect to this server."""
        self._connector.close()
        self._deadlines.end_all()
        await self._engine.dispose()
