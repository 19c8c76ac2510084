"""Clients' own helpers for Relay's pagination reach every image once."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from db.demo.fill import fill
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.javascript import javascript, report
from tests.support.processes.process import Served, served

pytestmark = [pytest.mark.processes, pytest.mark.without_coverage]

IMAGES = 130

ORDERS: dict[str, list[dict[str, str]]] = {
    "newest first": [],
    # Some have none, some have the same.
    "by size": [{"field": "SIZE", "direction": "DESC"}],
    "by name, none first": [{"field": "NAME", "nulls": "FIRST"}],
    "by status and format": [{"field": "STATUS"}, {"field": "DISK_FORMAT", "direction": "DESC"}],
}
LIST = "query ($orderBy: [ImageOrder!]!) { images(orderBy: $orderBy, limit: 1000) { id name } }"


@pytest.fixture
def server(template: Path, tmp_path: Path) -> Iterator[Served]:
    database = SqliteDatabase.copied(template, tmp_path / "glimpse.db")
    fill(database.path, IMAGES, 1, lambda _count: None)
    with served(database.url) as server:
        yield server


def listed(server: Served, order: list[dict[str, str]]) -> list[dict[str, Any]]:
    asked = {"query": LIST, "variables": {"orderBy": order}}
    answer = httpx2.post(f"{server.address}/graphql", json=asked).json()
    images: list[dict[str, Any]] = answer["data"]["images"]
    return images


@javascript
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("script", ["apollo-walk.mjs", "urql-walk.mjs"])
def test_a_walk_by_pages_reaches_every_image_once(
    server: Served, script: str, order: list[dict[str, str]]
) -> None:
    before = [image["id"] for image in listed(server, order)]
    seen = report(script, f"{server.address}/graphql", "7", json.dumps(order))
    # An image came in the meantime: the newest stands before the walk, others may stand behind its place.
    after = listed(server, order)
    (new,) = [image["id"] for image in after if image["name"] == "meanwhile"]
    walked = [identity for identity in seen["ids"] if identity != new]
    assert walked == before
    assert seen["ids"].count(new) <= (0 if not order else 1)
    assert seen["pages"] == -(-len(seen["ids"]) // 7) > 10
