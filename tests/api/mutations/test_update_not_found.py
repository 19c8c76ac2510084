"""Updating what is not there, or not any more."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import MADE, image, insert
from tests.support.http.client import refused

# Asked of each database.
EVERY_DATABASE = True

UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) {
  updateImage(id: $id, input: $input) { changedFields } }"""


@pytest.mark.parametrize("form", [str.upper, lambda text: text.replace("-", ""), lambda _: "", lambda _: "x"])
def test_a_malformed_id_names_no_image(
    client: TestClient, database: Path, form: Callable[[str], str]
) -> None:
    made = image(id="6ba7b810-9dad-11d1-80b4-00c04fd430c8")
    insert(database, made)
    refusal = refused(client, UPDATE, id=form(made.id), input={"name": "a"})
    assert refusal == ("NOT_FOUND", ["id"])


def test_a_deleted_image_cannot_be_changed(client: TestClient, database: Path) -> None:
    gone = image(deleted_at=MADE, status="deleted")
    insert(database, gone)
    # That it is not there is judged before the input.
    for given in ({"name": "a"}, {"minDisk": -1}):
        assert refused(client, UPDATE, id=gone.id, input=given) == ("NOT_FOUND", ["id"])


def test_an_unknown_image_cannot_be_changed(client: TestClient, database: Path) -> None:
    insert(database, image())
    assert refused(client, UPDATE, id=image().id, input={"name": "a"}) == ("NOT_FOUND", ["id"])
