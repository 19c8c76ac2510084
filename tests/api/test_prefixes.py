"""Beginnings and patterns of texts are found on every database, whatever characters follow them."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import image, property_of, tag_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import ask

pytestmark = pytest.mark.all_databases

# The last code points of one, two, three and four bytes of UTF-8, and others of four.
FOLLOWING = ("\x7f", "\u07ff", "\uffee", "\U0001f600", "\U0010fffd", "")
QUERY = """query ($where: ImageWhere!) {
  images(where: $where, limit: 100, orderBy: { field: NAME }) { name }
  imagesConnection(where: $where, first: 0) { totalCount } }"""

OPERATORS: list[dict[str, Any]] = [
    {"startsWith": "yy"},
    {"startsWith": "YY", "ignoreCase": True},
    {"glob": "yy*"},
    {"glob": "YY*", "ignoreCase": True},
    {"glob": "yy**q"},
    {"glob": "y?*q"},
]


def condition(field: str, text: dict[str, Any]) -> dict[str, Any]:
    if field == "tags":
        return {"tags": {"some": text}}
    return {"properties": [{"name": "a", "value": text}]} if field == "properties" else {field: text}


@pytest.mark.parametrize("field", ["name", "owner", "diskFormat", "tags", "properties"])
def test_any_character_may_follow_a_beginning(client: TestClient, database: TestDatabase, field: str) -> None:
    texts = [f"yy{each}q" for each in FOLLOWING]
    for text in (*texts, "zz", "y"):
        made = image(name=text, owner=text, disk_format=text)
        database.insert(made, tag_of(made, text), property_of(made, "a", text))
    for operator in OPERATORS:
        where = condition(field, operator)
        found = ask(client, QUERY, where=where)
        assert {each["name"] for each in found["images"]} == set(texts), operator
        assert found["imagesConnection"]["totalCount"] == len(texts), operator
        others = ask(client, QUERY, where={"not": where})
        assert {each["name"] for each in others["images"]} == {"zz", "y"}, operator
