"""The row limit: each root field estimates its rows before anything is read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from graphql import GraphQLError, GraphQLField, GraphQLObjectType
from graphql.execution.collect_fields import FieldDetails, GroupedFieldSet
from graphql.execution.values import VariableValues, get_argument_values

from resolvers.errors import LimitExceededError
from settings import Limits


class RowLimitError(LimitExceededError):
    """The request is refused before anything is read."""


@dataclass(frozen=True, slots=True)
class RowEstimate:
    """The number of rows that a field requests by some arguments, given by their names in the API.

    With `is_paged` it is never more than a page.
    """

    arguments: Sequence[str]
    count: Callable[[Mapping[str, Any], Limits], int]
    is_paged: bool


def page_rows(*sizes: str) -> RowEstimate:
    """The rows of a page, whose size is one of the arguments; the field itself refuses bad values."""

    def count(arguments: Mapping[str, Any], limits: Limits) -> int:
        given = [size for size in arguments.values() if size is not None]
        return min(max(0, *given), limits.max_page_size) if given else limits.default_page_size

    return RowEstimate(sizes, count, is_paged=True)


def listed_rows(argument: str) -> RowEstimate:
    """One row for each item of a list."""
    return RowEstimate([argument], lambda arguments, _: len(arguments[argument]), is_paged=False)


# Every root field has an entry: a number if it does not depend on arguments.
ROW_ESTIMATES: Mapping[str, int | RowEstimate] = {
    "image": 1,
    "images": page_rows("limit"),
    "imagesConnection": page_rows("first", "last"),
    # Its parts have limits of their own, and return no images.
    "imagesAggregate": 0,
    "imageEvents": page_rows("first", "last"),
    "node": 1,
    "nodes": listed_rows("ids"),
    "registry": 0,
    "viewer": 0,
    "createImage": 1,
    "updateImage": 1,
    "deleteImage": 1,
    "restoreImage": 1,
    "createImages": listed_rows("input"),
    "updateImages": listed_rows("input"),
    "deleteImages": listed_rows("input"),
    "addImageMember": 1,
    "updateImageMember": 1,
    "removeImageMember": 1,
}


def row_arguments(field: str) -> Sequence[str]:
    """The arguments that determine the number of rows of a root field."""
    rows = ROW_ESTIMATES.get(field, 0)
    return () if isinstance(rows, int) else rows.arguments


def max_rows(fields: Iterable[str], limits: Limits) -> float:
    """The most rows that root fields can request together, with any arguments."""
    return sum(_max_rows_of(ROW_ESTIMATES.get(field, 0), limits) for field in fields)


def _max_rows_of(rows: int | RowEstimate, limits: Limits) -> float:
    if isinstance(rows, int):
        return rows
    return limits.max_page_size if rows.is_paged else inf


def count_rows(
    root: GraphQLObjectType, selected: GroupedFieldSet, variables: VariableValues, limits: Limits
) -> int:
    """The number of rows that the root fields request together."""
    return sum(_count_rows_of(root, same[0], variables, limits) for same in selected.values())


def require_row_limit(count: int, limits: Limits) -> None:
    """Raises RowLimitError if one request may not request so many rows."""
    if count > limits.max_rows:
        raise RowLimitError(f"The request selects {count} rows; at most {limits.max_rows} are allowed.")


def _count_rows_of(
    root: GraphQLObjectType, selected: FieldDetails, variables: VariableValues, limits: Limits
) -> int:
    name = selected.node.name.value
    # Introspection reads no rows.
    rows = ROW_ESTIMATES.get(name, 0)
    if isinstance(rows, int):
        return rows
    field = root.fields[name]
    # Only these: other arguments, such as filters, are costly to coerce twice.
    counted = GraphQLField(field.type, {argument: field.args[argument] for argument in rows.arguments})
    try:
        return rows.count(get_argument_values(counted, selected.node, variables), limits)
    except GraphQLError:
        # Execution reports this error, with its location.
        return 0
