"""The store that a URL names, opened or brought up to date."""

from dataclasses import dataclass
from pathlib import Path

from db.schema_version import HEADS
from db.server.url import Address, BadAddress, server_address
from db.sqlite.migrate import migrate, pending
from db.sqlite.store import MEBIBYTES_CACHED, SqliteStore
from db.store import Store, StoreRefused


@dataclass(frozen=True)
class Place:
    """Where the images are: in a file, or on a server, which may have a replica."""

    file: Path | None
    server: Address | None = None
    replica: Address | None = None

    @classmethod
    def on_server(cls, url: str, replica: str | None) -> "Place":
        """Raises StoreRefused, with a sentence, if a URL is none of a server's, or they differ in kind."""
        server = _address("GLIMPSE_DATABASE_URL", url)
        reads = None if replica is None else _address("GLIMPSE_READ_DATABASE_URL", replica)
        if reads is not None and reads.dialect != server.dialect:
            raise StoreRefused("GLIMPSE_READ_DATABASE_URL must be of the same kind as GLIMPSE_DATABASE_URL.")
        return cls(None, server, reads)

    @property
    def name(self) -> str:
        """What may be shown."""
        if self.file is not None:
            return self.file.name
        assert self.server is not None
        return self.server.name

    def migrate(self) -> bool:
        """Whether there was something to do; raises as `db.sqlite.migrate.migrate` and `migrate_server`."""
        if self.file is None:
            # What asks a server takes a sixth of a second to load; a file does without it.
            from db.server.migrate import migrate_server

            assert self.server is not None
            return migrate_server(self.server)
        if not pending(self.file):
            return False
        migrate(self.file)
        return True

    async def open(
        self,
        *,
        pool_size: int,
        busy_timeout: float,
        statement_timeout: float,
        sqlite_cache: int = MEBIBYTES_CACHED,
    ) -> Store:
        """Raises StoreRefused, with a sentence, if the database cannot be served; times are in seconds.

        `sqlite_cache` is in MiB.
        """
        outdated = f"The database {self.name} is not up to date: run `glimpse migrate` first."
        if self.file is not None:
            if pending(self.file):
                raise StoreRefused(outdated)
            return await SqliteStore.open(
                self.file,
                busy_timeout=busy_timeout,
                statement_timeout=statement_timeout,
                cache=sqlite_cache,
            )
        from db.server.store import ServerStore

        assert self.server is not None
        store = await ServerStore.open(
            self.server,
            replica=self.replica,
            pool_size=pool_size,
            busy_timeout=busy_timeout,
            statement_timeout=statement_timeout,
        )
        if not store.glance and await store.versions() != HEADS:
            await store.close()
            # What follows a switch of greenlets is not measured; test_server_store.py proves it.
            raise StoreRefused(outdated)  # pragma: no cover
        return store


def _address(setting: str, url: str) -> Address:
    try:
        return server_address(url)
    except BadAddress as bad:
        # Not the URL itself, which may hold a password.
        raise StoreRefused(f"{setting} {bad}.") from bad
