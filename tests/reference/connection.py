"""The reference's connections: lists cut in two at a cursor, and what Relay's specification says of pages."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

Record = dict[str, Any]
Keys = Sequence[Mapping[str, str]]


def column_of(key: Mapping[str, Any]) -> str:
    """The key of a row: a column, or the value of a property that `with_properties` added."""
    field = key.get("field")
    return f"property {json.dumps(key['property'], ensure_ascii=False)}" if field is None else field.lower()


def whole_order(keys: Keys) -> list[Mapping[str, str]]:
    """With the id in the first key's direction, behind which nothing matters."""
    keys = keys or [{"field": "CREATED_AT", "direction": "DESC", "nulls": "LAST"}]
    whole = [*keys, {"field": "ID", "direction": keys[0]["direction"], "nulls": "LAST"}]
    return whole[: [column_of(key) for key in whole].index("id") + 1]


def in_order(rows: Sequence[Record], keys: Keys) -> list[Record]:
    """By each key; `sorted` keeps equal rows as they were."""
    ordered = list(rows)
    for key in reversed(whole_order(keys)):
        column, backwards = column_of(key), key["direction"] == "DESC"
        nulls = [row for row in ordered if row[column] is None]
        others = [row for row in ordered if row[column] is not None]
        others.sort(key=lambda row: row[column], reverse=backwards)
        ordered = nulls + others if key["nulls"] == "FIRST" else others + nulls
    return ordered


def first_of_groups(rows: Sequence[Record], keys: Keys, groups: Sequence[Mapping[str, Any]]) -> list[Record]:
    """The first in the order of the rows that are equal in all groups' columns."""
    firsts: dict[tuple[Any, ...], Record] = {}
    for at, row in enumerate(in_order(rows, keys)):
        group = tuple(row[column_of(each)] for each in groups) if groups else (at,)
        firsts.setdefault(group, row)
    return list(firsts.values())


def digest(keys: Keys) -> str:
    words = [
        f"{column_of(key)} {key['direction'].lower()} nulls {key['nulls'].lower()}"
        for key in whole_order(keys)
    ]
    return sha256(", ".join(words).encode()).hexdigest()[:8]


def cursor_of(row: Record, keys: Keys) -> str:
    values = [row[column_of(key)] for key in whole_order(keys)]
    texts = [f"{value:%Y-%m-%dT%H:%M:%S.%f}" if isinstance(value, datetime) else value for value in values]
    written = json.dumps([digest(keys), *texts], separators=(",", ":"), ensure_ascii=False)
    return written.encode().hex().upper()


def place_of(cursor: str, keys: Keys) -> Record:
    """A row that stands where the cursor says."""
    mark, *values = json.loads(bytes.fromhex(cursor))
    assert mark == digest(keys)
    columns = [column_of(key) for key in whole_order(keys)]
    return {
        column: datetime.fromisoformat(value).replace(tzinfo=UTC) if column.endswith("_at") else value
        for column, value in zip(columns, values, strict=True)
    }


def behind(rows: Sequence[Record], cursor: str, keys: Keys) -> list[Record]:
    place = place_of(cursor, keys)
    ordered = in_order([*rows, place], keys)
    return ordered[[row is place for row in ordered].index(True) + 1 :]


def ahead(rows: Sequence[Record], cursor: str, keys: Keys) -> list[Record]:
    place = place_of(cursor, keys)
    ordered = in_order([place, *rows], keys)
    return ordered[: [row is place for row in ordered].index(True)]


@dataclass(frozen=True)
class Page:
    rows: list[Record]
    has_next: bool
    has_previous: bool


def page(rows: Sequence[Record], asked: Mapping[str, Any]) -> Page:
    """Of all rows that match."""
    keys, first, last = asked["orderBy"], asked.get("first"), asked.get("last")
    after, before = asked.get("after"), asked.get("before")
    between = in_order(rows, keys)
    if after is not None:
        between = [row for row in between if row in behind(rows, after, keys)]
    if before is not None:
        between = [row for row in between if row in ahead(rows, before, keys)]
    if last is None:
        most = 25 if first is None else first
        earlier = after is not None and len(behind(rows, after, keys)) < len(rows)
        return Page(between[:most], has_next=len(between) > most, has_previous=earlier)
    later = before is not None and len(ahead(rows, before, keys)) < len(rows)
    start = max(len(between) - last, 0)
    return Page(between[start:], has_next=later, has_previous=start > 0)


def connection(rows: Sequence[Record], asked: Mapping[str, Any], shown: Callable[[Record], Record]) -> Record:
    """Without its statistics."""
    found = page(rows, asked)
    cursors = [cursor_of(row, asked["orderBy"]) for row in found.rows]
    nodes = [shown(row) for row in found.rows]
    return {
        "edges": [{"cursor": cursor, "node": node} for cursor, node in zip(cursors, nodes, strict=True)],
        "nodes": nodes,
        "pageInfo": {
            "hasNextPage": found.has_next,
            "hasPreviousPage": found.has_previous,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        },
        "totalCount": len(rows),
    }
