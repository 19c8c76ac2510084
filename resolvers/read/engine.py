"""The read engine: rows and a selection -> one statement -> finished JSON.

All reads of images use it, so only selected columns are fetched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
from graphql import GraphQLError, located_error

from db.query.event_connection import EventWindow
from db.query.statement import Read
from db.rows.page import ImageRows
from db.store import Rows, Statement, Transaction
from resolvers.context import Info
from resolvers.errors import BadUserInputError
from resolvers.plan.selection import (
    PayloadSelection,
    PreparedInfo,
    SelectedField,
    Selection,
    SelectionFaultError,
)
from resolvers.read.partial import PartialAnswer, PartialSelection
from resolvers.read.writer import (
    connection_json,
    empty_connection_json,
    image_list_json,
    images_by_id,
    json_fragment,
)

# The same for malformed, unknown and invisible markers, so that ids cannot be probed.
INVISIBLE_MARKER_MESSAGE = "No visible image has this marker id."


@dataclass(eq=False, slots=True)
class ReadRequest:
    """The rows of a read: their shape, and the values of its bind parameters."""

    rows: Read
    values: Mapping[str, object] = field(default_factory=dict)


async def read_list(info: Info, request: ReadRequest) -> Any:
    """The images in order; raises BAD_USER_INPUT if the caller sees no image with the marker's id."""
    rows = await _read(info, request)
    if isinstance(request.rows, ImageRows) and request.rows.has_marker:
        if not rows[0][0]:
            raise BadUserInputError(INVISIBLE_MARKER_MESSAGE, ("marker",))
        # After the last image there is still one row, which shows that the marker exists.
        rows = [row for row in rows if row[1] is not None]
    return image_list_json(rows)


async def read_one(info: Info, request: ReadRequest) -> Any:
    """The image, None if there is no row."""
    rows = await _read(info, request)
    return orjson.Fragment(rows[0][-1]) if rows else None


async def read_several(info: Info, request: ReadRequest, ids: Sequence[str | None]) -> Any:
    """Images in the order of the ids; null for each that is null or that the caller does not see."""
    found = images_by_id(await _read(info, request))
    return json_fragment([None if id_ is None else found.get(id_) for id_ in ids])


async def read_connection(info: Info, request: ReadRequest) -> Any:
    """The selected fields of the connection."""
    fields = _selection(info).fields
    if not fields:
        # All fields were skipped, and a statement needs a column.
        return json_fragment({})
    if isinstance(request.rows, EventWindow) and info.context.store.is_glance:
        # Glance has no event log.
        return empty_connection_json(fields)
    return connection_json(fields, await _read(info, request))


async def read_aggregate(info: Info, request: ReadRequest) -> Any:
    """The selected statistics."""
    ((aggregate,),) = await _read(info, request)
    return orjson.Fragment(aggregate)


async def read_events(info: Info, request: ReadRequest) -> Rows:
    """Positions and events as JSON, from the primary; concurrent equal reads share one statement.

    The events of a selection with faults are PartialAnswers.
    """
    context = info.context
    partial = None
    try:
        statement, values = _statement_and_params(info, _selection(info), request)
    except SelectionFaultError as fault:
        partial = PartialSelection.of(fault)
        readable = PreparedInfo(context, fault.variables, partial.selection)
        statement, values = _statement_and_params(cast("Info", readable), partial.selection, request)
    rows: Rows = await context.event_feed.read_shared(
        (statement, frozenset(values.items())), lambda: context.store.read_primary(statement, values)
    )
    return rows if partial is None else [(place, partial.answer(event)) for place, event in rows]


def _selection(info: Info) -> Selection:
    if isinstance(info, PreparedInfo):
        return info.selection
    return info.context.plan_cache.selection(info._raw_info)


async def _read(info: Info, request: ReadRequest) -> Rows:
    selection = _selection(info)
    statement, values = _statement_and_params(info, selection, request)
    if selection.reads_events:
        await info.context.event_feed.position_noted_events()
    return await info.context.store.read(statement, values)


def _statement_and_params(
    info: Info, selection: Selection, request: ReadRequest
) -> tuple[Statement, dict[str, object]]:
    """The statement, and its values by bind parameter."""
    context = info.context
    given, values = selection.bind_arguments(info.variable_values, context.now)
    return context.plan_cache.statement(selection, given, request.rows), _encode_lists(
        {**request.values, **values}
    )


