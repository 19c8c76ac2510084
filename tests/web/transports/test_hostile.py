"""Requests that are hostile by their size or shape: refused early, and nobody else waits for them."""

import asyncio
from time import monotonic

import pytest
from starlette.testclient import TestClient

from db.sqlite.store import SqliteStore
from db.store import Statement, StoreUnavailableError
from tests.support.databases.builders import image, tag_of
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import answer, ask, refused

LIMIT = "LIMIT_EXCEEDED"

# Fifteen fragments, each within the next and below a hundred and eighty inline ones.
NESTED = "{...F0}" + "".join(
    f"fragment F{at} on Query {{"
    + "...{" * 180
    + (f"...F{at + 1}" if at < 14 else "__typename")
    + "}" * 180
    + "}"
    for at in range(15)
)


def test_two_operations_that_share_a_fragment_keep_their_own_selections(
    client: TestClient, database: SqliteDatabase
) -> None:
    database.insert(made := image(name="a", size=1))
    query = """query A { ...F images { name } } query B { ...F images { size } }
        fragment F on Query { images { id } }"""
    answers = [
        client.post("/graphql", json={"query": query, "operationName": name}).json()["data"]
        for name in ("A", "B", "A")
    ]
    a, b = {"images": [{"id": made.id, "name": "a"}]}, {"images": [{"id": made.id, "size": 1}]}
    assert answers == [a, b, a]


def test_fragments_nested_by_levels_are_refused(client: TestClient) -> None:
    assert refused(client, NESTED) == (LIMIT, None)


@pytest.mark.parametrize(
    "query",
    ["{ __typename" + "," * 262_144 + "}", "# " + "query " * 50_000 + "\n{ __typename }"],
    ids=["commas", "comment"],
)
def test_a_long_document_is_refused_before_it_is_read(client: TestClient, query: str) -> None:
    assert refused(client, query) == (LIMIT, None)


@pytest.mark.parametrize("value", [["a"] * 10_001, {"deep": [[["a"] * 10_001]]}])
def test_a_long_list_in_a_variable_is_refused_before_it_is_coerced(client: TestClient, value: object) -> None:
    assert refused(client, "{ __typename }", value=value) == (LIMIT, None)
    assert "errors" not in answer(client, "{ __typename }", value=["a"] * 10_000)


@pytest.mark.parametrize("change", ["replace", "add"])
def test_thousands_of_tags_are_refused_at_once(
    client: TestClient, database: SqliteDatabase, change: str
) -> None:
    database.insert(made := image())
    tags = [f"t{at}" for at in range(10_000)]
    given = {"replace": tags} if change == "replace" else {"merge": {"add": tags, "remove": tags}}
    query = """mutation ($id: ID!, $tags: ImageTagsChange!) {
        updateImage(id: $id, input: { tags: $tags }) { changedFields } }"""
    start = monotonic()
    code, _ = refused(client, query, id=made.id, tags=given)
    assert code == LIMIT
    # Compared with each other they were a hundred million.
    assert monotonic() - start < 5


def test_a_long_list_of_tags_is_looked_for_once_and_not_in_every_image(
    client: TestClient, database: SqliteDatabase
) -> None:
    made = [image() for _ in range(500)]
    database.insert(*made, *(tag_of(each, "wanted") for each in made))
    tags = [f"t{at}" for at in range(9_999)]
    query = "query ($tags: [String!]) { images(where: { tags: { any: $tags } }) { id } }"
    start = monotonic()
    assert ask(client, query, tags=tags) == {"images": []}
    assert len(ask(client, query, tags=[*tags, "wanted"])["images"]) == 25
    assert monotonic() - start < 5


def test_a_read_does_not_wait_for_ever_for_a_reader(database: SqliteDatabase) -> None:
    slow = Statement(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n", ()
    )

    async def ask_for_a_third() -> None:
        store = await SqliteStore.open(database.path, busy_timeout=0.1, statement_timeout=2.0)
        try:
            running = [asyncio.ensure_future(store.read(slow, {})) for _ in range(2)]
            await asyncio.sleep(0)
            with pytest.raises(StoreUnavailableError, match="all reading connections are in use"):
                await store.read(slow, {})
            # A small read needs none.
            await store.ping()
            for each in running:
                each.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        finally:
            await store.close()

    asyncio.run(ask_for_a_third())


def test_a_store_whose_file_is_gone_does_not_answer(client: TestClient, database: SqliteDatabase) -> None:
    database.path.rename(database.path.with_suffix(".gone"))
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "unavailable", "reason": "database"},
    )
