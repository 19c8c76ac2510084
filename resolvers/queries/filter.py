"""Converts a filter from the API to a condition and its operands, in one walk (rules §8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any, get_args, get_type_hints

from strawberry import UNSET

from db.dialect.glob import Glob, InvalidGlobError
from db.rows import condition
from db.rows.condition import (
    ALWAYS,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    HasProperty,
    HasTag,
    HasTagThat,
    IsNull,
    Not,
)
from db.rows.source import HEXADECIMAL_COLUMNS, column_name
from resolvers.errors import BadUserInputError, InputPath, LimitExceededError
from resolvers.image_id import stored_id
from resolvers.names import api_name
from resolvers.text import is_storable_text
from schema.where import (
    ImageMemberFilter,
    ImagePropertyFilter,
    ImageWhere,
    StringFilter,
    StringListFilter,
)
from settings import Limits


def build_condition(
    where: ImageWhere | None, limits: Limits, *, folds_ids: bool = True
) -> tuple[Condition, Mapping[str, object]]:
    """The condition, and its operands by bind parameter; `folds_ids` if all stored ids are in lower case.

    Raises BAD_USER_INPUT with the path of a null or missing operand, LIMIT_EXCEEDED with that of the
    condition or level beyond a limit.
    """
    if where is None or where is UNSET:
        return ALWAYS, {}
    walk = _FilterBuilder(limits.max_filter_conditions, limits.max_filter_depth, folds_ids)
    return walk.where(where, ("where",), 0), walk.values


def _given_operators(filter_: Any, path: InputPath) -> Iterator[tuple[str, Any, InputPath]]:
    for each in fields(filter_):
        value = getattr(filter_, each.name)
        if value is UNSET:
            continue
        place = (*path, api_name(each.name))
        if value is None:
            advice = "; use `isNull` to match null" if _has_is_null(type(filter_), each.name) else ""
            raise BadUserInputError(f"`{place[-1]}` must not be null{advice}.", place)
        yield each.name, value, place


def _has_is_null(filter_: type, operator: str) -> bool:
    """Whether the filter of the operator, or the operator's own value, has `isNull`."""
    if operator == "is_null":
        return False
    types = (filter_, *get_args(get_type_hints(filter_)[operator]))
    return any(hasattr(type_, "is_null") for type_ in types)


