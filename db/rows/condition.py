"""The shape of a filter.

A condition is hashable: it has no operands, only the names of their bind parameters, so that filters of
one shape share one compiled statement.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Operator = Literal[
    "eq",
    "neq",
    "in",
    "not_in",
    "gt",
    "gte",
    "lt",
    "lte",
    "contains",
    "starts_with",
    "ends_with",
    "glob",
]


@dataclass(frozen=True, slots=True)
class Compare:
    """Compares a column with the operand in `parameter`; a null column never matches."""

    column: str
    operator: Operator
    parameter: str
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class IsNull:
    column: str
    is_negated: bool


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


@dataclass(frozen=True, slots=True)
class HasTag:
    """Has the tag in `parameter`; with `is_list` one of a list, without a parameter any tag."""

    parameter: str | None
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class HasTagThat:
    """Has a tag whose text matches the condition `value`."""

    value: "Condition"


@dataclass(frozen=True, slots=True)
class HasProperty:
    """Has a live property with the name in `parameter` whose value matches the condition `value`."""

    parameter: str
    value: "Condition"


@dataclass(frozen=True, slots=True)
class SharedWith:
    parameter: str
    statuses: str | None


Condition = Compare | IsNull | AllOf | AnyOf | Not | HasTag | HasTagThat | HasProperty | SharedWith

ALWAYS = AllOf(())


def leaves(condition: Condition) -> Iterator[Condition]:
    """The conditions that others are made of."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition


def required_owners(condition: Condition) -> list[str]:
    """The bind parameters that the owner of every matching image equals."""
    match condition:
        case AllOf(parts):
            return [parameter for part in parts for parameter in required_owners(part)]
        case Compare("owner", "eq", parameter, False):
            return [parameter]
        case _:
            return []


def deepest_first(parts: Sequence[Condition]) -> list[Condition]:
    """The parts with the deepest first; shallow parts keep their order."""
    # A parser's stack holds everything before an open bracket; SQLite's has 100 places.
    return sorted(parts, key=lambda part: max(6, _parser_stack_depth(part)), reverse=True)


def _parser_stack_depth(condition: Condition) -> int:
    """The approximate number of places on the parser's stack that a condition needs."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            first, second, *_ = sorted((0, 0, *map(_parser_stack_depth, parts)), reverse=True)
            return 1 + max(first, second + 2)
        case Not(part):
            return 1 + _parser_stack_depth(part)
        case _:
            return 0
