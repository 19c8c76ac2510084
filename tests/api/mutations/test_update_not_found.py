"""Updating what is not there, or not any more."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import MADE, image
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import refused

pytestmark = pytest.mark.all_databases

UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) {
  updateImage(id: $id, input: $input) { changedFields } }"""


@pytest.mark.parametrize("form", [lambda text: text.replace("-", ""), lambda _: "", lambda _: "x"])
def test_a_malformed_id_names_no_image(
    client: TestClient, database: TestDatabase, form: Callable[[str], str]
) -> None:
    made = image(id="6ba7b810-9dad-11d1-80b4-00c04fd430c8")
    database.insert(made)
    refusal = refused(client, UPDATE, id=form(made.id), input={"name": "a"})
    assert refusal == ("NOT_FOUND", ["id"])


def test_a_deleted_image_cannot_be_changed(client: TestClient, database: TestDatabase) -> None:
    gone = image(deleted_at=MADE, status="deleted")
    database.insert(gone)
    # That it is not there is judged before the input.
    for given in ({"name": "a"}, {"minDisk": -1}):
        assert refused(client, UPDATE, id=gone.id, input=given) == ("NOT_FOUND", ["id"])


def test_an_unknown_image_cannot_be_changed(client: TestClient, database: TestDatabase) -> None:
    database.insert(image())
    assert refused(client, UPDATE, id=image().id, input={"name": "a"}) == ("NOT_FOUND", ["id"])
