"""Migrations on MariaDB: statements that can be repeated.

MariaDB commits each change of tables by itself. A migration that is stopped runs again from its beginning,
so each statement must do nothing where it is already done. `db/migrations/env.py` imports this module.
"""

from typing import Any

from alembic.ddl.base import AddColumn, DropColumn
from alembic.ddl.mysql import MariaDBImpl
from sqlalchemy.schema import CreateIndex, CreateTable, DropIndex, DropTable


class RepeatableMariaDBImpl(MariaDBImpl):
    """Replaces Alembic's implementation, which finds it by the name of the dialect."""

    __dialect__ = "mariadb"

    def _exec(self, construct: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(construct, CreateTable | CreateIndex | AddColumn):
            construct.if_not_exists = True
        elif isinstance(construct, DropTable | DropIndex | DropColumn):
            construct.if_exists = True
        return super()._exec(construct, *arguments, **options)