@dataclass(slots=True)
class _FilterBuilder:
    most: int
    # The database's parser recurses with each level, as this class does.
    deepest: int
    folds_ids: bool
    count: int = 0
    values: dict[str, object] = field(default_factory=dict)

    def where(self, where: ImageWhere, path: InputPath, depth: int) -> Condition:
        if depth > self.deepest:
            raise LimitExceededError(f"The filter must have at most {self.deepest} levels of nesting.", path)
        parts: list[Condition] = []
        for name, value, place in _given_operators(where, path):
            match name:
                case "and_" | "or_":
                    branches = tuple(
                        self._branch(each, (*place, at), depth + 1) for at, each in enumerate(value)
                    )
                    parts.append(AllOf(branches) if name == "and_" else AnyOf(branches))
                case "not_":
                    parts.append(Not(self._branch(value, place, depth + 1)))
                case "tags":
                    parts.append(self._tags(value, place))
                case "properties":
                    parts.extend(self._property(each, (*place, at)) for at, each in enumerate(value))
                case "shared_with":
                    parts.append(self._shared_with(value, place))
                case "protected" | "hidden":
                    parts.append(Compare(column_name(name), "eq", self._operand(value, place)))
                case _:
                    parts.append(self._column(column_name(name), value, place))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _branch(self, where: ImageWhere, path: InputPath, depth: int) -> Condition:
        counted = self.count
        branch = self.where(where, path, depth)
        if self.count == counted:
            # Thousands of empty branches would become an expression too deep for SQLite.
            self._count(path)
        return branch

    def _column(self, column: str, filter_: Any, path: InputPath) -> Condition:
        # Stored ones may be in upper case: a Glance database keeps them as they came.
        fold = column in HEXADECIMAL_COLUMNS or (isinstance(filter_, StringFilter) and filter_.ignore_case)
        parts: list[Condition] = []
        for name, value, place in _given_operators(filter_, path):
            if name == "ignore_case":
                continue
            if name == "is_null":
                self._count(place)
                parts.append(IsNull(column, is_negated=not value))
            elif name == "glob":
                parts.append(self._glob(column, value, place, fold))
            elif name == "starts_with" and column == "id":
                parts.append(self._id_prefix(value, place))
            elif name == "starts_with" and not fold:
                parts.append(self._prefix(column, value, place))
            else:
                operator: Any = "in" if name == "in_" else name
                if column == "id" and self.folds_ids:
                    value = [*map(stored_id, value)] if isinstance(value, list) else stored_id(value)
                parts.append(Compare(column, operator, self._operand(value, place), fold))
        return _all(parts, path)

    def _prefix(self, column: str, prefix: str, path: InputPath) -> Condition:
        """A prefix as a range, which an index on the column can serve."""
        self._count(path)
        self._check_text(prefix, path=path)
        low, *high = self._range(column, prefix)
        return AllOf((low, *high)) if high else low

    def _range(self, column: str, prefix: str) -> Iterator[Compare]:
        """The texts with the prefix are at least it, and less than its successor."""
        yield Compare(column, "gte", self._value(prefix))
        after = prefix_successor(prefix)
        if after is not None:
            yield Compare(column, "lt", self._value(after))

    def _id_prefix(self, prefix: str, path: InputPath) -> Condition:
        """Stored ids are in lower case, but for those of Glance."""
        if self.folds_ids:
            return self._prefix("id", prefix.lower() if prefix.isascii() else prefix, path)
        return Compare("id", "starts_with", self._operand(prefix, path), ignore_case=True)

    def _glob(self, column: str, pattern: str, path: InputPath, fold: bool) -> Condition:
        """A pattern, and the range of its literal prefix, which an index on the column can serve."""
        self._count(path)
        self._check_text(pattern, path=path)
        try:
            glob = Glob.of(pattern)
        except InvalidGlobError as error:
            raise BadUserInputError(f"`glob` {error}.", path) from error
        parameter = self._value(glob.like)
        self.values |= glob.values(parameter)
        matches = Compare(column, "glob", parameter, fold)
        if fold or not glob.prefix:
            return matches
        return AllOf((*self._range(column, glob.prefix), matches))

    def _tags(self, filter_: StringListFilter, path: InputPath) -> Condition:
        parts: list[Condition] = []
        for name, value, place in _given_operators(filter_, path):
            match name:
                case "all":
                    parts.append(
                        AllOf(tuple(HasTag(self._operand(tag, (*place, at))) for at, tag in enumerate(value)))
                    )
                case "any":
                    parts.append(HasTag(self._operand(value, place), is_list=True))
                case "some":
                    parts.append(HasTagThat(self._column("value", value, place)))
                case "none":
                    parts.append(Not(HasTag(self._operand(value, place), is_list=True)))
                case _:
                    self._count(place)
                    parts.append(Not(HasTag(None)) if value else HasTag(None))
        return _all(parts, path)

    def _property(self, filter_: ImagePropertyFilter, path: InputPath) -> Condition:
        given = {name: (value, place) for name, value, place in _given_operators(filter_, path)}
        exists, _ = given.get("exists", (True, path))
        name = self._operand(filter_.name, (*path, "name"))
        if "value" not in given:
            has = HasProperty(name, ALWAYS)
            return has if exists else Not(has)
        if not exists:
            raise BadUserInputError("`value` must not be set when `exists` is false.", (*path, "value"))
        return HasProperty(name, self._column("value", *given["value"]))

    def _shared_with(self, filter_: ImageMemberFilter, path: InputPath) -> Condition:
        given = {name: (value, place) for name, value, place in _given_operators(filter_, path)}
        member = self._operand(*given["member"])
        statuses = self._operand(*given["status"]) if "status" in given else None
        return condition.SharedWith(member, statuses)

    def _operand(self, value: Any, path: InputPath) -> str:
        """The bind parameter of an operand; counts one condition."""
        self._count(path)
        items = value if isinstance(value, list) else [value]
        self._check_text(*(item for item in items if isinstance(item, str)), path=path)
        return self._value([_plain(item) for item in items] if items is value else _plain(value))

    def _check_text(self, *texts: str, path: InputPath) -> None:
        if not all(map(is_storable_text, texts)):
            raise BadUserInputError("A text must not contain NUL or unpaired surrogates.", path)

    def _count(self, path: InputPath) -> None:
        self.count += 1
        if self.count > self.most:
            raise LimitExceededError(f"The filter must have at most {self.most} conditions.", path)

    def _value(self, value: object) -> str:
        parameter = f"w{len(self.values)}"
        self.values[parameter] = value
        return parameter


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def _all(parts: list[Condition], path: InputPath) -> Condition:
    if not parts:
        raise BadUserInputError(f"`{path[-1]}` must have a condition.", path)
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def prefix_successor(prefix: str) -> str | None:
    """The smallest text, by code points, after all texts with the prefix; None if no text is."""
    head = prefix.rstrip("\U0010ffff")
    if not head:
        return None
    last = ord(head[-1]) + 1
    # Surrogates are not characters.
    return head[:-1] + chr(0xE000 if last == 0xD800 else last)
