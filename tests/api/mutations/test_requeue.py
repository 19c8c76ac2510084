"""Going back to QUEUED, by a client that writes the whole record back."""

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import image
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import ask

pytestmark = pytest.mark.all_databases

UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) {
    updateImage(id: $id, input: $input) { changedFields image { status size } } }"""


def test_what_stands_may_be_given_and_is_cleared_all_the_same(
    client: TestClient, database: TestDatabase
) -> None:
    made = image(status="active", disk_format="raw", container_format="bare", size=5)
    database.insert(made)
    assert ask(client, UPDATE, id=made.id, input={"status": "QUEUED", "size": 5}) == {
        "updateImage": {"changedFields": ["status", "size"], "image": {"status": "QUEUED", "size": None}}
    }
