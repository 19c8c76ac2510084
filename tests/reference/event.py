"""The reference's events: rows of the log as the API shows them, as naively as the rule is (rules §8)."""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

from tests.reference.visibility import Viewer

Record = dict[str, Any]


def read_events(connection: sqlite3.Connection) -> list[Record]:
    """Newest first; those without a position have no place."""
    rows = connection.execute("SELECT * FROM image_events WHERE position IS NOT NULL ORDER BY position DESC")
    return [
        {**row, "occurred_at": datetime.fromisoformat(row["occurred_at"]).replace(tzinfo=UTC)}
        for row in map(dict, rows)
    ]


def shown_event(row: Record, image: Record, viewer: Viewer, shown: Callable[[], Record]) -> Record:
    """An event of an image that the viewer sees; `shown` gives the image."""
    is_known = viewer.administrator or viewer.owns(image)
    return {
        "__typename": "ImageEvent",
        "type": row["type"].upper(),
        "imageId": row["image_id"],
        "image": lambda _info: shown(),
        "changedFields": json.loads(row["changed_fields"]),
        "occurredAt": row["occurred_at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "cursor": f"e{row['position']}",
        "actor": {"user": row["actor_user"], "project": row["actor_project"]} if is_known else None,
        "requestId": row["request_id"] if is_known else None,
        "changes": [
            shown_change(each)
            for each in json.loads(row["changes"] or "[]")
            if viewer.administrator or sees_change(each, image, viewer)
        ],
    }


def shown_change(stored: Record) -> Record:
    values = {key: json.loads(stored[key]) if key in stored else None for key in ("before", "after")}
    return {"field": stored["field"], "name": stored["name"], **values}


def sees_change(change: Record, image: Record, viewer: Viewer) -> bool:
    if change["field"] == "members":
        itself = change["name"] == viewer.project and image["visibility"] == "shared"
        return viewer.owns(image) or itself
    return bool(change["field"] != "locations")


def history(events: Sequence[Record]) -> Callable[..., list[Record]]:
    def answer(_info: object, first: int) -> list[Record]:
        if first < 0:
            raise GraphQLError("Argument of a rule of ours.")
        return list(events[:first])

    return answer


def matches_event(row: Record, image: Record, viewer: Viewer, asked: Mapping[str, Any]) -> bool:
    """Whether an event passes the arguments of `imageEvents` but for the cursors."""
    is_known = viewer.administrator or viewer.owns(image)
    since, until = (
        datetime.fromisoformat(asked[name]) if asked.get(name) else None for name in ("since", "until")
    )
    return (
        (asked.get("ids") is None or row["image_id"] in [id_.lower() for id_ in asked["ids"]])
        and (asked.get("types") is None or row["type"].upper() in asked["types"])
        and (asked.get("user") is None or (is_known and row["actor_user"] == asked["user"]))
        and (asked.get("project") is None or (is_known and row["actor_project"] == asked["project"]))
        and (since is None or row["occurred_at"] >= since)
        and (until is None or row["occurred_at"] < until)
    )


def event_connection(
    rows: Sequence[Record], asked: Mapping[str, Any], shown: Callable[[Record], Record]
) -> Record:
    """The page of all rows that match, newest first."""
    after, before = (
        None if asked.get(name) is None else int(asked[name].removeprefix("e"))
        for name in ("after", "before")
    )
    between = [
        row
        for row in rows
        if (after is None or row["position"] < after) and (before is None or row["position"] > before)
    ]
    first, last = asked.get("first"), asked.get("last")
    if last is None:
        most = 25 if first is None else first
        page, has_next = between[:most], len(between) > most
        has_previous = after is not None and any(row["position"] >= after for row in rows)
    else:
        page, has_previous = between[max(len(between) - last, 0) :], len(between) > last
        has_next = before is not None and any(row["position"] <= before for row in rows)
    nodes = [shown(row) for row in page]
    cursors = [node["cursor"] for node in nodes]
    return {
        "edges": [{"cursor": cursor, "node": node} for cursor, node in zip(cursors, nodes, strict=True)],
        "nodes": nodes,
        "pageInfo": {
            "hasNextPage": has_next,
            "hasPreviousPage": has_previous,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        },
    }
