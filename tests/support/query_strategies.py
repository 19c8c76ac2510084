"""Queries that hypothesis draws from the schema, with all that a selection may have, and their variables.

They are valid; their variables need not be.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_required_argument,
    is_required_input_field,
)
from hypothesis import strategies as st

ROOTS = (
    "image",
    "images",
    "imagesConnection",
    "imagesAggregate",
    "imageEvents",
    "node",
    "nodes",
    "__typename",
)

_DEEPEST = 4

SCALARS: Mapping[str, Sequence[object]] = {
    "Int": (0, 1, 2, 3, 25, -1),
    "Long": (0, 1, 2**40),
    "String": ("os_distro", "architecture", "debian", "a", "", "é😀"),
    "Boolean": (True, False),
    "DateTime": ("2026-01-02T03:04:05Z", "2020-01-02T03:04:05.000006+02:00"),
}

# What no type of the schema takes, or only some.
WRONG: Sequence[object] = (1.5, "x", [], {}, True, 2**70, [None])


class Name(str):
    """An enum's value: a name in a document, a text in JSON."""


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    variables: dict[str, Any]


@st.composite
def queries(draw: st.DrawFn, schema: GraphQLSchema, known: Mapping[str, Sequence[object]]) -> Query:
    """`known` are values of arguments worth asking, by the name of their type or of the argument."""
    return _Drawing(draw, schema, known).query()


@st.composite
def operations(
    draw: st.DrawFn, schema: GraphQLSchema, known: Mapping[str, Sequence[object]], kind: str, root: str
) -> Query:
    """A mutation or a subscription; in its text `root`, `%s` becomes a selection on an image."""
    return _Drawing(draw, schema, known).operation(kind, root)


