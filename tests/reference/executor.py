"""The reference: a second, simple answer to the same queries, for an administrator unless told otherwise.

Plain dicts out of SQLite, plain Python, and graphql-core over the exported schema. It shares nothing
with `db/` and `resolvers/` but the schema's text, and has no limits: it is for queries that are fine.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLSchema, build_schema, execute_sync, parse, validate

from resolvers.root import create_schema
from settings import Settings
from tests.reference.aggregate import aggregate
from tests.reference.connection import column_of, connection, first_of_groups, in_order
from tests.reference.event import event_connection, history, matches_event, read_events, shown_event
from tests.reference.filter import matches
from tests.reference.visibility import ADMINISTRATOR, Viewer

Record = dict[str, Any]

CHILDREN = ("image_properties", "image_tags", "image_members", "image_locations")
TIMES = ("created_at", "updated_at", "deleted_at")


@cache
def schema() -> GraphQLSchema:
    return build_schema(create_schema(Settings.from_environment({})).as_str())


@cache
def document(query: str) -> DocumentNode:
    parsed = parse(query)
    assert not validate(schema(), parsed)
    return parsed


class Reference:
    """What the file holds now; answers like the API, with data only."""

    def __init__(self, database: Path, viewer: Viewer = ADMINISTRATOR, now: datetime | None = None) -> None:
        self._viewer = viewer
        self._now = now or datetime.now(UTC)
        with closing(sqlite3.connect(database)) as connection:
            connection.row_factory = sqlite3.Row
            rows = {table: _rows(connection, table) for table in ("images", *CHILDREN)}
            tables = {name for (name,) in map(tuple, connection.execute("SELECT name FROM sqlite_schema"))}
            self._events = read_events(connection) if "image_events" in tables else []
        self._images = {row["id"]: row for row in rows["images"]}
        for row in self._images.values():
            row["updated_at"] = row["updated_at"] or row["created_at"]
            row |= {table: [] for table in CHILDREN}
            # A Glance database has no events, and is only read.
            is_own = "image_events" in tables
            row["can_change"] = is_own and not row["deleted"]
            row["hides_location_status"] = is_own and row["deleted"]
            row["events"] = [event for event in self._events if event["image_id"] == row["id"]]
        for table in CHILDREN:
            for row in rows[table]:
                self._images[row["image_id"]][table].append(row)

    def ask(self, query: str, variables: Mapping[str, object] | None = None) -> Any:
        """The data; a query with errors fails."""
        result = self.answer(query, variables)
        assert result.errors is None, result.errors
        return result.data

    def answer(self, query: str, variables: Mapping[str, object] | None = None) -> ExecutionResult:
        """The data and graphql-core's errors: of conditions and arguments, not of our rules."""
        root = {
            "image": self.image,
            "images": self.images,
            "imagesConnection": self.connection,
            "imagesAggregate": self.aggregate,
            "imageEvents": self.events,
            "node": self.image,
            "nodes": self.nodes,
        }
        result = execute_sync(schema(), document(query), root, variable_values=dict(variables or {}))
        assert isinstance(result, ExecutionResult)
        return result

    def image(self, _info: object, id: str, includeDeleted: bool = False) -> Record | None:  # noqa: N803
        row = self._images.get(self._stored(id))
        if row is None or not self._sees(row, includeDeleted):
            return None
        return shown(row, includeDeleted, self._viewer)

    def _stored(self, id_: str) -> str:
        """The image that an id in any case names: the same spelling, else in lower case, else another."""
        same = [known for known in self._images if known.lower() == id_.lower()]
        ranked = sorted(
            same, key=lambda known: (known != id_, known != id_.lower(), known != id_.upper(), known)
        )
        return ranked[0] if ranked else id_

    def nodes(self, info: object, ids: Sequence[str]) -> list[Record | None]:
        return [self.image(info, id_) for id_ in ids]

    def images(self, _info: object, **asked: Any) -> list[Record]:
        deleted = asked["includeDeleted"]
        found = {row["id"] for row in self._remaining(asked)}
        seen = [row for row in self._images.values() if self._sees(row, deleted)]
        ids = [row["id"] for row in in_order(seen, asked["orderBy"])]
        if asked.get("marker") is not None:
            ids = ids[ids.index(self._stored(asked["marker"])) + 1 :]
        page = [id_ for id_ in ids if id_ in found][asked["offset"] :]
        limit = 25 if asked.get("limit") is None else asked["limit"]
        return [shown(self._images[id_], deleted, self._viewer) for id_ in page[:limit]]

    def connection(self, _info: object, **asked: Any) -> Record:
        def show(row: Record) -> Record:
            return shown(row, asked["includeDeleted"], self._viewer)

        rows = self._remaining(asked)
        return connection(rows, asked, show) | {"aggregate": self._aggregate(rows, asked)}

    def aggregate(self, _info: object, **asked: Any) -> Record:
        return self._aggregate(self._matching(asked), asked)

    def _aggregate(self, rows: Sequence[Record], asked: Mapping[str, Any]) -> Record:
        return aggregate([shown(row, asked["includeDeleted"], self._viewer) for row in rows], self._now)

    def _remaining(self, asked: Mapping[str, Any]) -> list[Record]:
        """Those that match and that are the first of their groups."""
        order, groups = asked["orderBy"], asked["distinctOn"]
        for key in (*order, *groups):
            if key.get("property") is not None:
                for row in self._images.values():
                    row[column_of(key)] = property_of(row, key["property"], asked["includeDeleted"])
        return first_of_groups(self._matching(asked), order, groups)

    def events(self, _info: object, **asked: Any) -> Record:
        viewer, images = self._viewer, self._images
        seen = [row for row in self._events if row["image_id"] in images]
        matching = [
            row
            for row in seen
            if self._sees(image := images[row["image_id"]], True) and matches_event(row, image, viewer, asked)
        ]

        def show(row: Record) -> Record:
            image = images[row["image_id"]]
            return shown_event(row, image, viewer, lambda: shown(image, True, viewer))

        return event_connection(matching, asked, show)

    def _matching(self, asked: Mapping[str, Any]) -> list[Record]:
        """In no order."""
        deleted, viewer, where = asked["includeDeleted"], self._viewer, asked.get("where") or {}
        return [
            row
            for row in self._images.values()
            if self._sees(row, deleted)
            and (asked["scope"] == "VISIBLE" or viewer.lists(row, members_of(row, deleted), where))
            and matches(shown(row, deleted, viewer), where)
        ]

    def _sees(self, row: Record, deleted: bool) -> bool:
        return (deleted or not row["deleted"]) and self._viewer.sees(row, members_of(row, deleted))


