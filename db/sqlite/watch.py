"""Detection of commits to an SQLite file by its counter, `PRAGMA data_version`."""

import asyncio
import sqlite3
from pathlib import Path

from db.events.watch import wait_until_set
from db.sqlite.file import read_only_uri

# Seconds between two polls.
_FILE_INTERVAL = 0.1


class DataVersionWatcher:
    """Polls the counter, which changes with commits of other connections and is in shared memory.

    A poll takes microseconds, so it needs no thread.
    """

    def __init__(self, path: Path, committed: asyncio.Event) -> None:
        self._path = path
        self._committed = committed
        self._connection: sqlite3.Connection | None = None
        self._version = 0

    async def wait(self) -> None:
        while not await wait_until_set(self._committed, _FILE_INTERVAL):
            version = self._data_version()
            if version != self._version:
                self._version = version
                return

    def _data_version(self) -> int:
        if self._connection is None:
            # Without a timeout: the next poll is soon.
            self._connection = sqlite3.connect(
                read_only_uri(self._path), uri=True, isolation_level=None, timeout=0
            )
        ((version,),) = self._connection.execute("PRAGMA data_version")
        return int(version)

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
