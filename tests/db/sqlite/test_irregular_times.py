"""Times of a served Glance file in any form: answered with six digits and a Z, and compared as times."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.sqlite.file import find_odd_rows
from db.store import StoreUnavailableError
from resolvers.caller import ADMINISTRATOR
from tests.conftest import GLANCE
from tests.support.databases.damage import damage
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.in_process_client import AskingAs, asking_as

WHOLE = "2031-03-01T10:00:00.000000Z"
FORMS: list[tuple[object, str]] = [
    ("2031-03-01 10:00:00.000000", WHOLE),
    ("2031-03-01 10:00:00", WHOLE),
    ("2031-03-01 10:00", WHOLE),
    ("2031-03-01T10:00:00", WHOLE),
    ("2031-03-01T10:00:00Z", WHOLE),
    ("2031-03-01T10:00:00.000Z", WHOLE),
    ("2031-03-01 12:00:00+02:00", WHOLE),
    ("2031-03-01T07:30:00.000000-0230", WHOLE),
    (1930125600, WHOLE),
    ("2031-03-01T10:00:00.5", "2031-03-01T10:00:00.500000Z"),
    (1930125600.5, "2031-03-01T10:00:00.500000Z"),
    ("2031-03-01 10:00:00.999999Z", "2031-03-01T10:00:00.999999Z"),
    ("2031-03-01 10:00:00.9999999", "2031-03-01T10:00:00.999999Z"),
    ("2031-03-01 10:00:01.000001", "2031-03-01T10:00:01.000001Z"),
]
NO_TIMES = ["0000-00-00 00:00:00", "", "not a time", "now", 10**15, b"\x00"]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[AskingAs, list[tuple[str, str]]]]:
    """A Glance file with one image for each form, named by its number, and the images' ids and times."""
    database = SqliteDatabase.copied(GLANCE, tmp_path_factory.mktemp("times") / "glance.db")
    with database.connect() as connection:
        ids = [id_ for (id_,) in connection.execute("SELECT id FROM images WHERE NOT deleted ORDER BY id")]
        for id_, (stored, _) in zip(ids, FORMS, strict=False):
            connection.execute(
                "UPDATE images SET created_at = ?, updated_at = NULL WHERE id = ?", (stored, id_)
            )
            for table in ("image_members", "image_properties", "image_tags", "image_locations"):
                connection.execute(f"DELETE FROM {table} WHERE image_id = ?", (id_,))
            connection.execute(
                "INSERT INTO image_members (image_id, member, can_share, status, created_at, deleted) "
                "VALUES (?, 'm', 0, 'pending', ?, 0)",
                (id_, stored),
            )
    with asking_as(database) as asking:
        yield asking, [(id_, expected) for id_, (_, expected) in zip(ids, FORMS, strict=False)]


def test_each_form_is_answered_alike(odd: tuple[AskingAs, list[tuple[str, str]]]) -> None:
    asking, expected = odd
    for id_, time in expected:
        query = "query ($id: ID!) { image(id: $id) { createdAt updatedAt version members { createdAt } } }"
        assert asking.ask(ADMINISTRATOR, query, id=id_)["image"] == {
            "createdAt": time,
            "updatedAt": time,
            "version": time.removesuffix("Z"),
            "members": [{"createdAt": time}],
        }


def test_each_form_is_compared_as_a_time(odd: tuple[AskingAs, list[tuple[str, str]]]) -> None:
    asking, expected = odd
    query = """query ($time: DateTime!) {
      eq: images(where: {createdAt: {eq: $time}}, scope: VISIBLE) { id }
      gte: images(where: {updatedAt: {gte: $time}}, scope: VISIBLE, limit: 100) { id } }"""
    for time in sorted({time for _, time in expected}):
        answer: Any = asking.ask(ADMINISTRATOR, query, time=time)
        found = {name: {row["id"] for row in rows} for name, rows in answer.items()}
        assert found == {
            "eq": {id_ for id_, other in expected if other == time},
            "gte": {id_ for id_, other in expected if other >= time},
        }


def test_each_form_is_sorted_as_a_time(odd: tuple[AskingAs, list[tuple[str, str]]]) -> None:
    asking, expected = odd
    in_order = [id_ for id_, _ in sorted(expected, key=lambda each: (each[1], each[0]), reverse=True)]
    walked: list[str] = []
    place = "null"
    while len(walked) < len(in_order):
        page = asking.ask(
            ADMINISTRATOR,
            f"{{ imagesConnection(first: 2, after: {place}, scope: VISIBLE) "
            "{ nodes { id } pageInfo { endCursor } } }",
        )["imagesConnection"]
        walked += [node["id"] for node in page["nodes"]]
        place = f'"{page["pageInfo"]["endCursor"]}"'
    assert walked == in_order
    first = asking.ask(
        ADMINISTRATOR, f'{{ images(marker: "{in_order[3]}", limit: 4, scope: VISIBLE) {{ id }} }}'
    )
    assert [row["id"] for row in first["images"]] == in_order[4:8]


@pytest.mark.parametrize("stored", NO_TIMES)
def test_what_is_no_time_reads_as_another_time_of_the_row(tmp_path_factory: Any, stored: object) -> None:
    database = SqliteDatabase.copied(GLANCE, tmp_path_factory.mktemp("none") / "glance.db")
    with database.connect() as connection:
        (id_,) = connection.execute("SELECT id FROM images WHERE NOT deleted LIMIT 1").fetchone()
        connection.execute(
            "UPDATE images SET created_at = '2031-03-01 10:00:00', updated_at = ? WHERE id = ?", (stored, id_)
        )
        (other,) = connection.execute("SELECT id FROM images WHERE deleted LIMIT 1").fetchone()
        connection.execute(
            "UPDATE images SET created_at = ?, updated_at = ?, deleted_at = ? WHERE id = ?",
            (stored, WHOLE, stored, other),
        )
    with asking_as(database) as asking:
        query = """query ($id: ID!, $other: ID!) { image(id: $id) { createdAt updatedAt }
          other: image(id: $other, includeDeleted: true) { createdAt deletedAt } }"""
        assert asking.ask(ADMINISTRATOR, query, id=id_, other=other) == {
            "image": {"createdAt": WHOLE, "updatedAt": WHOLE},
            "other": {"createdAt": WHOLE, "deletedAt": WHOLE},
        }


def test_glances_own_times_are_read_as_they_are(glance_database: SqliteDatabase) -> None:
    assert find_odd_rows(glance_database.path) is None


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    database = SqliteDatabase.copied(GLANCE, tmp_path / "glance.db")
    damage(database.path)
    with pytest.raises(StoreUnavailableError, match="malformed"):
        asyncio.run(database.open_store())
