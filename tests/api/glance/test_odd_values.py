"""What each odd value of a served Glance database reads as, on each database that can hold it."""

from collections.abc import Iterator
from typing import Any

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.glance_file import ID
from tests.support.databases.odd_glance import fill, fill_server, glance_file, glance_server
from tests.support.databases.servers import require
from tests.support.http.in_process_client import AskingAs, asking_as

CREATED, UPDATED = "2026-01-02 03:04:05", "2026-01-03 03:04:05"
CREATED_READ, UPDATED_READ = "2026-01-02T03:04:05.000000Z", "2026-01-03T03:04:05.000000Z"
IMAGE: dict[str, object] = {
    "status": "active",
    "visibility": "public",
    "created_at": CREATED,
    "updated_at": UPDATED,
    "deleted": 0,
    "min_disk": 1,
    "min_ram": 1,
    "protected": 0,
    "os_hidden": 0,
}
INFINITY = float("inf")
TOO_LONG = "x" * 256

# Columns of an image, a field, and what it reads as.
Case = tuple[dict[str, object], str, object]
ANYWHERE: list[Case] = [
    ({"status": "unknown"}, "status", "KILLED"),
    ({"status": None}, "status", "KILLED"),
    ({"status": "ACTIVE"}, "status", "KILLED"),
    ({"status": "unknown", "deleted": 1, "deleted_at": UPDATED}, "status", "DELETED"),
    ({"visibility": "everyone"}, "visibility", "PRIVATE"),
    ({"name": TOO_LONG}, "name", None),
    ({"name": ""}, "name", ""),
    ({"min_disk": None}, "minDisk", 0),
    ({"min_ram": -1}, "minRam", 0),
    ({"min_ram": 2**31}, "minRam", 0),
    ({"size": -1}, "size", None),
    ({"protected": None}, "protected", False),
    ({"os_hidden": None}, "hidden", False),
    ({"deleted": None}, "deletedAt", None),
    ({"deleted_at": UPDATED}, "deletedAt", None),
    ({"deleted": 1}, "deletedAt", UPDATED_READ),
    ({"created_at": None}, "createdAt", UPDATED_READ),
    ({"created_at": None, "updated_at": None}, "createdAt", "1970-01-01T00:00:00.000000Z"),
]
IN_FILES: list[Case] = [
    ({"name": b"\xff"}, "name", None),
    ({"name": "a\0b"}, "name", None),
    ({"size": INFINITY}, "size", None),
    ({"size": -INFINITY}, "size", None),
    ({"size": "many"}, "size", None),
    ({"virtual_size": 1.5}, "virtualSize", None),
    ({"min_disk": INFINITY}, "minDisk", 0),
    ({"protected": "yes"}, "protected", False),
    ({"protected": 2}, "protected", True),
    ({"created_at": "2019-03-01t10:00:00"}, "createdAt", "2019-03-01T10:00:00.000000Z"),
    ({"created_at": "2019-03-01T10:00:00Z"}, "createdAt", "2019-03-01T10:00:00.000000Z"),
    ({"created_at": "2019-03-01 10:00:00+02:00"}, "createdAt", "2019-03-01T08:00:00.000000Z"),
    ({"created_at": "2024-13-45 00:00:00.000000"}, "createdAt", UPDATED_READ),
    ({"updated_at": "2024-02-30 00:00:00.000000"}, "updatedAt", CREATED_READ),
    ({"updated_at": INFINITY}, "updatedAt", CREATED_READ),
]
NO_TIMES = {
    "postgresql": ["infinity", "-infinity", "0044-03-15 10:00:00 BC", "20000-01-01 00:00:00"],
    "mariadb": ["0000-00-00 00:00:00", "2024-00-15 00:00:00", "2024-02-00 00:00:00", "2024-02-31 00:00:00"],
}


def _without_times(server: str) -> list[Case]:
    cases: list[Case] = []
    for time in NO_TIMES[server]:
        cases += [({"created_at": time}, "createdAt", UPDATED_READ)]
        cases += [({"updated_at": time}, "updatedAt", CREATED_READ)]
    return cases


CASES: dict[str, list[Case]] = {
    "sqlite": [*ANYWHERE, *IN_FILES],
    **{server: [*ANYWHERE, *_without_times(server)] for server in NO_TIMES},
}

