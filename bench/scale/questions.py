"""The questions: every order, filter, scope and position of a page, groups, totals and facets.

Four callers ask them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Who = Literal["administrator", "large", "small", "nobody"]
Kind = Literal["page", "count", "facet", "all facets", "groups", "property order"]

WHO: tuple[Who, ...] = ("administrator", "large", "small", "nobody")

_PAGE = (
    "pageInfo { hasNextPage hasPreviousPage endCursor } "
    "nodes { id name size diskFormat containerFormat checksum }"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A query; `$at` is the cursor at 90 % of `order`, `$marker` the image there.

    `@large` and `@other` stand for projects. `group` is the line of the table that the question belongs to.
    With `is_exempt` no goal applies.
    """

    title: str
    group: str
    kind: Kind
    who: Who
    query: str
    order: str = ""
    is_exempt: bool = False

    def __str__(self) -> str:
        return f"{self.title} ({self.who})"


def _order(field: str, direction: str, nulls: str = "LAST") -> str:
    return f"orderBy: [{{ field: {field}, direction: {direction}, nulls: {nulls} }}]"


NEWEST = _order("CREATED_AT", "DESC")
_DIRECTIONS = ("ASC", "DESC")

# Every order that an index has; for the last two there is one for administrators only.
ORDERS = {
    **{
        f"{field.lower()} {direction.lower()} nulls {nulls.lower()}": _order(field, direction, nulls)
        for field in ("NAME", "SIZE")
        for direction in _DIRECTIONS
        for nulls in ("FIRST", "LAST")
    },
    **{
        f"{field.lower()} {direction.lower()}": _order(field, direction)
        for field in ("CREATED_AT", "UPDATED_AT", "STATUS", "ID")
        for direction in _DIRECTIONS
    },
}
_ADMINISTRATORS = ("status", "id")


def _property(*pairs: tuple[str, str]) -> str:
    listed = (f'{{ name: "{name}", value: {{ eq: "{value}" }} }}' for name, value in pairs)
    return f"properties: [{', '.join(listed)}]"


_UBUNTU, _BETA, _Q35 = ("os_distro", "ubuntu"), ("audience", "beta"), ("hw_machine_type", "q35")
_FILTERED: dict[str, dict[str, str]] = {
    "a property": {
        "property of 90 %": _property(("os_type", "linux")),
        "property of a third": _property(_UBUNTU),
        "property of 5 %": _property(_Q35),
        "property of 20 images": _property(_BETA),
        "property of no image": _property(("audience", "nobody")),
    },
    "several properties": {
        "two common properties": _property(_UBUNTU, ("architecture", "aarch64")),
        "three properties": _property(_UBUNTU, ("hw_vif_model", "virtio"), ("hw_disk_bus", "scsi")),
        "two properties of 0.1 %": _property(_Q35, ("os_distro", "cirros")),
    },
    "tags": {
        "a tag of a tenth": 'tags: { all: ["gpu"] }',
        "a tag of 20 images": 'tags: { all: ["beta"] }',
        "both of two tags": 'tags: { all: ["golden", "gpu"] }',
        "any of two tags": 'tags: { any: ["golden", "gpu"] }',
    },
    "status or owner": {
        "status of most": "status: { eq: ACTIVE }",
        "status of 0.3 %": "status: { eq: UPLOADING }",
        "owner of 30 %": 'owner: { eq: "@large" }',
        "owner of 0.8 %": 'owner: { eq: "a-small-project" }',
        "owner of 6 %": 'owner: { eq: "@other" }',
    },
    "name prefix": {
        "name prefix of 10 %": 'name: { startsWith: "Ubuntu" }',
        "name prefix of 1 %": 'name: { startsWith: "prod-web" }',
        "name prefix of none": 'name: { startsWith: "Zeta" }',
    },
    "alternatives": {
        "or of name prefix and tag": 'or: [{ name: { startsWith: "prod-web" } }, { tags: { all: ["gpu"] } }]',
        "or of property and status": f"or: [{{ {_property(_Q35)} }}, {{ status: {{ eq: UPLOADING }} }}]",
        "or of two owners": 'or: [{ owner: { eq: "a-small-project" } }, { owner: { eq: "@other" } }]',
    },
    "several kinds": {
        "property, status and tag": (
            f'{_property(_UBUNTU)}, status: {{ eq: ACTIVE }}, tags: {{ all: ["gpu"] }}'
        ),
        "community images": "visibility: { eq: COMMUNITY }",
        "shared images": "visibility: { eq: SHARED }",
    },
}
_WITHOUT_INDEX = {"name contains": 'name: { contains: "no such name" }'}