def _encode_lists(values: dict[str, object]) -> dict[str, object]:
    """Encodes lists as JSON, so that a statement does not depend on their length."""
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = orjson.dumps(value).decode()
    return values


async def read_payload(
    info: Info,
    tx: Transaction,
    ids: Sequence[str],
    *,
    is_deleted: bool = False,
    extra_fields: Mapping[str, object] | None = None,
    results: Sequence[Mapping[str, object]] = (),
    member: str | None = None,
) -> Any:
    """A mutation's whole payload, with images as the transaction sees them.

    `extra_fields` are the payload's other fields by names in the API, and `results` those of the payload of
    each image; `member` is the project whose membership is the field `member`.
    """
    payload = info.context.plan_cache.payload(info._raw_info)
    if payload.root.children_error is not None:
        raise payload.root.children_error
    rows = ImageRows(info.context.caller.viewer_scope(include_deleted=is_deleted), "ids")
    reader = _PayloadReader(info, tx, ids, rows, member, [payload.root.key])
    written: dict[str, object] = {}
    for picked, selection in payload.fields:
        if selection is None:
            written[picked.key] = _value_of(picked, extra_fields or {})
        elif isinstance(selection, PayloadSelection):
            written[picked.key] = await reader.read_results(selection, results)
        else:
            written[picked.key] = await reader.read_field(picked, selection)
    errors = reader.errors
    return PartialAnswer(json_fragment(written), errors) if errors else json_fragment(written)


def _value_of(picked: SelectedField, values: Mapping[str, object]) -> object:
    return picked.typename if picked.definition is None else values[picked.name]


@dataclass(slots=True)
class _PayloadReader:
    """Reads the images of a payload; `path` leads to the payload, and `errors` are those of faults."""

    info: Info
    tx: Transaction
    ids: Sequence[str]
    rows: ImageRows
    member: str | None
    path: list[str | int]
    errors: list[GraphQLError] = field(default_factory=list)

    async def read_field(self, picked: SelectedField, selection: Selection) -> Any:
        """The image, the images or the member."""
        read, partial = await self._read(picked, selection)
        answer = read if picked.name == "images" else read[0]
        # An error that leaves nothing of the payload also undoes the change.
        return partial.complete(answer, self.path, self.errors) if partial else answer

    async def read_results(self, payload: PayloadSelection, values: Sequence[Mapping[str, object]]) -> Any:
        """The payload of each image."""
        above: list[str | int] = [*self.path, payload.root.key]
        if payload.root.children_error is not None and self.ids:
            raise located_error(payload.root.children_error, list(payload.root.nodes), [*above, 0])
        read = [
            (picked, await self._read(picked, selection) if isinstance(selection, Selection) else None)
            for picked, selection in payload.fields
        ]
        results: list[dict[str, object]] = []
        for at in range(len(self.ids)):
            result: dict[str, object] = {}
            for picked, found in read:
                if found is None:
                    result[picked.key] = _value_of(picked, values[at])
                    continue
                images, partial = found
                result[picked.key] = (
                    partial.complete(images[at], [*above, at], self.errors) if partial else images[at]
                )
            results.append(result)
        return results

    async def _read(
        self, picked: SelectedField, selection: Selection
    ) -> tuple[list[Any], PartialSelection | None]:
        """The images in the order of their ids, or the member; the faults of the selection, if it has any."""
        context, variables = self.info.context, self.info.variable_values
        partial = None
        try:
            given, values = selection.bind_arguments(variables, context.now)
        except SelectionFaultError as fault:
            partial = PartialSelection.of(fault)
            selection = partial.selection
            given, values = selection.bind_arguments(variables, context.now)
        of_member = picked.name == "member"
        plan = context.plan_cache.member_statement if of_member else context.plan_cache.statement
        statement = plan(selection, given, self.rows)
        bound = _encode_lists(
            {"ids": list(self.ids), "member": self.member, **context.caller.values, **values}
        )
        read = await context.store.read_within(self.tx, statement, bound)
        if of_member:
            return orjson.loads(read[0][-1])["member"], partial
        found = images_by_id(read)
        return [found[id_] for id_ in self.ids], partial
