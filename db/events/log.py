"""The event log: written with each change, in an order without gaps that fill later.

A subscriber reads on from a position. On SQLite changes are serial, and an event gets its position when it
is written. On a server ids are assigned before the commit, so an event that commits late would stand before
events that subscribers have read. There an event has no position until it is committed; only then it gets
the next one, so no event ever appears before one that was read. The events of one image keep their order,
because a change holds the image's lock until the commit.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import BigInteger, bindparam, delete, func, insert, select, update

from db.dialect.clauses import limit_to
from db.dialect.json import sql_int
from db.dialect.variants import DialectName
from db.events.changes import FieldChange, encode_changes
from db.query.event import decode_members, encode_members
from db.query.statement import compile_statement
from db.rows.visibility import Audience, audience
from db.store import Rows, Statement, Transaction
from db.tables import image_events, image_members
from db.write.child import in_ids

# Events that get positions, or are deleted, in one transaction.
BATCH_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Author:
    """The user and the project that make a change, and the id of the request; None if unknown."""

    user: str | None = None
    project: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class EventToRecord:
    """A change of an image, with its visibility and owner before and after.

    `before` and `after` are pairs of visibility and owner; `before` is None for a new image. `member_left`
    is the removed member. `changes` are the old and new values.
    """

    image_id: str
    type: str
    at: datetime
    after: tuple[str, str | None]
    before: tuple[str, str | None] | None
    changed: Sequence[str] = ()
    member_left: str | None = None
    changes: Sequence[FieldChange] = ()

    @property
    def has_members(self) -> bool:
        """Whether members see the image as members, before or after the change."""
        return "shared" in (self.after[0], self.before and self.before[0])


_INSERT = insert(image_events)
# Where changes are serial: the position after the last one.
_NEXT_POSITION = select(func.coalesce(func.max(image_events.c.position), 0) + 1).scalar_subquery()
_INSERT_BY_DIALECT = {"sqlite": insert(image_events).values(position=_NEXT_POSITION)}

_SELECT_MEMBERS = (
    select(image_members.c.image_id, image_members.c.member)
    .where(in_ids(image_members.c.image_id), image_members.c.deleted.is_(False))
    .order_by(image_members.c.member)
)


async def record_events(
    tx: Transaction,
    events: Sequence[EventToRecord],
    members: Mapping[str, Collection[str]] | None = None,
    *,
    author: Author,
) -> None:
    """Records events in the transaction of the change: after its writes, but before an image is deleted.

    `members` are the members of each image, if they are known.
    """
    if members is None:
        members = await load_members(tx, events)
    rows = [
        {
            "image_id": each.image_id,
            "type": each.type,
            "changed_fields": orjson.dumps(list(each.changed)).decode(),
            "occurred_at": each.at,
            "visibility": each.after[0],
            "owner": each.after[1],
            "visibility_before": each.before[0] if each.before else None,
            "owner_before": each.before[1] if each.before else None,
            "members": encode_members(members.get(each.image_id, ())),
            "member_left": each.member_left,
            "actor_user": author.user,
            "actor_project": author.project,
            "request_id": author.request_id,
            "changes": encode_changes(each.changes),
        }
        for each in events
    ]
    await tx.change(_INSERT_BY_DIALECT.get(tx.dialect.name, _INSERT), rows)
    tx.announce_commit()


# A separate statement after the lock: on a server, a statement that waited for the lock sees the image's
# current row, but the members from before.
async def load_members(tx: Transaction, events: Sequence[EventToRecord]) -> dict[str, list[str]]:
    """The members of each image that has any, in order, if they receive its event."""
    members: dict[str, list[str]] = {}
    ids = [each.image_id for each in events if each.has_members]
    if ids:
        for image_id, name in await tx.execute(_SELECT_MEMBERS, {"ids": list(ids)}):
            members.setdefault(image_id, []).append(name)
    return members


@dataclass(frozen=True, slots=True)
class EventRange:
    """The positions of the oldest and newest event, 0 without events, and whether some have none yet."""

    oldest: int
    newest: int
    has_unpositioned: bool = False

    @classmethod
    def of(cls, rows: Rows) -> "EventRange":
        """From the rows of `event_range_statement`."""
        ((oldest, newest, waiting),) = rows
        return cls(oldest or 0, newest or 0, waiting is not None)


def event_range_statement(dialect: DialectName) -> Statement:
    """Reads an EventRange."""
    event = image_events.c
    waiting = limit_to(select(event.id).where(event.position.is_(None)), sql_int(1)).scalar_subquery()
    # Separate subqueries use the index; min and max together would read all rows.
    ends = [select(end(event.position)).scalar_subquery() for end in (func.min, func.max)]
    return compile_statement(select(*ends, waiting), dialect)


@dataclass(frozen=True, slots=True)
class EventSummary:
    """The part of an event that shows which subscribers it cannot concern."""

    position: int
    image_id: str
    type: str
    audience: Audience

    @classmethod
    def of(cls, row: Sequence[Any]) -> "EventSummary":
        """From a row of `event_summaries_statement`."""
        position, image_id, type_, visibility, owner, visibility_before, owner_before, members, left = row
        states = (visibility, owner), (visibility_before, owner_before)
        named = decode_members(members)
        return cls(position, image_id, type_, audience(states, [*named, left] if left else named))


def event_summaries_statement(dialect: DialectName) -> Statement:
    """Reads the events after `after` and up to `until`, two bind parameters, in order."""
    event = image_events.c
    columns = (event.visibility, event.owner, event.visibility_before, event.owner_before)
    rows = select(event.position, event.image_id, event.type, *columns, event.members, event.member_left)
    behind = rows.where(event.position > bindparam("after"), event.position <= bindparam("until"))
    return compile_statement(behind.order_by(event.position), dialect)


_LAST = select(func.max(image_events.c.position))
_WAITING = (
    select(image_events.c.id)
    .where(image_events.c.position.is_(None))
    .order_by(image_events.c.id)
    .limit(BATCH_SIZE)
)
# Of a run of ids that follow each other: one change for many events.
_ASSIGN = (
    update(image_events)
    .where(
        image_events.c.id.between(bindparam("first"), bindparam("last")), image_events.c.position.is_(None)
    )
    .values(position=image_events.c.id + bindparam("shift", type_=BigInteger))
)


async def assign_positions(tx: Transaction) -> bool:
    """Assigns the next positions to a batch of committed events; True if there may be more.

    They are found without locks, because MariaDB would wait for uncommitted changes. If two processes do this
    concurrently, the unique key lets one succeed, and the other raises TransactionConflictError.
    """
    # Read before the events: positions that another process assigns meanwhile then conflict.
    ((last,),) = await tx.execute(_LAST)
    ids = [id_ for (id_,) in await tx.execute(_WAITING)]
    if ids:
        await tx.change(_ASSIGN, list(_runs(ids, (last or 0) + 1)))
    return len(ids) == BATCH_SIZE


def _runs(ids: Sequence[int], position: int) -> Iterator[dict[str, int]]:
    """The runs of ids that follow each other, with the shift from an id to its position."""
    for shift, run in groupby(enumerate(ids, position), lambda pair: pair[0] - pair[1]):
        run_ids = [id_ for _, id_ in run]
        yield {"first": run_ids[0], "last": run_ids[-1], "shift": shift}


_ENDS = select(func.min(image_events.c.position), func.max(image_events.c.position))
_FIRST_SINCE = select(func.min(image_events.c.position)).where(
    image_events.c.position <= bindparam("last"), image_events.c.occurred_at >= bindparam("since")
)
_DELETE = delete(image_events).where(image_events.c.position <= bindparam("last"))


async def prune(tx: Transaction, retention: int, since: datetime | None = None) -> bool:
    """Deletes a batch of the oldest events; True if there may be more.

    The newest `retention` events are kept, all if it is 0, and of those only the ones from `since` on. No gap
    arises: an event is kept if an older one is. The newest event is always kept, because positions continue
    from it.
    """
    ((oldest, newest),) = await tx.execute(_ENDS)
    if oldest is None or newest is None:
        return False
    end_of_batch = int(oldest) + BATCH_SIZE - 1
    last = int(newest) - retention if retention else 0
    if since is not None:
        last = max(last, await _last_before(tx, since, end_of_batch))
    last = min(last, end_of_batch, int(newest) - 1)
    if last < oldest:
        return False
    await tx.change(_DELETE, {"last": last})
    return last == end_of_batch


async def _last_before(tx: Transaction, since: datetime, end: int) -> int:
    """The last position, at most `end`, up to which all events occurred before a time."""
    ((first,),) = await tx.execute(_FIRST_SINCE, {"last": end, "since": since})
    return end if first is None else int(first) - 1


@cache
def committed_count_statement(dialect: DialectName) -> Statement:
    """Counts all events ever committed: those with positions, and those still without.

    An event that commits late increases the count, whatever its id is.
    """
    position = image_events.c.position
    waiting = select(func.count()).where(position.is_(None)).scalar_subquery()
    return compile_statement(select(func.coalesce(func.max(position), sql_int(0)) + waiting), dialect)
