"""`imageEvents`: a page of the event log, newest first."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID, UNSET

from db.fields.event_cursor import parse_event_cursor
from db.query.event_connection import EventWindow
from resolvers.context import Info
from resolvers.errors import BadUserInputError
from resolvers.image_id import known_ids
from resolvers.queries.page import connection_size
from resolvers.read.engine import ReadRequest, read_connection
from resolvers.text import require_text
from schema.event import ImageEventConnection, ImageEventType


async def image_events(
    info: Info,
    ids: list[ID] | None = UNSET,
    types: list[ImageEventType] | None = UNSET,
    user: Annotated[
        str | None,
        strawberry.argument(
            description="Changes by this user, of images that the caller owns; of all for administrators."
        ),
    ] = UNSET,
    project: Annotated[
        str | None, strawberry.argument(description="Changes in the name of this project; as `user`.")
    ] = UNSET,
    since: Annotated[
        datetime | None, strawberry.argument(description="Changes at this time or later.")
    ] = UNSET,
    until: Annotated[datetime | None, strawberry.argument(description="Changes before this time.")] = UNSET,
    first: int | None = UNSET,
    after: Annotated[str | None, strawberry.argument(description="Events older than this one.")] = UNSET,
    last: int | None = UNSET,
    before: Annotated[str | None, strawberry.argument(description="Events newer than this one.")] = UNSET,
) -> ImageEventConnection:
    """The oldest events between the cursors if `last` is given, else the newest; always newest first."""
    context = info.context
    caller, limits = context.caller, context.settings.limits
    size, is_backwards = connection_size(first, last, limits)
    places = {name: _position(name, text) for name, text in (("after", after), ("before", before))}
    filters: dict[str, object] = {}
    if isinstance(ids, list):
        filters["ids"] = known_ids(ids, limits.max_page_size)
    if isinstance(types, list):
        filters["types"] = [type_.value for type_ in types]
    for name, text in (("user", user), ("project", project)):
        if isinstance(text, str):
            require_text(text, f"`{name}`", (name,))
            filters[f"actor_{name}"] = text
    filters |= {
        name: time for name, time in (("since", since), ("until", until)) if isinstance(time, datetime)
    }
    window = EventWindow(
        caller.viewer_scope(include_deleted=True),
        frozenset(filters),
        is_backwards,
        has_after=places["after"] is not None,
        has_before=places["before"] is not None,
    )
    sizes = {"limit": size, "one_more": size + 1}
    return await read_connection(info, ReadRequest(window, {**caller.values, **filters, **places, **sizes}))


def _position(name: str, cursor: str | None) -> int | None:
    """The position of a cursor; None without one. Its event need not be kept any more."""
    if not isinstance(cursor, str):
        return None
    position = parse_event_cursor(cursor)
    if position is None:
        raise BadUserInputError(f"`{name}` is not a valid cursor of an event.", (name,))
    return position
