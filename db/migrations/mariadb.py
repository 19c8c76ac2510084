"""Migrations on MariaDB: tables with transactions, and statements that can be repeated.

MariaDB commits each change of tables by itself. A migration that is stopped runs again from its beginning,
so each statement must do nothing where it is already done. `db/migrations/env.py` imports this module.
"""

from typing import Any

from alembic.ddl.base import AddColumn, DropColumn
from alembic.ddl.mysql import MariaDBImpl
from sqlalchemy import Table
from sqlalchemy.schema import CreateIndex, CreateTable, DropIndex, DropTable

# Not the server's defaults: another engine has no transactions, another row format too short index keys.
_TABLE_OPTIONS = {"mariadb_engine": "InnoDB", "mariadb_row_format": "DYNAMIC"}


class RepeatableMariaDBImpl(MariaDBImpl):
    """Replaces Alembic's implementation, which finds it by the name of the dialect."""

    __dialect__ = "mariadb"

    def _exec(self, construct: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(construct, CreateTable | CreateIndex | AddColumn):
            construct.if_not_exists = True
        elif isinstance(construct, DropTable | DropIndex | DropColumn):
            construct.if_exists = True
        if isinstance(construct, CreateTable):
            construct.element.kwargs.update(_TABLE_OPTIONS)
        return super()._exec(construct, *arguments, **options)

    def version_table_impl(self, **options: Any) -> Table:
        table = super().version_table_impl(**options)
        table.kwargs.update(_TABLE_OPTIONS)
        return table
