"""Converts coerced arguments to what resolvers expect: input classes, and names as in Python.

Equals Strawberry's `convert_argument` in every detail (`tests/resolvers/test_argument_conversion.py`).
Strawberry inspects the type again for each value, and visits every field of an input. Here a type is
inspected once, and only the given fields are visited.

Measured in process: 2.6 µs instead of 47.5 µs for the arguments of a creation with one property, then a
seventh of the creation. `python -m bench.writes` measures changes. To switch it off, let
`ArgumentConverter.for_type` return a function that calls `convert_argument`. Decision:
docs/adr/011-argument-conversion-is-resolved-once.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from functools import cached_property
from typing import Any

from strawberry import UNSET, Schema
from strawberry.types.arguments import StrawberryArgument, convert_argument
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryOptional,
    has_object_definition,
)
from strawberry.types.lazy_type import LazyType
from strawberry.types.maybe import Some

Convert = Callable[[Any], Any]


def to_python_arguments(
    coerced: Mapping[str, Any], conversions: Mapping[str, tuple[str, Convert]]
) -> dict[str, Any]:
    """The converted arguments by their names in Python."""
    named = {}
    for name, value in coerced.items():
        python_name, convert = conversions[name]
        named[python_name] = convert(value)
    return named


class ArgumentConverter:
    """Creates converters for the types of one schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._inputs: dict[type, _Input] = {}

    def for_arguments(self, arguments: list[StrawberryArgument]) -> Mapping[str, tuple[str, Convert]]:
        """For each argument's name in the API, its name in Python and its converter."""
        name_of = self._schema.config.name_converter.from_argument
        return {name_of(each): (each.python_name, self.for_type(each.type)) for each in arguments}

    def for_type(self, type_: Any) -> Convert:
        # StrawberryMaybe is a StrawberryOptional too.
        if isinstance(type_, StrawberryMaybe):
            return self._for_maybe(type_)
        if isinstance(type_, StrawberryOptional):
            return self.for_type(type_.of_type)
        if isinstance(type_, LazyType):
            return self.for_type(type_.resolve_type())
        if isinstance(type_, StrawberryList):
            return _list_converter(self.for_type(type_.of_type))
        if has_object_definition(type_):
            if type_ not in self._inputs:
                self._inputs[type_] = _Input(self, type_)
            return self._inputs[type_].convert
        # Scalars and enums are converted already.
        return _identity

    def _for_maybe(self, type_: StrawberryMaybe) -> Convert:
        if isinstance(type_.of_type, StrawberryOptional):
            convert = self.for_type(type_.of_type)
            return lambda value: Some(convert(value))
        registry, config = self._schema.schema_converter.scalar_registry, self._schema.config
        convert_given = self.for_type(type_.of_type)

        def convert_unless_null(value: Any) -> Any:
            # Strawberry raises the error for null.
            return (
                convert_argument(None, type_, registry, config)
                if value is None
                else Some(convert_given(value))
            )

        return convert_unless_null

    def name_of_field(self, field: Any) -> str:
        return self._schema.config.name_converter.from_field(field)


class _Input:
    def __init__(self, conversions: ArgumentConverter, type_: Any) -> None:
        self._conversions = conversions
        self._type = type_
        self._definition = type_.__strawberry_definition__

    @cached_property
    def _fields(self) -> Mapping[str, tuple[str, Convert]]:
        # Lazy, because inputs have fields of their own type.
        of, definition = self._conversions.for_type, self._definition
        return {
            self._conversions.name_of_field(each): (
                each.python_name,
                of(each.resolve_type(type_definition=definition)),
            )
            for each in definition.fields
        }

    @cached_property
    def _nothing(self) -> Mapping[str, None]:
        """None for each optional field without a default."""
        return {
            each.python_name: None
            for each in self._definition.fields
            if each.default_value is MISSING and each.default_factory is MISSING
        }

    def convert(self, value: Any) -> Any:
        if value is None or value is UNSET:
            return value
        return self._type(**{**self._nothing, **to_python_arguments(value, self._fields)})


def _identity(value: Any) -> Any:
    return value


def _list_converter(convert: Convert) -> Convert:
    def convert_list(value: Any) -> Any:
        if value is None or value is UNSET:
            return value
        # Always a new list: graphql-core gives the same default list to every request.
        return list(value) if convert is _identity else [convert(each) for each in value]

    return convert_list