WITH_CHILDREN = ID(200)
CHILDREN: dict[str, list[dict[str, object]]] = {
    "image_properties": [
        {"name": None, "value": "nameless"},
        {"name": "a", "value": "first"},
        {"name": "a", "value": "last"},
        {"name": "a", "value": "removed", "deleted": 1, "deleted_at": UPDATED},
        {"name": "stray", "value": "v", "image_id": WITH_CHILDREN.upper()},
    ],
    "image_tags": [{"value": None}, {"value": "t"}, {"value": "u", "image_id": WITH_CHILDREN.upper()}],
    "image_members": [
        {"member": "a", "status": "unknown", "can_share": 1},
        {"member": "b", "status": "pending", "can_share": 1},
        {"member": "b", "status": "accepted", "can_share": None, "created_at": None, "updated_at": UPDATED},
        {"member": None, "status": "accepted", "can_share": 0},
    ],
    "image_locations": [
        {"value": "file:///a", "status": "unknown", "meta_data": "{}"},
        {"value": None, "status": "active", "meta_data": "{}"},
        {"value": "file:///b", "status": "active", "meta_data": "{"},
        {"value": "file:///c", "status": "active", "meta_data": '{"a":[1,{"b":"}"}]}'},
        {"value": "file:///d", "status": "active", "meta_data": '{"a":01}'},
        {"value": "file:///e", "status": "active", "meta_data": "[{}]"},
    ],
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The database's name, and a database with an image for each case, in order of their ids."""
    rows = [("images", {"id": ID(at), **IMAGE, **odd}) for at, (odd, _, _) in enumerate(CASES[request.param])]
    rows.append(("images", {"id": WITH_CHILDREN, **IMAGE, "visibility": "shared", "owner": "o"}))
    for table, children in CHILDREN.items():
        common = {"image_id": WITH_CHILDREN, "created_at": CREATED, "deleted": 0}
        rows += [(table, common | child) for child in children]
    if request.param == "sqlite":
        database = glance_file(tmp_path_factory.mktemp("odd") / "glance.db", keyed=True)
        with database.connect() as connection:
            fill(connection, rows)
        with asking_as(database) as asking:
            yield request.param, asking
        return
    require(request.param)
    server = glance_server(request.param, keyed=True)
    try:
        fill_server(server, rows)
        with asking_as(server) as asking:
            yield request.param, asking
    finally:
        server.drop()


def test_each_odd_value_reads_by_the_rule(served: tuple[str, AskingAs]) -> None:
    database, asking = served
    query = "query ($id: ID!) {{ image(id: $id, includeDeleted: true) {{ {} }} }}"
    read = [
        asking.ask(ADMINISTRATOR, query.format(field), id=ID(at))["image"]
        for at, (_, field, _) in enumerate(CASES[database])
    ]
    assert read == [{field: expected} for _, field, expected in CASES[database]]


def test_incomplete_children_are_left_out_and_strays_find_their_image(served: tuple[str, AskingAs]) -> None:
    _, asking = served
    query = """query ($id: ID!) { image(id: $id) { propertyMap property(name: "a") tags
      members { member status canShare createdAt } locations { url metadata } } }"""
    assert asking.ask(ADMINISTRATOR, query, id=WITH_CHILDREN)["image"] == {
        "propertyMap": {"a": "last", "stray": "v"},
        "property": "last",
        "tags": ["t", "u"],
        "members": [
            {"member": "b", "status": "ACCEPTED", "canShare": False, "createdAt": UPDATED_READ},
        ],
        "locations": [
            {"url": "file:///b", "metadata": {}},
            {"url": "file:///c", "metadata": {"a": [1, {"b": "}"}]}},
            {"url": "file:///d", "metadata": {}},
            {"url": "file:///e", "metadata": {}},
        ],
    }


def test_a_membership_of_unknown_status_gives_no_access(served: tuple[str, AskingAs]) -> None:
    _, asking = served
    query = "query ($id: ID!) { image(id: $id) { id } }"
    seen = [asking.ask(Caller(project=who), query, id=WITH_CHILDREN)["image"] for who in ("a", "b")]
    assert seen == [None, {"id": WITH_CHILDREN}]


def test_an_unknown_visibility_is_private(served: tuple[str, AskingAs]) -> None:
    database, asking = served
    (at,) = [at for at, (odd, _, _) in enumerate(CASES[database]) if "visibility" in odd]
    query = "query ($id: ID!) { image(id: $id) { id } }"
    assert asking.ask(Caller(project="a"), query, id=ID(at))["image"] is None