def _rows(connection: sqlite3.Connection, table: str) -> list[Record]:
    rows = [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY id")]
    for row in rows:
        for time in TIMES:
            row[time] = row[time] and datetime.fromisoformat(row[time]).replace(tzinfo=UTC)
    return rows


def children(image: Record, table: str, deleted: bool) -> list[Record]:
    """The live rows and, if deleted images count, those that went at most two seconds before theirs."""

    def counts(row: Record) -> bool:
        if not row["deleted"]:
            return True
        if not deleted or not image["deleted"]:
            return False
        return bool(row["deleted_at"] >= image["deleted_at"] - timedelta(seconds=2))

    return [row for row in image[table] if counts(row)]


def property_of(image: Record, name: str, deleted: bool) -> str | None:
    values = [row["value"] for row in children(image, "image_properties", deleted) if row["name"] == name]
    return values[0] if values else None


def members_of(image: Record, deleted: bool) -> dict[str, Record]:
    """By project; of a Glance member's several rows the last one counts."""
    return {row["member"]: row for row in children(image, "image_members", deleted)}


def shown(image: Record, deleted: bool, viewer: Viewer) -> Record:
    """The image as the API shows it."""
    properties = {
        row["name"]: row["value"]
        for row in sorted(children(image, "image_properties", deleted), key=lambda row: str(row["name"]))
    }
    members = viewer.members_seen(image, members_of(image, deleted))
    locations = [shown_location(image, row) for row in children(image, "image_locations", deleted)]
    return {
        "__typename": "Image",
        "id": image["id"],
        "name": image["name"],
        "status": image["status"].upper(),
        "visibility": image["visibility"].upper(),
        "diskFormat": image["disk_format"],
        "containerFormat": image["container_format"],
        "size": image["size"],
        "virtualSize": image["virtual_size"],
        "checksum": image["checksum"],
        "hashAlgorithm": image["os_hash_algo"],
        "hashValue": image["os_hash_value"],
        "minDisk": image["min_disk"],
        "minRam": image["min_ram"],
        "owner": image["owner"],
        "protected": bool(image["protected"]),
        "hidden": bool(image["os_hidden"]),
        "createdAt": instant(image["created_at"]),
        "updatedAt": instant(image["updated_at"]),
        "deletedAt": image["deleted_at"] and instant(image["deleted_at"]),
        "version": image["updated_at"].strftime("%Y-%m-%dT%H:%M:%S.%f"),
        "viewerCanUpdate": viewer.changes(image),
        "viewerCanDelete": viewer.changes(image) and not image["protected"],
        "properties": listed_properties(properties),
        "property": lambda _info, name: properties.get(name),
        "propertyMap": lambda _info, **asked: chosen(properties, **asked),
        "tags": sorted({row["value"] for row in children(image, "image_tags", deleted)}),
        "members": [shown_member(members[name]) for name in sorted(members)],
        "locations": locations if viewer.administrator else None,
        "history": history(
            [
                shown_event(event, image, viewer, lambda: shown(image, deleted, viewer))
                for event in image["events"]
            ]
        ),
    }


def listed_properties(properties: Mapping[str, str]) -> Callable[..., list[Record]]:
    def answer(_info: object, **asked: Any) -> list[Record]:
        return [{"name": name, "value": value} for name, value in chosen(properties, **asked).items()]

    return answer


def chosen(
    properties: Mapping[str, str], names: Sequence[str] | None = None, prefix: str | None = None
) -> dict[str, str]:
    return {
        name: value
        for name, value in properties.items()
        if (names is None or name in names) and name.startswith(prefix or "")
    }


def shown_member(row: Record) -> Record:
    return {
        "member": row["member"],
        "status": row["status"].upper(),
        "canShare": bool(row["can_share"]),
        "createdAt": instant(row["created_at"]),
        "updatedAt": instant(row["updated_at"] or row["created_at"]),
    }


def shown_location(image: Record, row: Record) -> Record:
    try:
        metadata = json.loads(row["meta_data"] or "{}")
    except ValueError:
        metadata = {}
    return {
        "url": row["value"],
        "metadata": metadata if isinstance(metadata, dict) else {},
        "status": "DELETED" if image["hides_location_status"] else row["status"].upper(),
    }


def instant(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
