"""Events as JSON: a change, and the current image if the caller still sees it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, null, or_, select

from db.dialect.clauses import is_key_in, limit_to, unnest_json
from db.dialect.json import as_json_bytes
from db.dialect.scalars import contains
from db.fields.event import EventRow, event_json
from db.fields.image import image_json
from db.fields.selection import RequestedField
from db.rows.condition import ALWAYS, Condition
from db.rows.filter import FilterCompiler
from db.rows.source import ImageTable
from db.rows.visibility import PROJECT_PARAMETER, ViewerScope, is_visible, was_visible
from db.tables import image_events, images

# The caller's project in the form of `encode_members`.
PROJECT_LINE_PARAMETER = f"{PROJECT_PARAMETER}_line"


@dataclass(frozen=True, slots=True)
class ImageEvents:
    """Which events: positions after `after` and up to `until`; these and `limit` are bind parameters.

    So are the lists `types` and `ids`, if there are any. `condition` is checked on the current image; an
    event whose image the caller no longer sees has a null image.
    """

    viewer: ViewerScope
    condition: Condition = ALWAYS
    has_types: bool = False
    has_ids: bool = False


def encode_members(members: Iterable[str]) -> str:
    """Each member as JSON between line breaks, which JSON does not contain, so that one can be found."""
    return "".join(f"\n{orjson.dumps(member).decode()}\n" for member in members)


def decode_members(text: str) -> list[str]:
    """The members in the text of `encode_members`."""
    return [orjson.loads(line) for line in text.split("\n") if line]


@dataclass(frozen=True, slots=True)
class _State:
    """The state of an image before or after a change."""

    suffix: str = ""

    def column(self, name: str, *, is_equality: bool = False) -> ColumnElement[Any]:
        column: ColumnElement[Any] = image_events.c[f"{name}{self.suffix}"]
        return column


def image_event_rows(
    requested: Sequence[RequestedField], events: ImageEvents, stored: ImageTable
) -> Select[*tuple[Any, ...]]:
    """The events in order, each with its position."""
    event, viewer = image_events.c, events.viewer
    # Each image is read by its id.
    image = replace(stored, index_hint="id")
    is_member = contains(event.members, bindparam(PROJECT_LINE_PARAMETER))
    sees_after = was_visible(viewer, _State(), is_member)
    was_member = or_(is_member, event.member_left == bindparam(PROJECT_PARAMETER))
    saw_before = was_visible(viewer, _State("_before"), was_member)
    is_seen = images.c.id.is_not(None)
    joined_image = image_events.outerjoin(
        images, and_(images.c.id == event.image_id, is_visible(viewer, image))
    )
    # Field names and values are shown only if the caller sees the image, and saw it after the change.
    row = EventRow(event.__getitem__, stored, viewer, and_(is_seen, sees_after))

    def seen_image(field: RequestedField) -> ColumnElement[Any]:
        return case((is_seen, image_json(field.children, stored, viewer)), else_=null())

    rows = (
        select(event.position, as_json_bytes(event_json(requested, row, seen_image)).label("event"))
        .select_from(joined_image)
        .where(
            event.position > bindparam("after"),
            event.position <= bindparam("until"),
            *([event.type.in_(unnest_json(bindparam("types")))] if events.has_types else []),
            *([is_key_in(event.image_id, bindparam("ids"))] if events.has_ids else []),
            or_(sees_after, saw_before),
            or_(~is_seen, FilterCompiler(image, viewer).compile(events.condition)),
        )
        .order_by(event.position)
    )
    return limit_to(rows, bindparam("limit", type_=Integer))
