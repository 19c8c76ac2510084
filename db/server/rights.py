"""The rights of the user in the URL: those to serve, and those to migrate. Checking them changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.address.server_address import ServerAddress
from db.schema_version import VERSION_TABLE
from db.store import StoreUnavailableError
from db.tables import glance_tables, metadata

# A right, and the table or sequence that it is for.
Right = tuple[str, str]

_OWN_TABLES = tuple(metadata.tables)
_GLANCE_TABLES = tuple(table.name for table in glance_tables)

# Of the tables that exist. One that is missing is a question of the version, not of rights.
_POSTGRESQL_SERVING = """
    SELECT wanted.permission, wanted.name
    FROM unnest(CAST(:rights AS text[]), CAST(:tables AS text[])) AS wanted (permission, name)
    WHERE NOT has_table_privilege(to_regclass(wanted.name), wanted.permission)
"""
_POSTGRESQL_SEQUENCES = """
    SELECT 'USAGE', sequence.oid::regclass::text
    FROM unnest(CAST(:tables AS text[])) AS wanted (name)
    JOIN pg_depend ON pg_depend.refobjid = to_regclass(wanted.name) AND pg_depend.deptype = 'a'
    JOIN pg_class AS sequence ON sequence.oid = pg_depend.objid
    WHERE CASE WHEN sequence.relkind = 'S' THEN NOT has_sequence_privilege(sequence.oid, 'USAGE') END
    ORDER BY 2
"""
_POSTGRESQL_SCHEMA = """
    SELECT quote_ident(current_schema()) WHERE NOT has_schema_privilege(current_schema(), 'CREATE')
"""
_POSTGRESQL_OWNERS = """
    SELECT wanted.name FROM unnest(CAST(:tables AS text[])) WITH ORDINALITY AS wanted (name, number)
    JOIN pg_class ON pg_class.oid = to_regclass(wanted.name)
    WHERE NOT pg_has_role(pg_class.relowner, 'USAGE') ORDER BY wanted.number
"""

# MariaDB lists no rights that come from a role or a pattern, but it checks them first in each statement.
# EXPLAIN changes nothing, and neither does a statement on a table that does not exist.
_MARIADB_SERVING = {
    "SELECT": "EXPLAIN SELECT * FROM {} WHERE FALSE",
    "INSERT": "EXPLAIN INSERT INTO {0} SELECT * FROM {0} WHERE FALSE",
    "UPDATE": "EXPLAIN UPDATE {} SET id = id WHERE FALSE",
    "DELETE": "EXPLAIN DELETE FROM {} WHERE FALSE",
}
_MARIADB_MIGRATING = {
    "SELECT": "SELECT 1 FROM {}",
    "INSERT": "INSERT INTO {} VALUES (1)",
    "UPDATE": "UPDATE {} SET id = 1",
    "DELETE": "DELETE FROM {}",
    "CREATE": "CREATE TABLE {0} LIKE {0}_either",
    "ALTER": "ALTER TABLE {} COMMENT ''",
    "DROP": "DROP TABLE {}",
    "INDEX": "CREATE INDEX rights ON {} (id)",
}
_NO_TABLE = "glimpse_no_such_table"
_DENIED_CODES = frozenset({1142, 1143})


async def check_serving_rights(
    connection: AsyncConnection, address: ServerAddress, *, is_glance: bool
) -> None:
    """Raises StoreUnavailableError, with the statements that grant what is missing."""
    wanted = _wanted(is_glance=is_glance)
    if address.dialect == "mariadb":
        denied = [each for each in wanted if await _is_denied(connection, *each, _MARIADB_SERVING)]
        require_none(address, mariadb_grants(denied, wanted, address.url.database))
        return
    rights, tables = zip(*wanted, strict=True)
    missing = await connection.execute(
        text(_POSTGRESQL_SERVING), {"rights": list(rights), "tables": list(tables)}
    )
    sequences = await connection.execute(
        text(_POSTGRESQL_SEQUENCES), {"tables": [] if is_glance else list(_OWN_TABLES)}
    )
    require_none(address, postgresql_grants((right, place) for right, place in (*missing, *sequences)))


async def check_migrating_rights(connection: AsyncConnection, address: ServerAddress) -> None:
    """As `check_serving_rights`, for migrations."""
    if address.dialect == "mariadb":
        wanted = [(right, _NO_TABLE) for right in _MARIADB_MIGRATING]
        denied = [each for each in wanted if await _is_denied(connection, *each, _MARIADB_MIGRATING)]
        require_none(address, mariadb_grants(denied, denied, address.url.database))
        return
    schemas = await connection.execute(text(_POSTGRESQL_SCHEMA))
    others = await connection.execute(text(_POSTGRESQL_OWNERS), {"tables": [*_OWN_TABLES, VERSION_TABLE]})
    grants = [f"GRANT CREATE ON SCHEMA {schema} TO <user>" for schema in schemas.scalars()]
    owners = [f"ALTER TABLE {table} OWNER TO <user>" for table in others.scalars()]
    require_none(address, grants + owners)


def _wanted(*, is_glance: bool) -> list[Right]:
    if is_glance:
        return [("SELECT", table) for table in _GLANCE_TABLES]
    rights = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return [("SELECT", VERSION_TABLE), *((right, table) for table in _OWN_TABLES for right in rights)]


async def _is_denied(
    connection: AsyncConnection, right: str, table: str, statements: Mapping[str, str]
) -> bool:
    try:
        await connection.execute(text(statements[right].format(table)))
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        # Other errors, such as a missing table, come after the check of rights.
        code, said, *_ = error.orig.args if error.orig else (0, "")
        return code in _DENIED_CODES and said.startswith(right)
    return False


def postgresql_grants(missing: Iterable[Right]) -> list[str]:
    """The statements that grant the rights: one for all tables, or sequences, that lack the same."""
    places_of = defaultdict[str, list[str]](list)
    for place, rights in _by_place(missing).items():
        kind = "SEQUENCE " if rights == ["USAGE"] else ""
        places_of[f"GRANT {', '.join(rights)} ON {kind}"].append(place)
    return [f"{grant}{', '.join(places)} TO <user>" for grant, places in places_of.items()]


def mariadb_grants(missing: Sequence[Right], wanted: Sequence[Right], database: str | None) -> list[str]:
    """As `postgresql_grants`: of the whole database where every table lacks a right, else of each table."""
    lacking = dict.fromkeys(right for right, _ in missing)
    whole = [right for right in lacking if _of(missing, right) == _of(wanted, right)]
    rights_of = {f"`{database}`.*": whole} if whole else {}
    rights_of |= _by_place(each for each in missing if each[0] not in whole)
    return [f"GRANT {', '.join(rights)} ON {place} TO <user>" for place, rights in rights_of.items()]


def _by_place(rights: Iterable[Right]) -> dict[str, list[str]]:
    rights_of = defaultdict[str, list[str]](list)
    for right, place in rights:
        rights_of[place].append(right)
    return rights_of


def _of(rights: Sequence[Right], wanted: str) -> list[str]:
    return [place for right, place in rights if right == wanted]


def require_none(address: ServerAddress, statements: Sequence[str]) -> None:
    if statements:
        raise StoreUnavailableError(
            f"the user of the URL lacks rights in {address.name}; as an administrator, run "
            + "; ".join(f"`{statement}`" for statement in statements)
        )
