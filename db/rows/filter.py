"""The SQL of a filter (rules §8)."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from db.dialect import scalars
from db.dialect.clauses import and_on_servers, exists_for_each, is_key_in, unnest_json
from db.dialect.glob import matches_glob
from db.dialect.json import sql_int, sql_string
from db.rows.condition import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    HasProperty,
    HasTag,
    HasTagThat,
    IsNull,
    Not,
    SharedWith,
    deepest_first,
)
from db.rows.identity import find_id, find_ids
from db.rows.soft_delete import is_live, is_live_membership
from db.rows.source import ANY_INDEX, ImageTable
from db.rows.visibility import ViewerScope, can_see_member
from db.tables import VALUE_START, VALUE_START_CHARACTERS, image_members, image_properties, image_tags


@dataclass(frozen=True, slots=True)
class FilterCompiler:
    """Compiles conditions on the images of a table, for a viewer."""

    image: ImageTable
    viewer: ViewerScope

    def compile(self, condition: Condition) -> ColumnElement[bool]:
        return self.compile_on(condition, self.image.column)

    def compile_on(
        self, condition: Condition, column: Callable[..., ColumnElement[Any]]
    ) -> ColumnElement[bool]:
        match condition:
            case AllOf(parts):
                return and_(true(), *(self.compile_on(part, column) for part in deepest_first(parts)))
            case AnyOf(parts):
                return or_(false(), *(self.compile_on(part, column) for part in deepest_first(parts)))
            case Not(part):
                # Not NOT: a comparison with null does not match, so its complement must match.
                return self.compile_on(part, column).is_not(true())
            case Compare("id", "eq" | "in" | "not_in") if self.image.is_glance:
                return _compare_glance_id(condition, column("id"))
            case Compare("value", compares, _, False) if column is property_column and (
                compares in _BY_START and self._reads_starts
            ):
                compared = comparison_sql(condition, column("value"))
                operand = func.left(
                    bindparam(condition.parameter, type_=Text()), sql_int(VALUE_START_CHARACTERS)
                )
                return and_on_servers(compared, _BY_START[compares](VALUE_START, operand))
            case Compare():
                return comparison_sql(
                    condition, column(condition.column, is_equality=condition.operator == "eq")
                )
            case IsNull(name, negated):
                return column(name).is_not(None) if negated else column(name).is_(None)
            case HasTag(parameter, listed):
                return self._has_tag(parameter, listed)
            case HasTagThat(value):
                return self._has_tag_that(value)
            case HasProperty(parameter, value):
                return self._has_property(parameter, value)
            case SharedWith(parameter, statuses):
                return self._shared_with(parameter, statuses)
            case _:
                assert_never(condition)

    def _has_tag(self, parameter: str | None, listed: bool) -> ColumnElement[bool]:
        rows = select(image_tags.c.image_id)
        if parameter is None:
            return self._has_live_row(image_tags, rows)
        operand: ColumnElement[Any] = bindparam(parameter)
        value: ColumnElement[Any] = image_tags.c.value
        if not listed:
            return self._has_live_row(image_tags, rows.where(value == operand))
        # For one image, the index would be searched for every item of the list.
        value = value if self._is_set_based else scalars.hide_from_index(value)
        return self._has_live_row(image_tags, rows.where(value.in_(unnest_json(operand, value.type))))

    def _has_tag_that(self, value: Condition) -> ColumnElement[bool]:
        rows = select(image_tags.c.image_id).where(self.compile_on(value, tag_column))
        return self._has_live_row(image_tags, rows)

    def _has_property(self, parameter: str, value: Condition) -> ColumnElement[bool]:
        rows = select(image_properties.c.image_id).where(
            image_properties.c.name == bindparam(parameter), self.compile_on(value, property_column)
        )
        return self._has_live_row(image_properties, rows)

    @property
    def _reads_starts(self) -> bool:
        """Whether an index finds values by their beginnings: neither in Glance's tables, nor by an image."""
        return not (self.image.is_glance or self.image.is_walked)

    @property
    def _is_set_based(self) -> bool:
        """Whether all images are filtered, and an index of Glimpse shows which have a live child."""
        return (
            self.image.index_hint == ANY_INDEX
            and not self.image.is_glance
            and not self.viewer.include_deleted
        )

    def _has_live_row(self, table: Table, rows: Select[str]) -> ColumnElement[bool]:
        """Whether one of the rows is live and belongs to the image."""
        counts, id_ = is_live(table, self.image, self.viewer.include_deleted), self.image.column("id")
        if self._is_set_based:
            return id_.in_(rows.where(counts))
        return self._exists(rows.where(table.c.image_id == id_, counts))

    def _shared_with(self, parameter: str, statuses: str | None) -> ColumnElement[bool]:
        member = image_members.c
        rows = select(member.id).where(
            member.image_id == self.image.column("id"),
            member.member == bindparam(parameter),
            is_live_membership(self.image, self.viewer.include_deleted),
            can_see_member(self.viewer, self.image, member.member),
        )
        if statuses is not None:
            rows = rows.where(member.status.in_(unnest_json(bindparam(statuses))))
        # Members of an image that is not shared have nothing of it (behaviour §4).
        is_shared = scalars.hide_from_index(self.image.column("visibility")) == sql_string("shared")
        return and_(is_shared, self._exists(rows))

    def _exists(self, rows: Select[*tuple[Any, ...]]) -> ColumnElement[bool]:
        own = rows.correlate(self.image.source)
        return exists_for_each(own, self.image.dialect) if self.image.is_walked else exists(own)


