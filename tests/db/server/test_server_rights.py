"""The rights of the user in the URL: what is missing is named, before anything is changed or served."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.dialect.variants import DialectName
from db.server.engine import Timeouts, create_engine
from db.server.rights import check_serving_rights
from db.store import StoreUnavailableError
from tests.support.databases.connections import cut_connections
from tests.support.databases.guest import Guest, guest_of

TABLES = (
    "images, image_properties, image_tags, image_locations, image_members, image_events, image_deletions, "
    "purged_images"
)
SEQUENCES = (
    "image_events_id_seq, image_locations_id_seq, image_members_id_seq, image_properties_id_seq, "
    "image_tags_id_seq"
)
# Of tables that are not there, for a migration.
MIGRATING = "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX"


@pytest.fixture
def on_postgresql() -> Iterator[Guest]:
    with guest_of("postgresql", migrated=True) as guest:
        yield guest


@pytest.fixture
def on_mariadb() -> Iterator[Guest]:
    with guest_of("mariadb", migrated=True) as guest:
        yield guest


@pytest.fixture
def on_empty_postgresql() -> Iterator[Guest]:
    with guest_of("postgresql", migrated=False) as guest:
        yield guest


@pytest.fixture
def on_empty_mariadb() -> Iterator[Guest]:
    with guest_of("mariadb", migrated=False) as guest:
        yield guest


def lacking(guest: Guest, *statements: str) -> str:
    run = "; ".join(f"`{statement} TO <user>`" for statement in statements)
    return f"the user of the URL lacks rights in {guest.target.name}; as an administrator, run {run}"


def test_postgresql_says_what_a_server_lacks_and_serves_when_it_is_granted(on_postgresql: Guest) -> None:
    guest = on_postgresql
    everything = f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLES}"
    version = "GRANT SELECT ON glimpse_alembic_version"
    sequences = f"GRANT USAGE ON SEQUENCE {SEQUENCES}"
    assert guest.refused() == lacking(guest, version, everything, sequences)
    guest.grant(f"{version} TO", f"{everything} TO")
    assert guest.refused() == lacking(guest, sequences)
    guest.grant(f"{sequences} TO")
    guest.open()
    guest.grant("REVOKE DELETE ON image_tags FROM", "REVOKE INSERT ON image_events, image_tags FROM")
    assert guest.refused() == lacking(
        guest, "GRANT INSERT, DELETE ON image_tags", "GRANT INSERT ON image_events"
    )


def test_mariadb_says_what_a_server_lacks_and_serves_when_it_is_granted(on_mariadb: Guest) -> None:
    guest, whole = on_mariadb, f"`{on_mariadb.database.name}`.*"
    assert guest.refused() == (
        f"{guest.target.name}: this user may not use that database: grant it the rights on it"
    )
    guest.grant(f"GRANT SELECT, UPDATE ON {whole} TO")
    assert guest.refused() == lacking(guest, f"GRANT INSERT, DELETE ON {whole}")
    guest.grant(f"GRANT INSERT ON {whole} TO", "GRANT DELETE ON image_tags TO")
    some = ", ".join(table for table in TABLES.split(", ") if table != "image_tags")
    assert guest.refused() == lacking(guest, *(f"GRANT DELETE ON {table}" for table in some.split(", ")))
    guest.grant(f"GRANT DELETE ON {whole} TO")
    guest.open()


def test_a_version_that_mariadb_hides_is_not_taken_for_glances(on_mariadb: Guest) -> None:
    guest = on_mariadb
    guest.grant(*(f"GRANT SELECT ON {table} TO" for table in TABLES.split(", ")))
    assert guest.refused() == (
        f"The database {guest.target.name} has no table glimpse_alembic_version, or the user of the URL may "
        "not read it: run `GRANT SELECT ON glimpse_alembic_version TO <user>`."
    )


def test_postgresql_says_what_a_migration_lacks_and_changes_nothing(on_empty_postgresql: Guest) -> None:
    guest = on_empty_postgresql
    assert guest.refused_to_migrate() == lacking(guest, "GRANT CREATE ON SCHEMA public")
    assert guest.database.rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
    guest.grant("GRANT CREATE ON SCHEMA public TO")
    assert guest.target.migrate()
    assert not guest.target.migrate()


def test_a_migration_of_tables_that_others_own_says_whose_they_must_be(on_postgresql: Guest) -> None:
    guest = on_postgresql
    guest.grant("GRANT CREATE ON SCHEMA public TO", "GRANT SELECT ON glimpse_alembic_version TO")
    guest.database.execute("UPDATE glimpse_alembic_version SET version_num = '0003'")
    tables = (*TABLES.split(", "), "glimpse_alembic_version")
    run = "; ".join(f"`ALTER TABLE {table} OWNER TO <user>`" for table in tables)
    assert guest.refused_to_migrate() == (
        f"the user of the URL lacks rights in {guest.target.name}; as an administrator, run {run}"
    )


def test_a_version_that_a_migration_may_not_read_is_named(on_postgresql: Guest) -> None:
    assert on_postgresql.refused_to_migrate() == (
        f"{on_postgresql.target.name}: a right is missing: "
        "permission denied for table glimpse_alembic_version"
    )


def test_mariadb_says_what_a_migration_lacks_and_changes_nothing(on_empty_mariadb: Guest) -> None:
    guest, whole = on_empty_mariadb, f"`{on_empty_mariadb.database.name}`.*"
    guest.grant(f"GRANT SELECT, INSERT, CREATE ON {whole} TO")
    assert guest.refused_to_migrate() == lacking(
        guest, f"GRANT UPDATE, DELETE, ALTER, DROP, INDEX ON {whole}"
    )
    assert guest.database.rows("SHOW TABLES") == []
    guest.grant(f"GRANT {MIGRATING} ON {whole} TO")
    assert guest.target.migrate()
    assert not guest.target.migrate()


def test_a_search_path_without_a_schema_is_named(on_empty_postgresql: Guest) -> None:
    guest = on_empty_postgresql
    guest.database.execute(f"ALTER ROLE {guest.user} SET search_path = nowhere")
    expected = (
        f"The database {guest.target.name} has no schema of the user's `search_path`, or the user may not "
        "use it: run `CREATE SCHEMA <schema>`, or `GRANT USAGE, CREATE ON SCHEMA <schema> TO <user>`."
    )
    assert guest.refused_to_migrate() == expected
    assert guest.refused() == expected


def test_the_rights_that_the_documents_name_suffice(on_postgresql: Guest) -> None:
    guest = on_postgresql
    guest.grant(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO",
    )
    guest.open()


@pytest.mark.parametrize("dialect", ["postgresql", "mariadb"])
def test_a_glance_database_is_served_to_whom_may_read_it(dialect: DialectName) -> None:
    tables = ("images", "image_properties", "image_tags", "image_locations", "image_members")
    with guest_of(dialect, migrated=False) as guest:
        guest.database.execute(*(f"CREATE TABLE {table} (id INTEGER, os_hidden INTEGER)" for table in tables))
        guest.grant(*(f"GRANT SELECT ON {table} TO" for table in tables[:-1]))
        assert guest.refused() == lacking(guest, "GRANT SELECT ON image_members")
        guest.grant("GRANT SELECT ON image_members TO")
        guest.open()


def test_a_version_that_is_locked_is_no_missing_right(on_postgresql: Guest) -> None:
    database = on_postgresql.database

    async def open_while_locked() -> None:
        connections = create_engine(database.address, Timeouts(5, 60), None)
        async with connections.connect() as connection:
            await connection.execute(text("LOCK TABLE glimpse_alembic_version"))
            with pytest.raises(StoreUnavailableError, match=r"^postgresql: 55P03$"):
                await database.target.open(pool_size=1, busy_timeout=0.2, statement_timeout=5)
        await connections.dispose()

    asyncio.run(open_while_locked())


def test_a_connection_that_is_cut_meanwhile_is_no_missing_right(on_mariadb: Guest) -> None:
    database = on_mariadb.database

    async def check() -> None:
        connections = create_engine(database.address, Timeouts(5, 60), None)
        async with connections.connect() as connection:
            await connection.execute(text("SELECT 1"))
            await asyncio.to_thread(cut_connections, database)
            with pytest.raises(DBAPIError) as cut:
                await check_serving_rights(connection, database.address, is_glance=False)
            assert cut.value.connection_invalidated
            await connection.invalidate()
        await connections.dispose()

    asyncio.run(check())
