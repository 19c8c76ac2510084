"""Expressions that databases spell differently: one table row each, chosen when a statement is compiled."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.cache_key import CacheConst
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType, TypeEngine

Database = Literal["sqlite", "postgresql", "mariadb"]
DATABASES: tuple[Database, ...] = get_args(Database)

# SQLAlchemy's dialects by their names.
_DATABASE_OF: Mapping[str, Database] = {
    "sqlite": "sqlite",
    "postgresql": "postgresql",
    "mysql": "mariadb",
    "mariadb": "mariadb",
}

Expression = ColumnElement[Any]
Spell = Callable[..., Expression]


@dataclass(frozen=True, slots=True)
class Spelling:
    """How each database spells an expression over the same arguments."""

    sqlite: Spell
    postgresql: Spell
    mariadb: Spell

    def __call__(self, *arguments: Any, type_: TypeEngine[Any] | None = None) -> Expression:
        return Spelled(self, arguments, NullType() if type_ is None else type_)


class Spelled(ColumnElement[Any]):
    """An expression whose SQL is known when the database is."""

    inherit_cache = False

    def __init__(
        self, spelling: Spelling, arguments: tuple[Any, ...], type_: TypeEngine[Any], against: Any = None
    ) -> None:
        self.spelling = spelling
        self.arguments = arguments
        self.type = type_
        self.against = against
        # SQLAlchemy names what has no name by its identity, so it must live as long as the statement.
        self._spelled: dict[Database, Expression] = {}

    @property
    def _from_objects(self) -> list[Any]:
        return [source for argument in _expressions(self.arguments) for source in argument._from_objects]

    def self_group(self, against: Any = None) -> "Spelled":
        return Spelled(self.spelling, self.arguments, self.type, against)

    def _gen_cache_key(self, anon_map: Any, bindparams: list[Any]) -> tuple[Any, ...] | None:
        """How SQLAlchemy knows a statement that it has compiled; None of what it is to compile each time."""
        if not all(isinstance(argument, ColumnElement) for argument in self.arguments):
            anon_map[CacheConst.NO_CACHE] = True
            return None
        keys = [argument._gen_cache_key(anon_map, bindparams) for argument in self.arguments]
        return Spelled, self.spelling, self.type._static_cache_key, self.against, *keys

    def for_database(self, database: Database) -> Expression:
        if database not in self._spelled:
            spell: Spell = getattr(self.spelling, database)
            spelled = spell(*self.arguments)
            self._spelled[database] = spelled if self.against is None else spelled.self_group(self.against)
        return self._spelled[database]


def _expressions(arguments: object) -> Iterator[Expression]:
    if isinstance(arguments, ColumnElement):
        yield arguments
    elif isinstance(arguments, list | tuple):
        for argument in arguments:
            yield from _expressions(argument)


@compiles(Spelled)
def _compile(spelled: Spelled, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(spelled.for_database(_DATABASE_OF[compiler.dialect.name]), **options)