def property_column(name: str, *, is_equality: bool = False) -> ColumnElement[Any]:
    columns: Any = image_properties.c
    column: ColumnElement[Any] = columns[name]
    return column


def tag_column(name: str, *, is_equality: bool = False) -> ColumnElement[Any]:
    columns: Any = image_tags.c
    column: ColumnElement[Any] = columns[name]
    return column


def comparison_sql(compare: Compare, column: ColumnElement[Any]) -> ColumnElement[bool]:
    operand: ColumnElement[Any] = bindparam(compare.parameter)
    if compare.operator in ("in", "not_in"):
        return _in_list_sql(compare, column, operand)
    if compare.operator == "glob":
        return matches_glob(column, compare.parameter, ignore_case=compare.ignore_case)
    if compare.ignore_case:
        column, operand = scalars.ascii_lower(column), scalars.ascii_lower(operand)
    return _OPERATORS[compare.operator](column, operand)


def _compare_glance_id(compare: Compare, id_: ColumnElement[Any]) -> ColumnElement[bool]:
    """Compares an id, in any spelling; ids have no other operators."""
    operand: ColumnElement[Any] = bindparam(compare.parameter)
    if compare.operator == "eq":
        return id_ == find_id(operand)
    ids = select(find_ids(operand).subquery("same").c.id)
    return id_.in_(ids) if compare.operator == "in" else id_.not_in(ids)


def _in_list_sql(
    compare: Compare, column: ColumnElement[Any], operand: ColumnElement[Any]
) -> ColumnElement[bool]:
    if compare.operator == "in" and compare.column == "id":
        return is_key_in(column, operand)
    items = unnest_json(operand, column.type)
    if compare.ignore_case:
        column = scalars.ascii_lower(column)
        items = items.with_only_columns(*(scalars.ascii_lower(item) for item in items.selected_columns))
    if compare.operator == "in":
        return column.in_(items)
    # In SQL even null is "not in" an empty list; here null never matches.
    return and_(column.is_not(None), not_(column.in_(items)))


# What follows for the beginning of a value.
_BY_START: Mapping[str, Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[bool]]] = {
    "eq": operator.eq,
    "gt": operator.ge,
    "gte": operator.ge,
    "lt": operator.le,
    "lte": operator.le,
}

_OPERATORS: Mapping[str, Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[bool]]] = {
    "eq": lambda column, operand: column == operand,
    "neq": lambda column, operand: column != operand,
    "gt": lambda column, operand: column > operand,
    "gte": lambda column, operand: column >= operand,
    "lt": lambda column, operand: column < operand,
    "lte": lambda column, operand: column <= operand,
    "contains": scalars.contains,
    "starts_with": scalars.starts_with,
    "ends_with": scalars.ends_with,
}
