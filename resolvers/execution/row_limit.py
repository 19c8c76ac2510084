"""How many rows a request asks for: each root field says it, before anything is read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from graphql import GraphQLError, GraphQLField, GraphQLObjectType
from graphql.execution.collect_fields import FieldDetails, GroupedFieldSet
from graphql.execution.values import VariableValues, get_argument_values

from resolvers.errors import LimitExceededError
from settings import Limits


@dataclass(frozen=True, slots=True)
class RowEstimate:
    """How many rows some arguments of a field ask for; they have their names in the API.

    `paged` are never more than a page has.
    """

    arguments: Sequence[str]
    count: Callable[[Mapping[str, Any], Limits], int]
    is_paged: bool


def page_rows(*sizes: str) -> RowEstimate:
    """As many as one of the arguments says; what is out of range is for the field to refuse."""

    def count(arguments: Mapping[str, Any], limits: Limits) -> int:
        given = [size for size in arguments.values() if size is not None]
        return min(max(0, *given), limits.max_page_size) if given else limits.default_page_size

    return RowEstimate(sizes, count, is_paged=True)


def listed_rows(argument: str) -> RowEstimate:
    """One for each item of a list."""
    return RowEstimate([argument], lambda arguments, _: len(arguments[argument]), is_paged=False)


# Every root field has its line: a number if it does not depend on the arguments.
ROW_ESTIMATES: Mapping[str, int | RowEstimate] = {
    "image": 1,
    "images": page_rows("limit"),
    "imagesConnection": page_rows("first", "last"),
    # Its parts have bounds of their own, and give no images.
    "imagesAggregate": 0,
    "node": 1,
    "nodes": listed_rows("ids"),
    "registry": 0,
    "createImage": 1,
    "updateImage": 1,
    "deleteImage": 1,
    "createImages": listed_rows("input"),
    "updateImages": listed_rows("input"),
    "deleteImages": listed_rows("input"),
    "addImageMember": 1,
    "updateImageMember": 1,
    "removeImageMember": 1,
}


def row_arguments(field: str) -> Sequence[str]:
    """The arguments by which a root field says how many rows it asks for."""
    rows = ROW_ESTIMATES.get(field, 0)
    return () if isinstance(rows, int) else rows.arguments


def max_rows(fields: Iterable[str], limits: Limits) -> float:
    """As many as root fields can ask for together, whatever their arguments are."""
    return sum(_max_rows_of(ROW_ESTIMATES.get(field, 0), limits) for field in fields)


def _max_rows_of(rows: int | RowEstimate, limits: Limits) -> float:
    if isinstance(rows, int):
        return rows
    return limits.max_page_size if rows.is_paged else inf


def count_rows(
    root: GraphQLObjectType, selected: GroupedFieldSet, variables: VariableValues, limits: Limits
) -> int:
    """How many rows the root fields ask for together."""
    return sum(_count_rows_of(root, same[0], variables, limits) for same in selected.values())


def require_row_limit(count: int, limits: Limits) -> None:
    """Raises LIMIT_EXCEEDED if these are more rows than one request may ask for."""
    if count > limits.max_rows:
        raise LimitExceededError(f"The request asks for {count} rows in all, more than {limits.max_rows}.")


def _count_rows_of(
    root: GraphQLObjectType, selected: FieldDetails, variables: VariableValues, limits: Limits
) -> int:
    name = selected.node.name.value
    # Introspection reads no rows.
    rows = ROW_ESTIMATES.get(name, 0)
    if isinstance(rows, int):
        return rows
    field = root.fields[name]
    # The others, such as filters, are not worth reading twice.
    counted = GraphQLField(field.type, {argument: field.args[argument] for argument in rows.arguments})
    try:
        return rows.count(get_argument_values(counted, selected.node, variables), limits)
    except GraphQLError:
        # The field is refused when it is executed, with its place.
        return 0
