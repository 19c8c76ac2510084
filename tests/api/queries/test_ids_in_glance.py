"""Ids of a served Glance database: any spelling names the image, and it is answered as stored."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.dialect.variants import DialectName
from db.query.statement import read_statement
from db.rows.order import OrderKey
from db.rows.page import ImageRows
from db.rows.visibility import ViewerScope
from resolvers.caller import ADMINISTRATOR
from tests.support.databases.importing import made
from tests.support.databases.servers import ServerDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.whole_contents import asking
from tests.support.http.in_process_client import AskingAs

UPPER = "ABCDEF01-2345-4678-9ABC-DEF012345678"
MIXED = "aBcDeF02-2345-4678-9ABC-DEF012345678"
# Two images that differ in the case of their ids only, which MariaDB's collation does not allow.
TWINS = ("ABCDEF03-2345-4678-9abc-def012345678", "abcdef03-2345-4678-9abc-def012345678")
TIME = "'2031-01-02 03:04:05.000000'"


def statements(ids: tuple[str, ...]) -> Iterator[str]:
    columns = "created_at, deleted"
    for id_ in ids:
        yield (
            f"INSERT INTO images (id, name, {columns}, status, min_disk, min_ram, protected, visibility, "
            f"os_hidden) VALUES ('{id_}', 'odd', {TIME}, false, 'active', 0, 0, false, 'public', false)"
        )
        yield f"INSERT INTO image_tags (image_id, value, {columns}) VALUES ('{id_}', '{id_}', {TIME}, false)"


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def odd(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[AskingAs, tuple[str, ...]]]:
    """A Glance database with odd ids, and these ids."""
    dialect: DialectName = request.param
    folder: Path = tmp_path_factory.mktemp("ids")
    ids = (UPPER, MIXED) if dialect == "mariadb" else (UPPER, MIXED, *TWINS)
    with made(dialect, folder, glance=True) as place:
        if place.file is not None:
            with SqliteDatabase(place.file).connect() as connection:
                for statement in statements(ids):
                    connection.execute(statement)
        else:
            assert place.server is not None
            ServerDatabase.execute_at(place.server, *statements(ids))
        with asking(place) as asked:
            yield asked, ids


def spellings(id_: str) -> list[str]:
    return [id_, id_.lower(), id_.upper(), id_.swapcase()]


@pytest.mark.parametrize("id_", [UPPER, MIXED])
def test_any_spelling_names_the_image(odd: tuple[AskingAs, tuple[str, ...]], id_: str) -> None:
    asked, _ = odd
    expected = {"id": id_, "tags": [id_]}
    for spelled in spellings(id_):
        answer = asked.ask(
            ADMINISTRATOR,
            """query ($id: ID!, $ids: [ID!]!) {
              image(id: $id) { id tags }
              node(id: $id) { ... on Image { id tags } }
              nodes(ids: $ids) { ... on Image { id tags } }
              images(where: {id: {eq: $id}}) { id tags }
              in: images(where: {id: {in: $ids}}) { id tags }
              imagesAggregate(where: {name: {eq: "odd"}, id: {notIn: $ids}}) { count }
              imagesConnection(where: {id: {eq: $id}}) { nodes { id tags } } }""",
            id=spelled,
            ids=[id_.swapcase(), "00000000-0000-4000-8000-000000000000", spelled, "no id"],
        )
        count = len(odd[1]) - 1
        assert answer == {
            "image": expected,
            "node": expected,
            "nodes": [expected, None, expected, None],
            "images": [expected],
            "in": [expected],
            "imagesAggregate": {"count": count},
            "imagesConnection": {"nodes": [expected]},
        }


@pytest.mark.parametrize("odd", ["sqlite", "postgresql"], indirect=True)
def test_the_exact_spelling_wins_then_the_lower_case(odd: tuple[AskingAs, tuple[str, ...]]) -> None:
    asked, _ = odd
    upper, lower = TWINS
    given = [upper, lower, lower.upper(), lower.swapcase()]
    answer = asked.ask(
        ADMINISTRATOR,
        """query ($ids: [ID!]!, $id: ID!, $other: ID!) { nodes(ids: $ids) { ... on Image { tags } }
          image(id: $id) { id } images(where: {id: {eq: $other}}) { id } }""",
        ids=given,
        id=upper,
        other=lower.upper(),
    )
    assert answer == {
        "nodes": [{"tags": [each]} for each in (upper, lower, lower, lower)],
        "image": {"id": upper},
        "images": [{"id": lower}],
    }


@pytest.mark.parametrize("change", [str, str.lower, str.upper, str.swapcase])
def test_a_walk_by_marker_and_one_by_cursor_give_each_image_once(
    odd: tuple[AskingAs, tuple[str, ...]], change: type[str]
) -> None:
    asked, ids = odd
    orders = ("[{field: CREATED_AT, direction: DESC}]", "[{field: ID}]", "[{field: NAME}, {field: STATUS}]")
    for order in orders:
        everything = f"scope: VISIBLE, orderBy: {order}"
        (whole,) = asked.ask(ADMINISTRATOR, f"{{ images({everything}, limit: 1000) {{ id }} }}").values()
        walked: list[dict[str, str]] = []
        after = ""
        while page := asked.ask(ADMINISTRATOR, f"{{ images({everything}, limit: 7 {after}) {{ id }} }}")[
            "images"
        ]:
            walked += page
            # The twins are told apart by their exact spelling only.
            last = page[-1]["id"]
            after = f', marker: "{last if last in TWINS else change(last)}"'
        assert walked == whole
        assert {row["id"] for row in walked} >= set(ids)
        by_cursor: list[dict[str, str]] = []
        place: str | None = "null"
        while place is not None:
            answer = asked.ask(
                ADMINISTRATOR,
                f"{{ imagesConnection({everything}, first: 7, after: {place}) "
                "{ nodes { id } pageInfo { endCursor hasNextPage } } }",
            )["imagesConnection"]
            by_cursor += answer["nodes"]
            info = answer["pageInfo"]
            place = f'"{info["endCursor"]}"' if info["hasNextPage"] else None
        assert by_cursor == whole


@pytest.mark.parametrize("rows", ["id", "ids", "marker"])
def test_a_search_for_an_id_uses_the_primary_key(glance_database: SqliteDatabase, rows: str) -> None:
    newest = (OrderKey("created_at", is_descending=True), OrderKey("id", is_descending=True))
    reads = {
        "id": ImageRows(ViewerScope("administrator"), "id"),
        "ids": ImageRows(ViewerScope("administrator"), "ids"),
        "marker": ImageRows(ViewerScope("administrator"), "list", order=newest, has_marker=True),
    }
    statement = read_statement([], reads[rows], is_glance=True)
    with glance_database.connect() as connection:
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN {statement.sql}",
            ['["x"]' if rows == "ids" else "x"] * len(statement.parameters),
        ).fetchall()
    steps = [step for *_, step in plan]
    assert not [step for step in steps if step.startswith(("SCAN candidate", "SCAN images"))], steps
    assert any("SEARCH candidate" in step for step in steps)
