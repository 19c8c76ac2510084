"""Texts with any character are answered as the same bytes on each database, also in cursors."""

import json
from typing import Any

import pytest

from resolvers.caller import ADMINISTRATOR
from tests.reference.connection import cursor_of
from tests.support.databases.builders import image, location_of, property_of, tag_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import AskingAs

pytestmark = pytest.mark.all_databases

CHARACTERS = [*map(chr, range(1, 32)), *'"\\/\x7f\x80\x85\x9fé\u2028\u2029\ufeff\uffff😀\U0010ffff']
# What looks like an escape, or follows one.
TEXTS = [
    *CHARACTERS,
    "".join(CHARACTERS),
    *(
        f"{before}{after}"
        for before in ("\\", "\\\\", "\x1f\\", '"\\')
        for after in ("\x1f", "u001F", "u000B", "n")
    ),
    "\x1fU001F\\u001f",
]


def written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_every_text_of_an_image_is_the_same_bytes(database: TestDatabase, asking: AskingAs) -> None:
    query = """{ image(id: "%s") {
      name owner properties { name value } propertyMap tags locations { url metadata } } }"""
    for text in TEXTS:
        made = image(name=text, owner=text)
        metadata = written({text: text})
        database.insert(
            made,
            property_of(made, text, text),
            tag_of(made, text),
            location_of(made, text, meta_data=metadata),
        )
        expected = {
            "name": text,
            "owner": text,
            "properties": [{"name": text, "value": text}],
            "propertyMap": {text: text},
            "tags": [text],
            "locations": [{"url": text, "metadata": {text: text}}],
        }
        answered = asking.written(ADMINISTRATOR, query % made.id)
        assert answered.decode() == written({"image": expected})
        database.clear()


def test_keys_of_facets_are_the_same_bytes(database: TestDatabase, asking: AskingAs) -> None:
    made = [image(name=text, owner=text) for text in TEXTS]
    database.insert(*made, *(tag_of(each, text) for each, text in zip(made, TEXTS, strict=True)))
    fields = " ".join(f"{name}(first: 1000) {{ key count }}" for name in ("byTag", "byOwner"))
    query = f"{{ imagesAggregate(scope: VISIBLE) {{ {fields} }} }}"
    keys = [{"key": text, "count": 1} for text in sorted(TEXTS)]
    answered = asking.written(ADMINISTRATOR, query)
    assert answered.decode() == written({"imagesAggregate": {"byTag": keys, "byOwner": keys}})


def test_cursors_are_the_same_bytes_and_lead_on(database: TestDatabase, asking: AskingAs) -> None:
    made = [image(name=text, owner=text) for text in TEXTS]
    database.insert(*made)
    keys = [{"field": field, "direction": "ASC", "nulls": "LAST"} for field in ("NAME", "OWNER")]
    order = ", ".join(f"{{ field: {key['field']}, nulls: LAST }}" for key in keys)
    page = f"imagesConnection(scope: VISIBLE, orderBy: [{order}], first: %s)"
    everything = "{ " + page % 1000 + " { edges { cursor } pageInfo { startCursor endCursor } } }"
    rows: list[dict[str, Any]] = sorted((dict(each.columns) for each in made), key=lambda row: row["name"])
    cursors = [cursor_of(row, keys) for row in rows]
    answered = asking.written(ADMINISTRATOR, everything)
    assert answered.decode() == written(
        {
            "imagesConnection": {
                "edges": [{"cursor": cursor} for cursor in cursors],
                "pageInfo": {"startCursor": cursors[0], "endCursor": cursors[-1]},
            }
        }
    )
    for cursor, after in zip(cursors, rows[1:], strict=False):
        query = "{ " + page % f'1, after: "{cursor}"' + " { nodes { id } } }"
        assert asking.ask(ADMINISTRATOR, query)["imagesConnection"]["nodes"] == [{"id": after["id"]}]
