"""Another instance that migrates a database on a server: the next one waits for its lock."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy import text

from db.dialect.variants import DialectName
from db.server.engine import Timeouts, create_engine
from tests.support.databases.servers import ServerDatabase

# Who takes the lock, and how many others wait for it.
_LOCKS: dict[DialectName, tuple[str, str]] = {
    "postgresql": (
        "SELECT 1 FROM pg_advisory_lock(hashtext('glimpse migrations'))",
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    ),
    "mariadb": (
        "SELECT GET_LOCK(CONCAT('glimpse ', MD5(DATABASE())), 0)",
        "SELECT count(*) FROM information_schema.processlist WHERE state = 'User lock' AND db = DATABASE()",
    ),
}


@asynccontextmanager
async def another_migration(database: ServerDatabase) -> AsyncIterator[Callable[[], bool]]:
    """Holds the lock in the block; gives a function, for another thread, whether somebody waits for it."""
    take, count = _LOCKS[database.dialect]
    connections = create_engine(database.address, Timeouts(5, 60), None)
    async with connections.connect() as connection:
        await connection.execute(text(take))
        yield lambda: database.rows(count) != [(0,)]
    await connections.dispose()
