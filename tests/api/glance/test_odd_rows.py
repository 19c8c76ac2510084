"""Served Glance databases with any odd rows: valid answers, and each image once in every order."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.odd_glance import (
    SOUND,
    fill,
    fill_server,
    glance_file,
    glance_server,
    rows_of,
)
from tests.support.databases.servers import ServerDatabase, require
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.whole_contents import everything
from tests.support.http.in_process_client import AskingAs, asking_as
from tests.support.hypothesis_profile import drawn
from transfer import import_images

Rows = list[tuple[str, dict[str, object]]]

FIELDS = """id name status visibility diskFormat containerFormat size virtualSize checksum hashAlgorithm
  hashValue minDisk minRam owner protected hidden createdAt updatedAt deletedAt version
  properties { name value } propertyMap property(name: "a") tags locations { url metadata status }
  members { member status canShare createdAt updatedAt }"""
DOCUMENT = f"""{{
  images(scope: VISIBLE, includeDeleted: true, limit: 100) {{ {FIELDS} }}
  live: images(scope: VISIBLE, limit: 100) {{ id }}
  some: images(where: {{createdAt: {{gte: "2000-01-01T00:00:00Z"}}, size: {{lt: 9}}}}) {{ id }}
  named: images(where: {{name: {{neq: "é"}}}}) {{ id }}
  tagged: images(where: {{tags: {{any: ["a"]}}, properties: [{{name: "a", value: {{neq: "b"}}}}]}}) {{ id }}
  shared: images(scope: VISIBLE, where: {{sharedWith: {{member: "a", status: [ACCEPTED]}}}}) {{ id }}
  aggregate: imagesAggregate(scope: VISIBLE, includeDeleted: true) {{
    count size {{ min max average }} byStatus {{ key count totalSize }} byVisibility {{ key count }}
    byTag {{ key count }} byProperty(name: "a") {{ key count }} byOwner {{ key count }}
    byDiskFormat {{ key count }} byCreatedAt(interval: MONTH, last: 3) {{ from count }}
  }}
}}"""
WALK = """query ($order: [ImageOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  imagesConnection(orderBy: $order, scope: VISIBLE, includeDeleted: true,
                   first: $first, after: $after, last: $last, before: $before) {
    nodes { id } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }"""
STATUSES = {"QUEUED", "ACTIVE", "KILLED", "PENDING_DELETE", "DELETED"}


def walked(asking: AskingAs, order: Any, *, is_backwards: bool) -> list[str]:
    """The ids of all pages, in order."""
    size, cursor, end, more = (
        ("last", "before", "startCursor", "hasPreviousPage")
        if is_backwards
        else ("first", "after", "endCursor", "hasNextPage")
    )
    found: list[str] = []
    place = None
    for _ in range(30):
        page = asking.ask(ADMINISTRATOR, WALK, **{"order": order, size: 2, cursor: place})["imagesConnection"]
        ids = [node["id"] for node in page["nodes"]]
        found = [*ids, *found] if is_backwards else [*found, *ids]
        if not page["pageInfo"][more]:
            return found
        place = page["pageInfo"][end]
    raise AssertionError(f"more than 30 pages of {order}")


def check_answers(asking: AskingAs, field: str) -> None:
    answer = asking.ask(ADMINISTRATOR, DOCUMENT)
    ids = [image["id"] for image in answer["images"]]
    assert len(set(ids)) == len(ids)
    assert SOUND in ids
    assert answer["aggregate"]["count"] == len(ids)
    assert {image["status"] for image in answer["images"]} <= STATUSES
    for image in answer["images"]:
        alone = asking.ask(
            ADMINISTRATOR,
            f"query ($id: ID!) {{ image(id: $id, includeDeleted: true) {{ {FIELDS} }} }}",
            id=image["id"],
        )
        assert alone["image"] == image
        names = [each["name"] for each in image["properties"]]
        assert len(set(names)) == len(names)
    for direction in ("ASC", "DESC"):
        order = [{"field": field, "direction": direction}]
        forwards = walked(asking, order, is_backwards=False)
        assert sorted(forwards) == sorted(ids)
        assert walked(asking, order, is_backwards=True) == forwards
    seen = asking.ask(Caller(project="a"), "{ images(limit: 100) { id visibility owner } }")["images"]
    assert {image["id"] for image in seen} <= set(ids)
    assert all(image["visibility"] != "PRIVATE" or image["owner"] == "a" for image in seen)


FIELD = st.sampled_from(["CREATED_AT", "UPDATED_AT", "NAME", "SIZE", "STATUS", "ID"])


def with_one_image_of_an_id(rows: Rows) -> Rows:
    """The rows without images that the primary key would refuse."""
    ids = {SOUND}
    kept: Rows = []
    for table, row in rows:
        if table == "images":
            folded = str(row["id"]).lower()
            if row["id"] is None or folded in ids:
                continue
            ids.add(folded)
        kept.append((table, row))
    return kept


# Fields that an import takes as they are served.
TAKEN = ("name", "visibility", "size", "virtualSize", "minDisk", "owner", "hidden", "createdAt", "updatedAt")


def check_against_import(served: SqliteDatabase, own: SqliteDatabase) -> None:
    own.clear()
    import_images(own.target, served.target, dry_run=False)
    shown = {image["id"].lower(): image for image in everything(served.target)}
    for image in everything(own.target):
        assert [shown[image["id"]][field] for field in TAKEN] == [image[field] for field in TAKEN]


@pytest.fixture(scope="module")
def own(template: Path, tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabase:
    return SqliteDatabase.copied(template, tmp_path_factory.mktemp("own") / "own.db")


@pytest.fixture(scope="module")
def odd_file(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabase:
    return glance_file(tmp_path_factory.mktemp("served") / "glance.db", keyed=True)


@given(rows=rows_of(is_sqlite=True), field=FIELD)
@settings(drawn(8), suppress_health_check=list(HealthCheck))
def test_any_rows_of_a_served_file(
    rows: Rows, field: str, odd_file: SqliteDatabase, own: SqliteDatabase
) -> None:
    odd_file.clear()
    with odd_file.connect() as connection:
        fill(connection, with_one_image_of_an_id(rows))
    with asking_as(odd_file) as asking:
        check_answers(asking, field)
    check_against_import(odd_file, own)


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def odd_server(request: pytest.FixtureRequest) -> Iterator[ServerDatabase]:
    require(request.param)
    made = glance_server(request.param, keyed=True)
    yield made
    made.drop()


@given(rows=rows_of(is_sqlite=False), field=FIELD)
@settings(drawn(4), suppress_health_check=list(HealthCheck))
@pytest.mark.without_coverage
def test_any_rows_of_a_served_server(rows: Rows, field: str, odd_server: ServerDatabase) -> None:
    fill_server(odd_server, with_one_image_of_an_id(rows))
    with asking_as(odd_server) as asking:
        check_answers(asking, field)
