"""Many properties of an image are read by one subquery on SQLite, with the same answers as by one each."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.databases.builders import image, property_of
from tests.support.databases.glance_file import ID, GlanceFile
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.statement_recorder import recorded
from tests.support.event_documents import CREATE
from tests.support.http.client import ask, serving
from tests.support.http.in_process_client import AskingAs, P

# As many are read one by one.
FEW = 29
VALUES = {"empty": "", "emoji": "😀", "os": "Linux", "value": "null", '"': '\\"', "é": "\t\x1f", "$.os": "{}"}
NAMES = ["os", "OS", "é", "a b", '"', "$.os", "null", "value", "missing", "empty", "emoji", "a", "b"]
LOOKUPS = [(f"p{at}", NAMES[at % len(NAMES)]) for at in range(90)]

ROOTS = [
    "images",
    "images(includeDeleted: true)",
    f'image(id: "{ID(1)}")',
    f'image(id: "{ID(2)}", includeDeleted: true)',
    "imagesConnection(first: 2) { nodes",
    "imagesConnection(first: 2) { totalCount edges { node",
]


def query(root: str, lookups: list[tuple[str, str]]) -> str:
    fields = " ".join(f"{key}: property(name: {json.dumps(name)}) t{key}: name" for key, name in lookups)
    return f"{{ {root} {{ id {fields} properties {{ name value }} tags }} {'}' * root.count('{')} }}"


def merged(parts: list[Any]) -> Any:
    """The answers to parts of a selection as that to the whole, without its order of keys."""
    if isinstance(parts[0], list):
        return [merged(list(each)) for each in zip(*parts, strict=True)]
    if isinstance(parts[0], dict):
        keys = dict.fromkeys(key for part in parts for key in part)
        return {key: merged([part[key] for part in parts if key in part]) for key in keys}
    return parts[0]


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("is_glance", [False, True], ids=["own", "Glance's with odd rows"])
def test_many_lookups_answer_as_few(
    database: SqliteDatabase, tmp_path: Any, root: str, is_glance: bool
) -> None:
    if is_glance:
        database = odd_glance(tmp_path)
    else:
        fill(database)
    with serving(database, MAX_QUERY_ALIASES="1500", MAX_QUERY_TOKENS="20000") as client:
        parts = [ask(client, query(root, LOOKUPS[at : at + FEW])) for at in range(0, len(LOOKUPS), FEW)]
        whole = ask(client, query(root, LOOKUPS))
    assert whole == merged(parts)
    if root == "images":
        order = ["id", *(key for pair in LOOKUPS for key in (pair[0], f"t{pair[0]}")), "properties", "tags"]
        assert [list(each) for each in whole["images"]] == [order] * len(whole["images"])
        assert whole["images"]


def fill(database: SqliteDatabase) -> None:
    for number, deleted_at in ((1, None), (2, "2026-01-03 00:00:00.000000"), (3, None)):
        made = image(id=ID(number), name=f"image {number}", visibility="public", deleted_at=deleted_at)
        database.insert(made)
        for name, value in list(VALUES.items())[number - 1 :]:
            database.insert(property_of(made, name, value, deleted_at=deleted_at))
        database.insert(property_of(made, "a", "removed", deleted_at="2026-01-02 10:00:00.000000"))


def odd_glance(folder: Path) -> SqliteDatabase:
    glance = GlanceFile(folder / "glance.db")
    with glance.database.connect() as connection:
        connection.executescript(
            "ALTER TABLE image_properties RENAME TO keyed; "
            "CREATE TABLE image_properties AS SELECT * FROM keyed"
        )
    for number in (1, 2, 3):
        glance.image(ID(number), name="a", deleted=number == 2, deleted_at=None)
        for at, (name, value) in enumerate([*VALUES.items(), ("os", "twice"), ("a", b"\xff"), ("b", None)]):
            glance.child("image_properties", ID(number), id=at + 100 * number, name=name, value=value)
    return glance.database


@pytest.mark.parametrize(
    ("count", "subqueries"), [(FEW, FEW), (FEW + 1, 1), (480, 1), (1000, 1), (1001, 2 * 1001)]
)
def test_the_subqueries_of_many_lookups_are_one(
    database: SqliteDatabase, count: int, subqueries: int
) -> None:
    fields = " ".join(f'p{at}: property(name: "{at}")' for at in range(count))
    fill(database)
    with serving(database, MAX_QUERY_ALIASES="1500") as client, recorded(client) as asked:
        (found,) = ask(client, f"{{ images(limit: 1) {{ name {fields} tags }} }}")["images"]
    assert len(found) == count + 2
    assert asked[0].sql.count("FROM image_properties") == subqueries


@pytest.mark.all_databases
def test_changes_and_events_have_many_lookups(asking: AskingAs) -> None:
    properties = [{"name": name, "value": value} for name, value in VALUES.items()]
    fields = " ".join(f"{key}: property(name: {json.dumps(name)})" for key, name in LOOKUPS)
    following = asking.following(P, f"subscription {{ imageChanged {{ image {{ {fields} }} }} }}")
    asking.ask(P, CREATE, input={"id": ID(1), "name": "a", "properties": properties})
    expected = {key: VALUES.get(name) for key, name in LOOKUPS}
    told: Any = following.next(1)
    following.leave()
    assert told == [{"image": expected}]
    update = "mutation ($id: ID!) { it: updateImage(id: $id, input: {minDisk: 1}) { image { %s } } }"
    assert asking.ask(P, update % fields, id=ID(1))["it"]["image"] == expected