@dataclass
class _Drawing:
    draw: st.DrawFn
    schema: GraphQLSchema
    known: Mapping[str, Sequence[object]]
    definitions: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    keys: int = 0
    # Within a history, where another one is refused.
    is_history: bool = False

    def query(self) -> Query:
        root = self.schema.query_type
        assert root is not None
        names = self.draw(st.lists(st.sampled_from(ROOTS), min_size=1, max_size=3))
        selected = self.wrapped(root, [self.field(root, name, _DEEPEST) for name in names])
        variables = f"({', '.join(self.definitions)})" if self.definitions else ""
        text = "\n".join((f"query Q{variables} {{ {selected} }}", *self.fragments))
        return Query(text, self.variables)

    def operation(self, kind: str, root: str) -> Query:
        selected = self.selection(self.schema.type_map["Image"], _DEEPEST - 1)
        variables = f"({', '.join(self.definitions)})" if self.definitions else ""
        text = "\n".join((f"{kind} Q{variables} {{ {root % selected} }}", *self.fragments))
        return Query(text, self.variables)

    def chance(self, of: int) -> bool:
        return self.draw(st.integers(1, of)) == of

    def one(self, values: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(values))

    def selection(self, type_: Any, depth: int) -> str:
        if isinstance(type_, GraphQLInterfaceType) and self.chance(2):
            return f"... on Image {{ {self.selection(self.schema.type_map['Image'], depth)} }}"
        names = [
            name
            for name, each in type_.fields.items()
            if (depth > 1 or not is_composite_type(get_named_type(each.type)))
            and not (self.is_history and name == "history")
        ]
        chosen = self.draw(st.lists(st.sampled_from([*names, "__typename"]), min_size=1, max_size=4))
        return self.wrapped(type_, [self.field(type_, name, depth) for name in chosen])

    def wrapped(self, type_: Any, fields: list[str]) -> str:
        """The fields, some of them in a fragment."""
        at = self.draw(st.integers(0, len(fields)))
        head, tail = " ".join(fields[:at]), " ".join(fields[at:])
        if not tail or not self.chance(3):
            return f"{head} {tail}"
        if self.chance(2):
            return f"{head} ... {self.one(('', f'on {type_.name}'))} {self.condition()} {{ {tail} }}"
        name = f"F{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {type_.name} {{ {tail} }}")
        return f"{head} ...{name} {self.condition()}"

    def condition(self) -> str:
        if not self.chance(4):
            return ""
        value = self.one(("true", "false", "variable"))
        if value == "variable":
            value = (
                self.nullable("Boolean")
                if self.chance(2)
                else self.variable("Boolean!", self.one((True, False)))
            )
        return f"@{self.one(('skip', 'include'))}(if: {value})"

    def field(self, type_: GraphQLObjectType, name: str, depth: int) -> str:
        if name == "__typename":
            return f"{name} {self.condition()}"
        definition: GraphQLField = type_.fields[name]
        arguments = self.arguments(definition)
        alias = ""
        if definition.args or self.chance(4):
            self.keys += 1
            alias = f"k{self.keys}: "
        below = get_named_type(definition.type)
        outside, self.is_history = self.is_history, self.is_history or name == "history"
        selected = f"{{ {self.selection(below, depth - 1)} }}" if is_composite_type(below) else ""
        self.is_history = outside
        return f"{alias}{name}{arguments} {self.condition()} {selected}"

    def arguments(self, definition: GraphQLField) -> str:
        given = [
            f"{name}: {self.argument(name, argument)}"
            for name, argument in definition.args.items()
            if is_required_argument(argument) or self.chance(4)
        ]
        return f"({', '.join(given)})" if given else ""

    def argument(self, name: str, argument: GraphQLArgument) -> str:
        value = self.value(argument.type, 2, name)
        if not self.chance(2):
            return written(value)
        type_ = argument.type
        if str(type_) in ("String!", "Int!") and self.chance(3):
            return self.nullable(str(type_).removesuffix("!"))
        if isinstance(type_, GraphQLNonNull) and not is_required_argument(argument) and self.chance(2):
            # The argument's default allows it; null is refused only when the field is executed.
            type_ = type_.of_type
        return self.variable(str(type_), value)

    def nullable(self, type_: str) -> str:
        """A variable with a default in a non-null position: null is refused only where it is used."""
        name = f"v{len(self.definitions)}"
        self.definitions.append(f"${name}: {type_} = {written(self.one(SCALARS[type_]))}")
        kind = self.draw(st.integers(0, 3))
        if kind:
            self.variables[name] = None if kind > 1 else self.one(SCALARS[type_])
        return f"${name}"

    def variable(self, type_: str, value: object) -> str:
        name = f"v{len(self.definitions)}"
        default = ""
        if self.chance(5) and value is not None:
            default = f" = {written(value)}"
        self.definitions.append(f"${name}: {type_}{default}")
        kind = self.draw(st.integers(0, 19))
        if kind == 0:
            self.variables[name] = None
        elif kind == 1:
            self.variables[name] = self.one(WRONG)
        elif kind > (9 if default else 2):
            self.variables[name] = value
        return f"${name}"

    def value(self, type_: GraphQLInputType, depth: int, name: str = "") -> object:
        if isinstance(type_, GraphQLNonNull):
            return self.value(type_.of_type, depth, name)
        if isinstance(type_, GraphQLList):
            most = 1 if depth == 0 else 2
            return [self.value(type_.of_type, depth, name) for _ in range(self.draw(st.integers(0, most)))]
        if isinstance(type_, GraphQLEnumType):
            return Name(self.one(sorted(type_.values)))
        if isinstance(type_, GraphQLInputObjectType):
            return self.input(type_, depth)
        return self.one(self.known.get(name) or self.known.get(type_.name) or SCALARS[type_.name])

    def input(self, type_: GraphQLInputObjectType, depth: int) -> dict[str, object]:
        names = [
            name
            for name, each in type_.fields.items()
            if depth > 0 or not isinstance(get_named_type(each.type), GraphQLInputObjectType)
        ]
        chosen = set(self.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2)))
        chosen |= {name for name, each in type_.fields.items() if is_required_input_field(each)}
        return {name: self.value(type_.fields[name].type, depth - 1, name) for name in sorted(chosen)}


def written(value: object) -> str:
    """A value as a document has it."""
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {written(each)}' for name, each in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)