# Of images that are equal in these properties only the first is listed.
_GROUPS = {
    "of each distribution": ("os_distro",),
    "of each distribution and version": ("os_distro", "os_version"),
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
    for who in WHO:
        yield from _orders(who)
        yield from _filters(who)
        yield from _groups(who)
        yield from _property_orders(who)
        yield from _totals(who)
        yield from _facets(who)


def _orders(who: Who) -> Iterator[Question]:
    for title, by in ORDERS.items():
        if title.startswith(_ADMINISTRATORS) and who != "administrator":
            continue
        yield _page(title, "first page", who, f"first: 25, {by}", by)
        yield _page(f"{title}, last page", "last page", who, f"last: 25, {by}", by)
        yield _page(f"{title}, after 90 %", "after a cursor at 90 %", who, f"first: 25, after: $at, {by}", by)
        yield _page(
            f"{title}, before 90 %", "before a cursor at 90 %", who, f"last: 25, before: $at, {by}", by
        )
        listed = f"query ($marker: ID!) {{ images(limit: 25, marker: $marker, {by}) {{ id name }} }}"
        yield Question(f"{title}, marker at 90 %", "after a marker at 90 %", "page", who, listed, by)
    for title, arguments in (("scope VISIBLE", "scope: VISIBLE"), ("includeDeleted", "includeDeleted: true")):
        for order in ("created_at desc", "name asc nulls last", "size desc nulls last"):
            by = ORDERS[order]
            yield _page(f"{title}, {order}", title, who, f"first: 25, {arguments}, {by}", by)
            yield _page(
                f"{title}, {order}, after 90 %", title, who, f"first: 25, after: $at, {arguments}, {by}", by
            )


def _filters(who: Who) -> Iterator[Question]:
    for group, filters in _FILTERED.items():
        for title, where in filters.items():
            for order in ("created_at desc", "name asc nulls last", "size desc nulls last"):
                by = ORDERS[order]
                yield _page(f"{title}, {order}", group, who, f"first: 25, where: {{ {where} }}, {by}", by)
            for position, arguments in (
                ("after 90 %", "first: 25, after: $at"),
                ("before 90 %", "last: 25, before: $at"),
                ("VISIBLE", "first: 25, scope: VISIBLE"),
                ("deleted too", "first: 25, includeDeleted: true"),
            ):
                asked = f"{arguments}, where: {{ {where} }}, {NEWEST}"
                yield _page(f"{title}, {position}", group, who, asked, NEWEST)
    for title, where in _WITHOUT_INDEX.items():
        yield _page(
            title, "without an index", who, f"first: 25, where: {{ {where} }}", NEWEST, is_exempt=True
        )


def _page(
    title: str, group: str, who: Who, arguments: str, order: str, *, is_exempt: bool = False
) -> Question:
    variables = "($at: String!)" if "$at" in arguments else ""
    query = f"query {variables} {{ imagesConnection({arguments}) {{ {_PAGE} }} }}"
    return Question(title, group, "page", who, query, order, is_exempt)


def _groups(who: Who) -> Iterator[Question]:
    """Lists of the first of each group, and connections with the number of groups."""
    for groups, names in _GROUPS.items():
        keys = ", ".join(f'{{ property: "{name}" }}' for name in names)
        distinct = f"distinctOn: [{keys}]"
        for title, order in (("newest", NEWEST), ("largest", ORDERS["size desc nulls last"])):
            listed = f"{{ images(limit: 100, {distinct}, {order}) {{ id name createdAt }} }}"
            yield Question(f"{title} {groups}", "first of each group", "groups", who, listed)
        counted = f"{{ imagesConnection(first: 25, {distinct}) {{ totalCount {_PAGE} }} }}"
        yield Question(f"newest {groups}, counted", "first of each group, counted", "groups", who, counted)
        where = f"where: {{ {_property(_Q35)} }}"
        filtered = f"{{ images(limit: 100, {distinct}, {where}) {{ id name createdAt }} }}"
        yield Question(f"newest {groups}, of 5 %", "first of each group, filtered", "groups", who, filtered)


def _property_orders(who: Who) -> Iterator[Question]:
    for direction in _DIRECTIONS:
        by = f'orderBy: [{{ property: "os_version", direction: {direction} }}]'
        query = f"{{ imagesConnection(first: 25, {by}) {{ {_PAGE} }} }}"
        yield Question(f"os_version {direction.lower()}", "order by a property", "property order", who, query)


def _totals(who: Who) -> Iterator[Question]:
    filters = {"": "", **{f" of a {title}": where for title, where in _FILTERED["a property"].items()}}
    for title, where in filters.items():
        filtered = f", where: {{ {where} }}" if where else ""
        query = f"{{ imagesConnection(first: 0{filtered}) {{ totalCount }} }}"
        yield Question(f"totalCount{title}", "totals", "count", who, query)


def _facets(who: Who) -> Iterator[Question]:
    for title, where in (("", ""), (" of a third", f"(where: {{ {_property(_UBUNTU)} }})")):
        for facet, arguments in _FACETS.items():
            query = f"{{ imagesAggregate{where} {{ {_facet(facet, arguments)} }} }}"
            yield Question(f"{facet}{title}", f"facets{title}", "facet", who, query)
        every = " ".join(_facet(facet, arguments) for facet, arguments in _FACETS.items())
        query = f"{{ imagesAggregate{where} {{ {every} }} }}"
        yield Question(f"all facets{title}", f"all facets{title}", "all facets", who, query)


def _facet(name: str, arguments: str) -> str:
    return f"{name}{arguments} {{ {'from' if name == 'byCreatedAt' else 'key'} count }}"
