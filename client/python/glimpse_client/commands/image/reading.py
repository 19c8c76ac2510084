"""The verbs that read: list, show, members, history and facets."""

import argparse
from collections.abc import Iterator
from itertools import islice
from typing import Any

from glimpse_client.commands.failures import UsageFailure
from glimpse_client.commands.filters.conditions import selection_of
from glimpse_client.commands.filters.selection import Selection
from glimpse_client.commands.image.pages import image_pages
from glimpse_client.commands.image.references import references_of, resolve
from glimpse_client.commands.output.columns import IMAGE_FIELDS, LIST_COLUMNS, ImageColumns, chosen
from glimpse_client.commands.output.rows import rows_of, write_object
from glimpse_client.commands.output.terminal import Progress
from glimpse_client.connection import Connection
from glimpse_client.errors import LimitExceeded

MEMBER_COLUMNS = ("member", "status", "canShare", "createdAt", "updatedAt")
EVENT_COLUMNS = (
    "cursor",
    "occurredAt",
    "type",
    "imageId",
    "changedFields",
    "changes",
    "user",
    "project",
    "requestId",
)
FACET_COLUMNS = ("facet", "key", "count", "totalSize")

_HISTORY = """
query ($ids: [ID!], $first: Int, $after: String) {
  imageEvents(ids: $ids, first: $first, after: $after) {
    nodes {
      cursor occurredAt type imageId changedFields requestId actor { user project }
      changes { field name before after }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""
_EVENTS_PAGE = 100

# What the option `--by` names, beside `property.NAME`.
FACETS = {
    "status": "byStatus",
    "visibility": "byVisibility",
    "diskFormat": "byDiskFormat(first: $first)",
    "containerFormat": "byContainerFormat(first: $first)",
    "owner": "byOwner(first: $first)",
    "tag": "byTag(first: $first)",
    "propertyName": "byPropertyName(first: $first)",
}


def list_images(connection: Connection, given: argparse.Namespace) -> None:
    selected = selection_of(given)
    columns = ImageColumns.of(given.column, LIST_COLUMNS)
    rows = rows_of(given.format, columns.names)
    done = 0
    with Progress() as progress:
        pages = image_pages(
            connection,
            selected,
            columns.selection,
            declarations=columns.declarations,
            variables=columns.variables,
            limit=given.limit,
            counted=progress.needs_total,
        )
        for page in pages:
            rows.add(columns.row(node) for node in page.nodes)
            done += len(page.nodes)
            progress.show(done, page.total)
    rows.end()


def show_images(connection: Connection, given: argparse.Namespace) -> None:
    columns = ImageColumns.of(given.column, IMAGE_FIELDS)
    references = references_of(given.image)
    nodes = resolve(
        connection,
        references,
        columns.selection,
        declarations=columns.declarations,
        variables=columns.variables,
        include_deleted=given.deleted,
    )
    if len(references) == 1:
        write_object(given.format, columns.names, columns.row(nodes[0]))
        return
    rows = rows_of(given.format, columns.names)
    rows.add(columns.row(node) for node in nodes)
    rows.end()


def list_members(connection: Connection, given: argparse.Namespace) -> None:
    columns = chosen(given.column, MEMBER_COLUMNS, MEMBER_COLUMNS[:3])
    (image,) = resolve(connection, references_of([given.image]), f"members {{ {' '.join(columns)} }}")
    rows = rows_of(given.format, columns)
    rows.add([each[column] for column in columns] for each in image["members"])
    rows.end()


def list_history(connection: Connection, given: argparse.Namespace) -> None:
    columns = chosen(given.column, EVENT_COLUMNS, ("occurredAt", "type", "imageId", "changedFields", "user"))
    ids = None
    if given.image:
        references = references_of(given.image)
        ids = [image["id"] for image in resolve(connection, references, "id", include_deleted=True)]
    rows = rows_of(given.format, columns)
    for event in islice(_events(connection, ids, given.limit), given.limit):
        rows.add([[event[column] for column in columns]])
    rows.end()


def _events(connection: Connection, ids: list[str] | None, limit: int | None) -> Iterator[dict[str, Any]]:
    variables: dict[str, Any] = {"first": min(limit or _EVENTS_PAGE, _EVENTS_PAGE)}
    if ids is not None:
        variables["ids"] = ids
    while True:
        try:
            page = connection.execute(_HISTORY, variables)["imageEvents"]
        except LimitExceeded:
            if "first" not in variables:
                raise
            # A server with smaller pages: it chooses.
            del variables["first"]
            continue
        for node in page["nodes"]:
            actor = node.pop("actor") or {"user": None, "project": None}
            yield node | actor
        if not page["pageInfo"]["hasNextPage"]:
            return
        variables["after"] = page["pageInfo"]["endCursor"]


def count_facets(connection: Connection, given: argparse.Namespace) -> None:
    selected: Selection = selection_of(given)
    columns = chosen(given.column, FACET_COLUMNS, FACET_COLUMNS)
    names = given.by or ["status", "visibility", "diskFormat", "tag"]
    fields, variables, heads = [], dict[str, Any](first=given.limit or 50), ""
    for at, name in enumerate(names):
        if name.startswith("property.") and name != "property.":
            fields.append(f"f{at}: byProperty(name: $n{at}, first: $first) {{ key count totalSize }}")
            variables[f"n{at}"] = name.removeprefix("property.")
            heads += f", $n{at}: String!"
        elif name in FACETS:
            fields.append(f"f{at}: {FACETS[name]} {{ key count totalSize }}")
        else:
            raise UsageFailure(f"There is no facet {name!r}, but {', '.join(FACETS)} and property.NAME")
    if selected.order:
        raise UsageFailure("Facets have an order of their own: the largest group is first")
    head = f"$where: ImageWhere, $scope: ImageScope, $includeDeleted: Boolean, $first: Int!{heads}"
    arguments = "where: $where, scope: $scope, includeDeleted: $includeDeleted"
    document = f"query ({head}) {{ imagesAggregate({arguments}) {{ count {' '.join(fields)} }} }}"
    aggregate = connection.execute(document, selected.variables | variables)["imagesAggregate"]
    rows = rows_of(given.format, columns)
    for at, name in enumerate(names):
        buckets = [{"facet": name, **each} for each in aggregate[f"f{at}"]]
        rows.add([each[column] for column in columns] for each in buckets)
    rows.end()
