"""Opens or migrates the database that a URL names."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.address.server_address import InvalidUrlError, ServerAddress
from db.address.url import parse_database_url
from db.schema_version import is_behind
from db.sqlite.file import whole_path
from db.sqlite.migrate import is_pending, migrate
from db.sqlite.store import DEFAULT_CACHE_MIB, SqliteStore
from db.store import (
    AnswerTooLargeError,
    DatabaseNotServableError,
    ReadOnlyStoreError,
    StatementTimeoutError,
    Store,
    StoreUnavailableError,
    StoreUnreachableError,
)

if TYPE_CHECKING:
    from db.server.store import ServerStore


@dataclass(frozen=True)
class DatabaseTarget:
    """The database: a file, or a server, which may have a replica."""

    file: Path | None
    server: ServerAddress | None = None
    replica: ServerAddress | None = None

    @classmethod
    def of_url(cls, source: str, url: str) -> "DatabaseTarget":
        """Raises DatabaseNotServableError if the URL is invalid; `source` begins the sentence."""
        try:
            parsed = parse_database_url(url)
        except InvalidUrlError as bad:
            # The URL itself is not shown: it may hold a password.
            raise DatabaseNotServableError(f"{source} {bad}.") from bad
        return cls(parsed) if isinstance(parsed, Path) else cls(None, parsed)

    @classmethod
    def of_urls(cls, url: str, replica: str | None) -> "DatabaseTarget":
        """The database of the settings; a replica must be a server of the same kind."""
        target = cls.of_url("`GLIMPSE_DATABASE_URL`", url)
        if replica is None:
            return target
        reads = cls.of_url("`GLIMPSE_READ_DATABASE_URL`", replica).server
        if target.server is None or reads is None:
            raise DatabaseNotServableError("`GLIMPSE_READ_DATABASE_URL` requires two databases on servers.")
        if reads.dialect != target.server.dialect:
            raise DatabaseNotServableError(
                "`GLIMPSE_READ_DATABASE_URL` must be of the same kind as `GLIMPSE_DATABASE_URL`."
            )
        return cls(None, target.server, reads)

    @property
    def name(self) -> str:
        """The name for messages, without secrets."""
        if self.file is not None:
            return whole_path(self.file)
        assert self.server is not None
        return self.server.name

    def require_file(self, *, advice: str = "name another file, or create it by `glimpse migrate`") -> None:
        """Raises DatabaseNotServableError if the file does not exist; `advice` is what to do then."""
        if self.file is not None and not self.file.exists():
            raise DatabaseNotServableError(f"The database {self.name} does not exist: {advice}.")

    def migrate(self) -> bool:
        """Migrates; False if there was nothing to do. Raises as `migrate` and `migrate_server`."""
        if self.file is None:
            # The code for servers takes a sixth of a second to import; a file does not need it.
            from db.server.migrate import migrate_server

            assert self.server is not None
            return migrate_server(self.server)
        if not is_pending(self.file):
            return False
        migrate(self.file)
        return True

    async def open(
        self,
        *,
        pool_size: int,
        busy_timeout: float,
        statement_timeout: float,
        sqlite_cache_mib: int = DEFAULT_CACHE_MIB,
    ) -> Store:
        """Raises DatabaseNotServableError if the database cannot be served; times are in seconds.

        `sqlite_cache_mib` is in MiB.
        """
        outdated = f"The database {self.name} is not up to date: run `glimpse migrate` first."
        if self.file is not None:
            self.require_file()
            if is_pending(self.file):
                raise DatabaseNotServableError(outdated)
            return await SqliteStore.open(
                self.file,
                busy_timeout=busy_timeout,
                statement_timeout=statement_timeout,
                cache_mib=sqlite_cache_mib,
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
        try:
            await _require_current(store, self.name, outdated)
        except BaseException:
            await store.close()
            raise
        return store


@contextmanager
def named_errors(place: DatabaseTarget) -> Iterator[None]:
    """For commands, which may use two databases: the store's errors in the block name this one."""
    try:
        yield
    except ReadOnlyStoreError as error:
        raise StoreUnavailableError(
            f"{place.name}: the server is configured to accept no changes; "
            "set `default_transaction_read_only` to off there, or name another server"
        ) from error
    except AnswerTooLargeError as error:
        raise StoreUnavailableError(
            f"{place.name}: an image is longer than the server can send; raise its `max_allowed_packet`"
        ) from error
    except StoreUnreachableError:
        # It names the server, which may be a replica.
        raise
    except (StoreUnavailableError, StatementTimeoutError) as error:
        if place.name in str(error):
            raise
        raise type(error)(f"{place.name}: {error}") from error


async def _require_current(store: "ServerStore", name: str, outdated: str) -> None:
    """Raises if the schema is not that of this version, or if a right is missing."""
    if not store.is_glance:
        try:
            versions = await store.schema_versions()
        # Coverage does not see lines after a greenlet switch; test_server_rights.py tests these.
        except StoreUnavailableError:  # pragma: no cover
            # If it is for want of rights, all that are missing are named.
            await store.check_rights()
            raise
        if is_behind(name, versions):
            # As above; test_server_store.py tests it.
            raise DatabaseNotServableError(outdated)  # pragma: no cover
    await store.check_rights()
