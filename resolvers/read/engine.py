"""The read engine: rows wanted and a selection -> one statement -> finished JSON.

There is no other way of reading images, so nothing is fetched that nobody selected.
"""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from db.query.statement import Read
from db.rows.page import ImageRows
from db.store import Rows, Statement, Transaction
from resolvers.context import Info
from resolvers.errors import BadUserInput
from resolvers.plan.selection import PreparedInfo, Selection
from resolvers.read.writer import connection, finished, image_list, images_by_id

# Malformed, unknown or invisible: that it is the same tells nobody what exists.
MARKER_UNSEEN = "The marker is no image that you can see."


@dataclass(eq=False, slots=True)
class Wish:
    """Which rows a read wants: their shape, and the values of its bind parameters."""

    rows: Read
    values: Mapping[str, object] = field(default_factory=dict)


async def read_list(info: Info, wish: Wish) -> Any:
    """The images in order; BAD_USER_INPUT if the marker is no image that the caller sees."""
    rows = await _read(info, wish)
    if isinstance(wish.rows, ImageRows) and wish.rows.has_marker:
        if not rows[0][0]:
            raise BadUserInput(MARKER_UNSEEN, ("marker",))
        # Behind the last image the answer has one row, which says that the marker was found.
        rows = [row for row in rows if row[1] is not None]
    return image_list(rows)


async def read_one(info: Info, wish: Wish) -> Any:
    """The image, or None."""
    rows = await _read(info, wish)
    return orjson.Fragment(rows[0][-1]) if rows else None


async def read_several(info: Info, wish: Wish, ids: Sequence[str]) -> Any:
    """Images in the order of the ids, null where there is none that the caller sees."""
    found = images_by_id(await _read(info, wish))
    return finished([found.get(id_) for id_ in ids])


async def read_connection(info: Info, wish: Wish) -> Any:
    """The wanted fields of the connection."""
    fields = _selection(info).fields
    if not fields:
        # All were skipped, and no statement has no columns.
        return finished({})
    return connection(fields, await _read(info, wish))


async def read_aggregate(info: Info, wish: Wish) -> Any:
    """The wanted statistics."""
    ((aggregate,),) = await _read(info, wish)
    return orjson.Fragment(aggregate)


async def read_events(info: Info, wish: Wish) -> Rows:
    """Events as JSON with their places, never of a replica; read once for all who want the same just now."""
    context = info.context
    statement, values = _asked(info, wish)
    return await context.feed.shared(
        (statement, frozenset(values.items())), lambda: context.store.read_primary(statement, values)
    )


def _selection(info: Info) -> Selection:
    if isinstance(info, PreparedInfo):
        return info.selection
    return info.context.plans.selection(info._raw_info)


def _read(info: Info, wish: Wish) -> Awaitable[Rows]:
    return info.context.store.read(*_asked(info, wish))


def _asked(info: Info, wish: Wish) -> tuple[Statement, dict[str, object]]:
    """The statement, and its values by bind parameter."""
    context = info.context
    selection = _selection(info)
    given, values = selection.bound(info.variable_values, context.now)
    return context.plans.statement(selection, given, wish.rows), _bound({**wish.values, **values})


def _bound(values: dict[str, object]) -> dict[str, object]:
    """Lists go to the database as JSON: a statement does not depend on how long they are."""
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = orjson.dumps(value).decode()
    return values


async def read_payload(
    info: Info,
    tx: Transaction,
    ids: Sequence[str],
    *,
    deleted: bool = False,
    facts: Mapping[str, object] | None = None,
    member: str | None = None,
) -> Any:
    """A mutation's whole payload, its images read as the transaction sees them.

    `facts` are the payload's fields beside its images, by their names in the API; `member` is the
    project whose membership is the field `member`.
    """
    context = info.context
    payload = context.plans.payload(info._raw_info)
    rows = ImageRows(context.caller.viewer_scope(include_deleted=deleted), "ids")
    written: dict[str, object] = {}
    for picked, selection in payload.fields:
        if selection is None:
            written[picked.key] = picked.typename if picked.definition is None else (facts or {})[picked.name]
            continue
        given, values = selection.bound(info.variable_values, context.now)
        of_member = picked.name == "member"
        plan = context.plans.member_statement if of_member else context.plans.statement
        statement = plan(selection, given, rows)
        bound = _bound({"ids": list(ids), "member": member, **context.caller.values, **values})
        read = await context.store.read_within(tx, statement, bound)
        if of_member:
            (written[picked.key],) = orjson.loads(read[0][-1])["member"]
            continue
        found = images_by_id(read)
        images = [found[id_] for id_ in ids]
        written[picked.key] = images if picked.name == "images" else images[0]
    return finished(written)
