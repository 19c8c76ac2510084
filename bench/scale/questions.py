"""What is asked of catalogues of several sizes, and of whom it is expected to take as long on each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Who = Literal["administrator", "small", "large"]

_BRIEF = "id name size diskFormat containerFormat checksum"
_PAGE = f"pageInfo {{ hasNextPage endCursor }} nodes {{ {_BRIEF} }}"
_ORDERS = {
    "created": "",
    "updated": "orderBy: [{ field: UPDATED_AT, direction: DESC }]",
    "name": "orderBy: [{ field: NAME }]",
    "size": "orderBy: [{ field: SIZE, direction: DESC }]",
}


@dataclass(frozen=True, slots=True)
class Question:
    """`$deep` is the cursor of the image at 90 %. With `bounded` it may take at most twice as long."""

    title: str
    who: Who
    query: str
    bounded: bool = False


def _property(name: str, value: str) -> str:
    return f'where: {{ properties: [{{ name: "{name}", value: {{ eq: "{value}" }} }}] }}'


_FILTERS = {
    "property, 90 % have it": (_property("os_type", "linux"), True),
    "property, 5 % have it": (_property("hw_machine_type", "q35"), True),
    "property, 20 images have it": (_property("audience", "beta"), True),
    "property, none has it": (_property("audience", "nobody"), True),
    "property of one day": (_property("build_date", "2025-06-01"), False),
    "any of two tags": ('where: { tags: { any: ["golden", "gpu"] } }', False),
    "tag, 20 images have it": ('where: { tags: { all: ["beta"] } }', False),
    "both of two tags": ('where: { tags: { all: ["golden", "gpu"] } }', False),
    "name prefix, many": ('where: { name: { startsWith: "Ubuntu" } }', False),
    "name prefix, none": ('where: { name: { startsWith: "Zeta" } }', False),
    "status most have": ("where: { status: { eq: ACTIVE } }", False),
    "status few have": ("where: { status: { eq: UPLOADING } }", False),
    "its own images": ('where: { owner: { eq: "a-small-project" } }', False),
    "active, property and tag": (
        "where: { status: { eq: ACTIVE }, "
        'properties: [{ name: "os_distro", value: { eq: "debian" } }], tags: { all: ["golden"] } }',
        False,
    ),
    "name contains, none": ('where: { name: { contains: "no such name" } }', False),
}

_FACETS = {
    "byStatus": "",
    "byVisibility": "",
    "byDiskFormat": "",
    "byContainerFormat": "",
    "byOwner": "(first: 10)",
    "byTag": "(first: 10)",
    "byProperty": '(name: "os_distro", first: 10)',
    "byCreatedAt": "(interval: MONTH, last: 12)",
}


def questions() -> Iterator[Question]:
    for who in ("administrator", "small", "large"):
        for order, by in _ORDERS.items():
            yield _page(f"first page by {order}", who, by, bounded=who != "large")
        yield _page("page at 90 %", who, "after: $deep", bounded=who != "large")
        for title, (where, bounded) in _FILTERS.items():
            yield _page(title, who, where, bounded=bounded and who == "administrator")
    for title in ("property, 20 images have it", "property, 90 % have it"):
        yield _page(f"{title}, at 90 %", "administrator", f"after: $deep {_FILTERS[title][0]}", bounded=True)
    yield from _of_all()


def _page(title: str, who: Who, arguments: str, *, bounded: bool) -> Question:
    variables = "($deep: String!)" if "$deep" in arguments else ""
    query = f"query {variables} {{ imagesConnection(first: 25 {arguments}) {{ {_PAGE} }} }}"
    return Question(title, who, query, bounded)


def _of_all() -> Iterator[Question]:
    few, many = _FILTERS["property, 20 images have it"][0], _FILTERS["property, 90 % have it"][0]
    for who in ("administrator", "small", "large"):
        yield Question("totalCount", who, "{ imagesConnection(first: 0) { totalCount } }")
    for title, where in (("20 images", few), ("90 %", many)):
        query = f"{{ imagesConnection(first: 0, {where}) {{ totalCount }} }}"
        yield Question(f"totalCount, property of {title}", "administrator", query)
    yield Question("size", "administrator", "{ imagesAggregate { size { sum min max average } } }")
    for facet, arguments in _FACETS.items():
        key = "from" if facet == "byCreatedAt" else "key"
        query = f"{{ imagesAggregate {{ {facet}{arguments} {{ {key} count }} }} }}"
        yield Question(facet, "administrator", query)
