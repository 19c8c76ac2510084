"""Images beyond what MariaDB may send: the answer is refused, and nothing is null that must not be."""

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import MADE, Row, image, property_of
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.servers import ServerDatabase
from tests.support.http.client import answer

pytestmark = pytest.mark.all_databases

# Of the longest values; a control character takes six bytes of JSON.
COUNT = 50


@pytest.mark.parametrize(
    "query",
    [
        "{ images { name properties { value } } }",
        "{ images { propertyMap } }",
        "{ imagesConnection { nodes { properties { value } } } }",
        "{ imagesConnection { totalCount edges { cursor node { properties { value } } } } }",
        "{ imagesConnection { edges { node { propertyMap } } } }",
        "{ imageEvents { nodes { image { properties { value } } } } }",
        "{ imageEvents { edges { node { image { propertyMap } } } } }",
    ],
)
def test_an_image_is_whole_or_refused(client: TestClient, database: TestDatabase, query: str) -> None:
    long = image(name="long")
    event = {"changed_fields": "[]", "members": "", "visibility": "public", "occurred_at": MADE}
    database.insert(
        long, Row("image_events", {"position": 1, "image_id": long.id, "type": "created", **event})
    )
    for at in range(COUNT):
        database.insert(property_of(long, f"{at}", "\x01" * 65_535))
    answered = answer(client, query)
    if "errors" in answered:
        assert isinstance(database, ServerDatabase)
        assert database.dialect == "mariadb"
        assert answered["data"] is None
        (error,) = answered["errors"]
        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    else:
        assert f"{answered}".count("\\x01") == COUNT * 65_535
