"""Alembic's environment: uses the connection that `db.schema_version` passes.

On the command line, name a file instead:
`alembic -x database=data/glimpse.db revision --autogenerate --rev-id 0002 -m "what it adds"`.
"""

from alembic import context
from sqlalchemy import URL, Connection, create_engine

import db.migrations.mariadb  # noqa: F401 - replaces Alembic's implementation
from db.schema_version import VERSION_TABLE
from db.tables import metadata


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table=VERSION_TABLE,
        # SQLite cannot change a column, so Alembic recreates the table.
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if "connection" in context.config.attributes:
    _run(context.config.attributes["connection"])
else:
    _named = context.get_x_argument(as_dictionary=True)["database"]
    _engine = create_engine(URL.create("sqlite", database=str(_named)))
    with _engine.begin() as _connection:
        _run(_connection)
    _engine.dispose()
