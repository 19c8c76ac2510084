"""Expressions with a variant for each database, chosen when a statement is compiled."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.cache_key import CacheConst
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeEngine

DialectName = Literal["sqlite", "postgresql", "mariadb"]
DIALECT_NAMES: tuple[DialectName, ...] = get_args(DialectName)

# Glimpse's names of the databases by SQLAlchemy's.
_DIALECT_NAME_BY_SQLALCHEMY_NAME: Mapping[str, DialectName] = {
    "sqlite": "sqlite",
    "postgresql": "postgresql",
    "mysql": "mariadb",
    "mariadb": "mariadb",
}

Expression = ColumnElement[Any]
ExpressionBuilder = Callable[..., Expression]


@dataclass(frozen=True, slots=True)
class DialectVariants:
    """One expression over the same arguments, with a variant for each database."""

    sqlite: ExpressionBuilder
    postgresql: ExpressionBuilder
    mariadb: ExpressionBuilder

    def __call__(self, *arguments: Any, type_: TypeEngine[Any] | None = None) -> Expression:
        return VariantExpression(self, arguments, NullType() if type_ is None else type_)


class VariantExpression(ColumnElement[Any]):
    """An expression whose SQL depends on the database."""

    inherit_cache = False

    def __init__(
        self,
        variants: DialectVariants,
        arguments: tuple[Any, ...],
        type_: TypeEngine[Any],
        against: Any = None,
    ) -> None:
        self.variants = variants
        self.arguments = arguments
        self.type = type_
        self.against = against
        # SQLAlchemy names anonymous elements by identity, so they must live as long as the statement.
        self._variants: dict[DialectName, Expression] = {}

    @property
    def _from_objects(self) -> list[Any]:
        return [source for argument in _iter_expressions(self.arguments) for source in argument._from_objects]

    def self_group(self, against: Any = None) -> "VariantExpression":
        return VariantExpression(self.variants, self.arguments, self.type, against)

    def _gen_cache_key(self, anon_map: Any, bindparams: list[Any]) -> tuple[Any, ...] | None:
        """The key of SQLAlchemy's statement cache; None if the expression cannot be cached."""
        if not all(isinstance(argument, ColumnElement) for argument in self.arguments):
            anon_map[CacheConst.NO_CACHE] = True
            return None
        keys = [argument._gen_cache_key(anon_map, bindparams) for argument in self.arguments]
        return VariantExpression, self.variants, self.type._static_cache_key, self.against, *keys

    def variant_for(self, dialect: DialectName) -> Expression:
        if dialect not in self._variants:
            build: ExpressionBuilder = getattr(self.variants, dialect)
            built = build(*self.arguments)
            self._variants[dialect] = built if self.against is None else built.self_group(self.against)
        return self._variants[dialect]


def _iter_expressions(arguments: object) -> Iterator[Expression]:
    if isinstance(arguments, ColumnElement):
        yield arguments
    elif isinstance(arguments, list | tuple):
        for argument in arguments:
            yield from _iter_expressions(argument)


class VariantTable(FunctionElement[Any]):
    """Like VariantExpression, for a FROM clause; the first argument is its only expression."""

    inherit_cache = False
    name = "variant"

    def __init__(self, variants: DialectVariants, expression: Expression, *others: Any) -> None:
        self.variants = variants
        self.arguments = (expression, *others)
        super().__init__(expression)

    def variant_for(self, dialect: DialectName) -> Expression:
        build: ExpressionBuilder = getattr(self.variants, dialect)
        return build(*self.arguments)


class SqlTemplate(FunctionElement[Any]):
    """SQL that SQLAlchemy cannot express, with an expression in place of each `{}`."""

    inherit_cache = False
    name = "template"

    def __init__(self, template: str, *expressions: Expression, type_: TypeEngine[Any] | None = None) -> None:
        self.template = template
        # Kept unchanged: SQLAlchemy would put brackets around an argument of several terms.
        self.expressions = expressions
        self.type = NullType() if type_ is None else type_
        super().__init__(*expressions)


@compiles(VariantExpression)
@compiles(VariantTable)
def _compile_variant(element: VariantExpression | VariantTable, compiler: SQLCompiler, **options: Any) -> str:
    dialect = _DIALECT_NAME_BY_SQLALCHEMY_NAME[compiler.dialect.name]
    return compiler.process(element.variant_for(dialect), **options)


@compiles(SqlTemplate)
def _compile_template(element: SqlTemplate, compiler: SQLCompiler, **options: Any) -> str:
    return element.template.format(*(compiler.process(each, **options) for each in element.expressions))
