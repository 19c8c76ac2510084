"""A mutation's transaction on a server, each of whose statements has its time."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Dialect, Executable

from db.dialect.compiled import compile_for_driver
from db.dialect.sqlalchemy_dialects import read_dialect
from db.dialect.variants import DialectName
from db.server.changes import BoundStatement, WaitingChange
from db.server.deadlines import Deadlines, drop, is_closed
from db.server.driver import DriverConnection, driver_connection
from db.server.errors import translate_error
from db.server.read_only import judge_read_only
from db.store import Change, Parameters, Rows, StoreUnavailableError, Values

logger = logging.getLogger("glimpse.db")

Result = TypeVar("Result")


class ServerTransaction:
    """Statements on the connection of a driver, which is in no transaction before `begin`."""

    def __init__(
        self, driver: Any, dialect: DialectName, deadlines: Deadlines, on_read_only: Callable[[], None]
    ) -> None:
        self.dialect: Dialect = read_dialect(dialect, is_glance=False)
        self._name: DialectName = dialect
        self._driver = driver
        self._connection: DriverConnection = driver_connection(driver, dialect)
        self._deadlines = deadlines
        self._on_read_only = on_read_only
        self._waiting: list[WaitingChange] = []
        self.is_announced = False

    async def begin(self) -> None:
        await self._run(self._connection.begin)

    async def execute(self, statement: Executable, parameters: Values | None = None) -> Rows:
        compiled = compile_for_driver(statement, self._name, parameters or {})
        return compiled.rows(await self.fetch(compiled.sql, compiled.driver_values(parameters or {})))

    async def fetch(self, sql: str, parameters: Sequence[Any]) -> Rows:
        return await self._send(BoundStatement(sql, parameters))

    async def change(self, statement: Change, parameters: Parameters) -> None:
        rows = parameters if isinstance(parameters, Sequence) else [parameters]
        self._waiting.append(WaitingChange(statement, rows))

    async def send_changes(self) -> None:
        await self._send()

    def announce_commit(self) -> None:
        self.is_announced = True

    async def commit(self) -> None:
        await self.send_changes()
        await self._run(self._connection.commit)

    async def _send(self, read: BoundStatement | None = None) -> Rows:
        """Sends the changes that wait, then the read; returns its rows."""
        waiting, self._waiting = self._waiting, []
        rows: Rows = ()
        for request in self._connection.requests(waiting, read):
            rows = await self._run(request)
        return rows

    async def rollback(self) -> None:
        """Also without an answer: the server rolls back what a lost connection had begun."""
        try:
            with self._deadlines.bound(self._driver):
                await self._connection.rollback()
        except BaseException as error:
            drop(self._driver)
            if not isinstance(error, Exception):
                raise
            logger.info("A connection was dropped instead of a rollback: %s", type(error).__name__)

    async def _run(self, step: Callable[..., Awaitable[Result]], *arguments: Any) -> Result:
        """The step's result, within the time of an answer; a server that refuses changes is left."""
        try:
            with self._deadlines.bound(self._driver):
                return await step(*arguments)
        except StoreUnavailableError:
            raise
        except Exception as error:
            verdict = judge_read_only(error, self._driver)
            if verdict is not False:
                drop(self._driver)
                self._on_read_only()
            if isinstance(verdict, Exception):
                raise verdict from error
            if is_closed(self._driver) and translate_error(error, self._name) is None:
                raise StoreUnavailableError("a connection was closed") from error
            raise
