"""`imageChanged`: the events of a subscription."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from strawberry import ID, UNSET

from db.events.log import EventSummary
from db.fields.event_cursor import event_cursor, parse_event_cursor
from db.query.event import PROJECT_LINE_PARAMETER, ImageEvents, encode_members
from db.rows.visibility import audience_includes
from db.store import ReadOnlyStoreError, Rows, StatementTimeoutError, StoreUnavailableError
from resolvers.context import Info
from resolvers.errors import BadUserInputError
from resolvers.event_feed import EventFeed, EventFilter
from resolvers.image_id import known_ids
from resolvers.queries.filter import build_condition
from resolvers.read.engine import ReadRequest, read_events
from schema.event import ImageEvent, ImageEventType
from schema.where import ImageWhere

# Events that one statement reads for a subscriber; also the most that it keeps in memory.
BATCH_SIZE = 100


async def image_changed(
    info: Info,
    ids: list[ID] | None = UNSET,
    where: ImageWhere | None = UNSET,
    types: list[ImageEventType] | None = UNSET,
    after: str | None = UNSET,
) -> AsyncGenerator[ImageEvent, None]:
    """Events; raises BAD_USER_INPUT, LIMIT_EXCEEDED, READ_ONLY or CURSOR_EXPIRED before the first."""
    context = info.context
    if context.store.is_glance:
        raise ReadOnlyStoreError
    asked = _build_subscription(info, ids, where, types)
    position = await context.event_feed.begin(
        _position_after(after, context.last_event_id), ("after",) if context.last_event_id is None else ()
    )
    return _events(info, context.event_feed, asked, position)


@dataclass(frozen=True, slots=True)
class _Subscription:
    """The read of a subscription's events, and the filter that selects which are worth reading."""

    request: ReadRequest
    event_filter: EventFilter


def _build_subscription(
    info: Info, ids: list[ID] | None, where: ImageWhere | None, types: list[ImageEventType] | None
) -> _Subscription:
    context = info.context
    limits, caller = context.settings.limits, context.caller
    condition, values = build_condition(where, limits)
    given: dict[str, list[str]] = {}
    if isinstance(ids, list):
        given["ids"] = known_ids(ids, limits.max_page_size)
    if isinstance(types, list):
        given["types"] = [type_.value for type_ in types]
    viewer = caller.viewer_scope(include_deleted=True)
    events = ImageEvents(viewer, condition, has_types="types" in given, has_ids="ids" in given)
    line = encode_members([caller.project]) if caller.project else ""
    named = {name: frozenset(wanted) for name, wanted in given.items()}

    def interest(event: EventSummary) -> bool:
        return (
            ("ids" not in named or event.image_id in named["ids"])
            and ("types" not in named or event.type in named["types"])
            and audience_includes(viewer, caller.project, event.audience)
        )

    return _Subscription(
        ReadRequest(events, {**caller.values, PROJECT_LINE_PARAMETER: line, **values, **given}), interest
    )


def _position_after(after: str | None, last_event_id: str | None) -> int | None:
    """The position behind which events begin; null for those from now on."""
    if last_event_id is not None:
        # The client repeats its request, with the `after` that it began with.
        place = parse_event_cursor(last_event_id)
        if place is None:
            raise BadUserInputError("`Last-Event-ID` is not a valid cursor of an event.")
        return place
    if not isinstance(after, str):
        return None
    place = parse_event_cursor(after)
    if place is None:
        raise BadUserInputError("`after` is not a valid cursor of an event.", ("after",))
    return place


async def _events(
    info: Info, feed: EventFeed, asked: _Subscription, position: int
) -> AsyncGenerator[Any, None]:
    """Events as pairs of cursor and finished JSON."""
    with feed.subscribe():
        while True:
            position, until = await feed.wait_for_events(position, asked.event_filter)
            while position < until:
                feed.require_retained(position)
                rows = await _read_batch(info, asked.request, position, until)
                for place, event in rows:
                    position = place
                    feed.delivered += 1
                    yield event_cursor(place), event
                if len(rows) < BATCH_SIZE:
                    position = until


async def _read_batch(info: Info, request: ReadRequest, position: int, until: int) -> Rows:
    """Reads events, and retries while the database is unavailable, so that the subscription goes on."""
    place = {"after": position, "until": until, "limit": BATCH_SIZE}
    timing = info.context.event_feed.timing
    for _ in range(timing.batch_retries):
        try:
            return await read_events(info, ReadRequest(request.rows, {**request.values, **place}))
        except (StoreUnavailableError, StatementTimeoutError):
            await asyncio.sleep(timing.batch_retry_pause)
    return await read_events(info, ReadRequest(request.rows, {**request.values, **place}))
