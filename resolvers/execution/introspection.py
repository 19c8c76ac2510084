"""Introspection: how long the lists of a schema are, and the field that Strawberry resolves differently."""

from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)


@dataclass(frozen=True, slots=True)
class ListLength:
    """How many items a list of introspection has: on average, for all types or fields, and at most."""

    average: float
    most: int


def list_lengths(schema: GraphQLSchema) -> Mapping[str, ListLength]:
    """The lengths of all lists of introspection, by their names."""
    types = list(schema.type_map.values())
    objects = [each for each in types if isinstance(each, GraphQLObjectType | GraphQLInterfaceType)]
    enums = [each for each in types if isinstance(each, GraphQLEnumType)]
    inputs = [each for each in types if isinstance(each, GraphQLInputObjectType)]
    fields = [field for each in objects for field in each.fields.values()]

    def length(items: Iterable[Sized], parents: Sized) -> ListLength:
        lengths = [len(each) for each in items]
        return ListLength(sum(lengths) / len(parents), max(lengths))

    return {
        "types": ListLength(len(types), len(types)),
        "directives": ListLength(len(schema.directives), len(schema.directives)),
        "fields": length([each.fields for each in objects], types),
        "inputFields": length([each.fields for each in inputs], types),
        "enumValues": length([each.values for each in enums], types),
        "interfaces": length([each.interfaces for each in objects], types),
        "args": length([each.args for each in fields], fields),
    }


def resolve_is_one_of_by_specification(schema: GraphQLSchema) -> None:
    """Makes `isOneOf` null for every kind but INPUT_OBJECT.

    Strawberry replaces graphql-core's resolver by one that fails for wrappers and answers false for others.
    """
    introspected = schema.type_map["__Type"]
    assert isinstance(introspected, GraphQLObjectType)
    field: GraphQLField = introspected.fields["isOneOf"]
    field.resolve = _is_one_of


def _is_one_of(type_: Any, _info: object) -> bool | None:
    return type_.is_one_of if isinstance(type_, GraphQLInputObjectType) else None
