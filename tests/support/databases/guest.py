"""A user of a server who has only the rights that a test grants."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from db.connect import DatabaseTarget
from db.dialect.variants import DialectName
from db.store import DatabaseNotServableError, StoreUnavailableError
from tests.support.databases.servers import ServerDatabase, require


class Guest:
    """A user who may connect to a database, and whatever else the test grants."""

    def __init__(self, database: ServerDatabase) -> None:
        self.database, self.user = database, f"guest_{uuid4().hex[:8]}"
        on_postgresql = database.dialect == "postgresql"
        database.execute(
            f"CREATE ROLE {self.user} LOGIN" if on_postgresql else f"CREATE USER {self.user}@'%'"
        )
        self.url = database.address.url.set(drivername=database.dialect, username=self.user)
        self.target = DatabaseTarget.of_urls(self.url.render_as_string(False), None)

    def grant(self, *rights: str) -> None:
        user = self.user if self.database.dialect == "postgresql" else f"{self.user}@'%'"
        self.database.execute(*(f"{right} {user}" for right in rights))

    def drop(self) -> None:
        if self.database.dialect == "postgresql":
            self.database.execute(f"DROP OWNED BY {self.user}", f"DROP ROLE {self.user}")
        else:
            self.database.execute(f"DROP USER {self.user}@'%'")

    def open(self) -> None:
        async def opened() -> None:
            store = await self.target.open(pool_size=1, busy_timeout=5, statement_timeout=5)
            try:
                await store.ping()
            finally:
                await store.close()

        asyncio.run(opened())

    def refused(self) -> str:
        with pytest.raises((StoreUnavailableError, DatabaseNotServableError)) as refusal:
            self.open()
        assert self.user not in str(refusal.value)
        return str(refusal.value)

    def refused_to_migrate(self) -> str:
        with pytest.raises((StoreUnavailableError, DatabaseNotServableError)) as refusal:
            self.target.migrate()
        assert self.user not in str(refusal.value)
        return str(refusal.value)


@contextmanager
def guest_of(dialect: DialectName, *, migrated: bool) -> Iterator[Guest]:
    require(dialect)
    database = ServerDatabase(dialect, migrated=migrated)
    guest = Guest(database)
    try:
        yield guest
    finally:
        guest.drop()
        database.drop()
