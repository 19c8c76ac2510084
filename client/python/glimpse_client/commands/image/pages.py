"""Lists page by page: the rows of all pages are one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from glimpse_client.commands.filters.selection import Selection
from glimpse_client.connection import Connection
from glimpse_client.errors import LimitExceeded

_FIRST_PAGE = 100

_LIST = """
query ($where: ImageWhere, $orderBy: [ImageOrder!], $first: Int, $after: String, $scope: ImageScope,
  $includeDeleted: Boolean%(declarations)s) {
  imagesConnection(where: $where, orderBy: $orderBy, first: $first, after: $after, scope: $scope,
    includeDeleted: $includeDeleted) {
    nodes { %(fields)s }
    pageInfo { hasNextPage endCursor }
    %(total)s
  }
  registry { limits { maxPageSize } }
}
"""


@dataclass(frozen=True)
class ImagePage:
    """Some images of a list, and how many there are in all if that was counted."""

    nodes: list[dict[str, Any]]
    total: int | None


def image_pages(
    connection: Connection,
    selected: Selection,
    fields: str,
    *,
    declarations: str = "",
    variables: dict[str, str] | None = None,
    limit: int | None = None,
    counted: bool = False,
) -> Iterator[ImagePage]:
    """The pages of a selection, up to `limit` images. The first is small, the others as large as allowed."""
    parts = {"declarations": declarations, "fields": fields}
    arguments = selected.variables | (variables or {})
    size, total = _FIRST_PAGE, None
    remaining = limit
    while remaining != 0:
        first = size if remaining is None else min(size, remaining)
        document = _LIST % {**parts, "total": "totalCount" if counted and total is None else ""}
        try:
            data = connection.execute(document, {**arguments, "first": first})
        except LimitExceeded:
            largest = _largest_page(connection)
            if largest >= first:
                raise
            size = largest
            continue
        page = data["imagesConnection"]
        total = page.get("totalCount", total)
        nodes = page["nodes"]
        yield ImagePage(nodes, total)
        if not page["pageInfo"]["hasNextPage"]:
            return
        size = data["registry"]["limits"]["maxPageSize"]
        arguments["after"] = page["pageInfo"]["endCursor"]
        if remaining is not None:
            remaining -= len(nodes)


def _largest_page(connection: Connection) -> int:
    data = connection.execute("{ registry { limits { maxPageSize } } }")
    return int(data["registry"]["limits"]["maxPageSize"])
