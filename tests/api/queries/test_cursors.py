"""Cursors are places in their order: they outlive their images, and what is no such place is refused."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from db.rows.cursor import order_digest, parse_cursor
from db.rows.order import OrderKey
from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import Row, image
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import ask, refused
from tests.support.http.in_process_client import AskingAs

pytestmark = pytest.mark.all_databases

PAGE = """
query($orderBy: [ImageOrder!]!, $first: Int, $after: String, $last: Int, $before: String) {
  imagesConnection(
    orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before, scope: VISIBLE
  ) {
    edges { cursor node { id name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
BY_NAME = [{"field": "NAME"}]
BAD = "BAD_USER_INPUT"


def named(*names: str | None, **columns: object) -> list[Row]:
    return [image(name=name, **columns) for name in names]


def page(client: TestClient, **asked: Any) -> Any:
    return ask(client, PAGE, **{"orderBy": BY_NAME} | asked)["imagesConnection"]


def names(connection: Any) -> list[str | None]:
    return [edge["node"]["name"] for edge in connection["edges"]]


def cursors(client: TestClient, **asked: Any) -> dict[str, str]:
    """By the images' names."""
    return {edge["node"]["name"]: edge["cursor"] for edge in page(client, **asked)["edges"]}


DELETE = "mutation ($id: ID!) { deleteImage(id: $id) { image { id } } }"
RENAME = 'mutation ($id: ID!) { updateImage(id: $id, input: { name: "a" }) { image { name } } }'


@pytest.mark.parametrize("change", [DELETE, RENAME])
def test_a_cursor_keeps_its_place_when_its_image_goes(
    client: TestClient, database: TestDatabase, change: str
) -> None:
    database.insert(*(rows := named("b", "d", "f")))
    cursor = cursors(client)["d"]
    ask(client, change, id=rows[1].id)
    database.insert(*named("c", "e"))
    assert names(page(client, after=cursor)) == ["e", "f"]
    assert names(page(client, last=2, before=cursor)) == ["b", "c"]
    assert page(client, after=cursor, first=1)["pageInfo"]["hasPreviousPage"] is True


def test_a_cursor_of_an_image_that_the_caller_does_not_see_is_a_place_like_others(
    asking: AskingAs, database: TestDatabase
) -> None:
    database.insert(*named("a", "c", visibility="public"), *named("b", owner="q", visibility="private"))
    everything = asking.ask(ADMINISTRATOR, PAGE, orderBy=BY_NAME)["imagesConnection"]["edges"]
    hidden = everything[1]["cursor"]
    for caller in (Caller(project="p"), Caller()):
        after = asking.ask(caller, PAGE, orderBy=BY_NAME, after=hidden)["imagesConnection"]
        assert names(after) == ["c"]
        before = asking.ask(caller, PAGE, orderBy=BY_NAME, before=hidden, last=9)["imagesConnection"]
        assert names(before) == ["a"]


ODD = (None, "", " ", '"', "\\", "\x01", "\x7f", "a\tb", "é", "\ud7ff", "\uffff", "😀", "\U0010ffff" * 255)


def test_odd_names_are_written_and_read_back(client: TestClient, database: TestDatabase) -> None:
    database.insert(*named(*ODD))
    seen: list[str | None] = []
    asked: dict[str, Any] = {"first": 1}
    for _ in ODD:
        one = page(client, **asked)
        seen += names(one)
        asked["after"] = one["pageInfo"]["endCursor"]
    assert seen == [*sorted(name for name in ODD if name is not None), None]
    assert page(client, **asked)["edges"] == []


@pytest.mark.parametrize("field", ["SIZE", "VIRTUAL_SIZE"])
def test_numbers_of_64_bits_are_exact(client: TestClient, database: TestDatabase, field: str) -> None:
    sizes = [2**53, 2**53 + 1, 2**63 - 2, 2**63 - 1]
    database.insert(*(image(name=str(size), size=size, virtual_size=size) for size in sizes))
    found = cursors(client, orderBy=[{"field": field}])
    for at, size in enumerate(sizes):
        behind = page(client, orderBy=[{"field": field}], after=found[str(size)])
        assert names(behind) == [str(each) for each in sizes[at + 1 :]]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "other",
    [
        [],
        [{"field": "NAME", "direction": "DESC"}],
        [{"field": "NAME", "nulls": "FIRST"}],
        [{"field": "OWNER"}],
        [{"field": "NAME"}, {"field": "SIZE"}],
        [{"field": "ID"}],
    ],
)
@pytest.mark.parametrize("argument", ["after", "before"])
def test_a_cursor_of_another_order_is_refused(
    client: TestClient, database: TestDatabase, other: list[dict[str, str]], argument: str
) -> None:
    database.insert(*named("a"))
    (cursor,) = cursors(client, orderBy=other).values()
    assert refused(client, PAGE, orderBy=BY_NAME, **{argument: cursor}) == (BAD, [argument])


ORDER = (OrderKey("name"), OrderKey("size"), OrderKey("created_at"), OrderKey("id"))
MARK = order_digest(ORDER)
TIME, ID = "2026-01-02T03:04:05.000006", "00000000-0000-4000-8000-000000000000"


def written(text: str) -> str:
    return text.encode().hex()


GOOD = [MARK, "a", 1, TIME, ID]


def changed(at: int, value: object) -> str:
    return written(json.dumps([*GOOD[:at], value, *GOOD[at + 1 :]]))


def test_a_cursor_is_read_in_either_case() -> None:
    cursor = written(json.dumps(GOOD))
    keys = parse_cursor(cursor, ORDER, MARK)
    assert keys is not None
    assert [str(key) for key in keys] == ["a", "1", "2026-01-02 03:04:05.000006", ID]
    assert parse_cursor(cursor.upper(), ORDER, MARK) == keys
    assert parse_cursor(changed(1, None), ORDER, MARK) == (None, *keys[1:])


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        " ",
        "0",
        "zz",
        "é",
        "😀" * 9,
        "\0",
        written(json.dumps(GOOD))[:-2],
        written(json.dumps(GOOD)) + "20zz",
        " " + written(json.dumps(GOOD)),
        "ff" * 99,
        written("null"),
        written("7"),
        written('"text"'),
        written("{}"),
        written("[]"),
        written("[" * 5000),
        written("[" * 100_000),
        written(json.dumps(GOOD[:-1])),
        written(json.dumps([*GOOD, 1])),
        written(json.dumps([None, *GOOD[1:]])),
        written(json.dumps([[MARK], *GOOD[1:]])),
        changed(0, "00000000"),
        changed(1, 1),
        changed(1, ["a"]),
        changed(1, {"a": 1}),
        changed(1, True),
        changed(1, "a\0b"),
        changed(1, "\ud800"),
        changed(1, "a" * 256),
        changed(2, "1"),
        changed(2, 1.5),
        changed(2, 1e300),
        changed(2, True),
        changed(2, 2**63),
        changed(2, -(2**63) - 1),
        changed(2, 2**64),
        written(json.dumps(GOOD).replace("1,", "9" * 5000 + ",")),
        written(json.dumps(GOOD).replace("1,", "NaN,")),
        changed(3, None),
        changed(3, 1),
        changed(3, ""),
        changed(3, "2026-01-02 03:04:05.000006"),
        changed(3, "2026-02-30T03:04:05.000006"),
        changed(3, "2026-01-02T03:04:05.000006Z"),
        changed(3, "٢٠٢٦-01-02T03:04:05.000006"),
        changed(3, "2026-1-2T3:4:5.6"),
        changed(3, TIME + "\0"),
        changed(4, None),
        changed(4, 7),
        changed(4, "a" * 37),
    ],
    ids=lambda cursor: str(cursor)[:40],
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    assert parse_cursor(cursor, ORDER, MARK) is None


@pytest.mark.slow
@pytest.mark.without_coverage
@pytest.mark.parametrize("argument", ["after", "before"])
def test_a_cursor_with_any_byte_changed_is_refused_or_another_place(
    asking: AskingAs, database: TestDatabase, argument: str
) -> None:
    order = [{"field": "SIZE"}, {"field": "CREATED_AT"}, {"field": "NAME"}]
    database.insert(*(image(name=name, size=7) for name in ("a", "é\"'); DROP TABLE images; --", None)))
    first, middle, _ = asking.ask(ADMINISTRATOR, PAGE, orderBy=order)["imagesConnection"]["edges"]
    accepted = 0
    for begin, cursor in enumerate((first["cursor"], middle["cursor"])):
        for at in range(len(cursor)):
            # Two of them at each place, at the next one others.
            for byte in ("", "0", "7", "F", "f", "'", "\0", "é")[(begin + at) % 4 :: 4]:
                tampered = cursor[:at] + byte + cursor[at + 1 :]
                answered = asking.answer(ADMINISTRATOR, PAGE, orderBy=order, **{argument: tampered})
                if "errors" in answered:
                    (error,) = answered["errors"]
                    assert error["extensions"] == {"code": BAD, "path": [argument]}, tampered
                else:
                    accepted += 1
                    assert len(answered["data"]["imagesConnection"]["edges"]) <= 3
    assert accepted
    assert len(asking.ask(ADMINISTRATOR, PAGE, orderBy=order)["imagesConnection"]["edges"]) == 3
