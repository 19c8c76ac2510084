"""Arguments are to_python_arguments as Strawberry converts them."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    get_nullable_type,
)
from hypothesis import given
from hypothesis import strategies as st
from strawberry import UNSET
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.arguments import convert_arguments

from resolvers.execution.argument_conversion import ArgumentConverter, to_python_arguments
from resolvers.root import build_types
from tests.support.hypothesis_profile import drawn

SCHEMA = build_types()

SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "Boolean": st.booleans(),
    "Int": st.integers(),
    "Long": st.integers(),
    "JSON": st.dictionaries(st.text(max_size=3), st.integers()),
}


def coerced(type_: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """What graphql-core makes of a value of the type, null included."""
    inner: Any = get_nullable_type(type_)
    value: st.SearchStrategy[Any]
    match inner:
        case GraphQLList():
            value = st.lists(coerced(inner.of_type, depth), max_size=3 if depth < 3 else 0)
        case GraphQLEnumType():
            value = st.sampled_from([each.value for each in inner.values.values()])
        case GraphQLScalarType():
            value = SCALARS.get(inner.name, st.text(max_size=3))
        case GraphQLInputObjectType():
            fields = {name: later(each.type, depth + 1) for name, each in inner.fields.items()}
            needed = {name for name, field in inner.fields.items() if isinstance(field.type, GraphQLNonNull)}
            value = st.fixed_dictionaries(
                {name: fields[name] for name in needed},
                optional={name: each for name, each in fields.items() if name not in needed and depth < 3},
            )
    return value if isinstance(type_, GraphQLNonNull) else st.none() | st.just(UNSET) | value


def later(type_: Any, depth: int) -> st.SearchStrategy[Any]:
    """Not before it is drawn: filters hold filters."""
    return st.deferred(lambda: coerced(type_, depth))


def outcome(convert: Callable[[], object]) -> object:
    """What it gives, or how it fails: of several nulls that may not be, each names its own."""
    try:
        return convert()
    except StrawberryInputCoercionError as error:
        return type(error)


def root_fields(schema: strawberry.Schema) -> list[Any]:
    types = schema._schema.query_type, schema._schema.mutation_type
    return [field for type_ in types if type_ for field in type_.fields.values() if field.args]


@strawberry.input
class Other:
    """With what our own inputs do not have, yet."""

    needed: int
    optional: int | None
    cleared: strawberry.Maybe[list[int] | None]
    another: Annotated["Other", strawberry.lazy("tests.resolvers.test_argument_conversion")] | None = UNSET


@strawberry.type
class Question:
    @strawberry.field
    def other(self, other: Other, others: list[Other | None] | None = UNSET) -> int:
        return 0


OTHER = strawberry.Schema(Question)
FIELDS = [(schema, field) for schema in (SCHEMA, OTHER) for field in root_fields(schema)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schema", "field"), FIELDS, ids=[field.extensions["strawberry-definition"].name for _, field in FIELDS]
)
def test_every_argument_becomes_what_strawberry_makes_of_it(schema: strawberry.Schema, field: Any) -> None:
    arguments = field.extensions["strawberry-definition"].arguments
    ours = ArgumentConverter(schema).for_arguments(arguments)

    def convert(value: dict[str, Any]) -> object:
        return convert_arguments(value, arguments, schema.schema_converter.scalar_registry, schema.config)

    @drawn(40)
    @given(
        st.fixed_dictionaries({}, optional={name: coerced(each.type) for name, each in field.args.items()})
    )
    def same(value: dict[str, Any]) -> None:
        assert outcome(lambda: to_python_arguments(value, ours)) == outcome(lambda: convert(value))

    same()


def test_a_list_is_never_the_one_that_was_given() -> None:
    arguments = SCHEMA._schema.query_type.fields["nodes"].extensions["strawberry-definition"].arguments  # type: ignore[union-attr]
    value = {"ids": ["a"]}
    assert (
        to_python_arguments(value, ArgumentConverter(SCHEMA).for_arguments(arguments))["ids"]
        is not value["ids"]
    )
