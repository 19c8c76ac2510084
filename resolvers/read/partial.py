"""Answers of selections with faults: what can be read, and an error in each place that cannot.

A fault is an invalid argument of a field, or a null condition (`@include`) on one. GraphQL executes a field
for each object, so the field's error occurs in each object, and nowhere if there is no object. Here the other
fields are read by one statement as always; then this module puts nulls and errors into the answer, as
graphql-core would (tests/resolvers/test_faulty_selections.py compares).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLOutputType, is_list_type, is_non_null_type, located_error
from graphql.execution.values import VariableValues

from resolvers.context import Context
from resolvers.errors import LimitExceededError
from resolvers.plan.selection import (
    PreparedInfo,
    SelectedField,
    Selection,
    SelectionFaultError,
    field_operands,
    typename_of,
)

# Errors in one response: a page of a thousand images could have half a million.
MAX_ERRORS = 1000

_Path = list[str | int]


@dataclass(frozen=True, slots=True)
class PartialAnswer:
    """An `orjson.Fragment` or None, and the errors of the nulls in it."""

    json: Any
    errors: list[GraphQLError]


async def read_partially(
    fault: SelectionFaultError,
    resolver: Callable[..., Awaitable[Any]],
    named: Mapping[str, Any],
    context: Context,
    errors: list[GraphQLError],
) -> Any:
    """A root field's answer, read again without its faults.

    Adds the errors to `errors`; raises the GraphQLError that leaves nothing of the answer.
    """
    partial = PartialSelection.of(fault)
    answer = await resolver(info=PreparedInfo(context, fault.variables, partial.selection), **named)
    return partial.complete(answer, [], errors)


@dataclass(frozen=True, slots=True)
class PartialSelection:
    """A selection without its faults, which can be read.

    `_faults` are the errors of fields that were left out, by the id of the field. `_affected` are the ids of
    the fields whose values have such a field anywhere below.
    """

    selection: Selection
    _root: SelectedField
    _faults: dict[int, GraphQLError]
    _affected: set[int]

    @classmethod
    def of(cls, fault: SelectionFaultError) -> "PartialSelection":
        whole = fault.selection
        faults: dict[int, GraphQLError] = {}
        variables = VariableValues({}, fault.variables)
        for picked, path in whole.with_arguments:
            try:
                field_operands(picked, path, variables, fault.now)
            except GraphQLError as error:
                faults[id(picked)] = error
        affected = set[int]()
        pruned = _prune(whole.root, faults, affected)
        if whole.pruned is None or whole.pruned[0] != faults.keys():
            # Kept, because a plan is found by the identity of its selection.
            whole.pruned = frozenset(faults), Selection(pruned, whole.weight)
        return cls(whole.pruned[1], whole.root, faults, affected)

    def answer(self, event: bytes) -> PartialAnswer:
        """The answer for one event."""
        errors: list[GraphQLError] = []
        try:
            return PartialAnswer(self.complete(orjson.Fragment(event), [], errors), errors)
        except GraphQLError as error:
            errors.append(located_error(error, list(self._root.nodes), [self._root.key]))
            return PartialAnswer(None, errors)

    def complete(self, answer: Any, above: _Path, errors: list[GraphQLError]) -> Any:
        """The answer with nulls; adds their errors, or raises the error that leaves nothing of it.

        `above` has the response keys above the field that has the selection.
        """
        if answer is None:
            return None
        assert self._root.definition is not None
        found: list[GraphQLError] = []
        completion = _Completion(self._faults, self._affected, found, MAX_ERRORS - len(errors))
        path = [*above, self._root.key]
        try:
            value = orjson.loads(orjson.dumps(answer))
            completed = completion.value(self._root.definition.type, self._root, value, path)
            written = orjson.dumps(completed)
        except (orjson.JSONDecodeError, orjson.JSONEncodeError):
            # The metadata of a location in a served Glance database.
            raise LimitExceededError("A partial response must have at most 254 levels of nesting.") from None
        except _TooManyErrors:
            raise too_many_errors() from None
        except GraphQLError:
            errors += found
            raise
        errors += found
        return orjson.Fragment(written)


def too_many_errors() -> LimitExceededError:
    return LimitExceededError(f"The response must have at most {MAX_ERRORS} errors.")


def _prune(picked: SelectedField, faults: Mapping[int, GraphQLError], affected: set[int]) -> SelectedField:
    """The field without faults below it, of which `affected` gets the ids."""
    if picked.children_error is not None:
        affected.add(id(picked))
        return replace(picked, children_error=None)
    children = []
    for child in picked.children:
        if id(child) in faults:
            affected |= {id(child), id(picked)}
            continue
        children.append(_prune(child, faults, affected))
        if id(child) in affected:
            affected.add(id(picked))
    if id(picked) not in affected:
        return picked
    return replace(picked, children=tuple(children) or (typename_of(picked.children[0].typename),))


class _TooManyErrors(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Completion:
    """Completes values as GraphQL's specification does, section "Value Completion"."""

    faults: Mapping[int, GraphQLError]
    affected: set[int]
    errors: list[GraphQLError]
    max_errors: int

    def value(self, type_: GraphQLOutputType, picked: SelectedField, value: Any, path: _Path) -> Any:
        """The value with nulls below; raises the GraphQLError that makes it null itself."""
        if is_non_null_type(type_):
            type_ = type_.of_type
        if value is None:
            return None
        if is_list_type(type_):
            return [
                self._item(type_.of_type, picked, item, [*path, index]) for index, item in enumerate(value)
            ]
        if picked.children_error is not None:
            raise located_error(picked.children_error, list(picked.nodes), path)
        return {child.key: self._field(child, value, [*path, child.key]) for child in picked.children}

    def _item(self, type_: GraphQLOutputType, picked: SelectedField, value: Any, path: _Path) -> Any:
        try:
            return self.value(type_, picked, value, path)
        except GraphQLError as error:
            return self._null(type_, error)

    def _field(self, picked: SelectedField, source: Mapping[str, Any], path: _Path) -> Any:
        if id(picked) not in self.affected:
            return source[picked.key]
        assert picked.definition is not None
        type_ = picked.definition.type
        try:
            if id(picked) in self.faults:
                raise located_error(self.faults[id(picked)], list(picked.nodes), path)
            return self.value(type_, picked, source[picked.key], path)
        except GraphQLError as error:
            return self._null(type_, error)

    def _null(self, type_: GraphQLOutputType, error: GraphQLError) -> None:
        """Adds the error of a value that becomes null; raises that of a non-null one."""
        if is_non_null_type(type_):
            raise error
        if len(self.errors) >= self.max_errors:
            raise _TooManyErrors from error
        self.errors.append(error)
