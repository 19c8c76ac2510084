"""Changes under way, apart from what they change."""

import asyncio
import logging

import pytest
from starlette.testclient import TestClient

from db.sqlite.store import SqliteStore
from db.store import StoreUnavailableError
from resolvers.errors import BadUserInputError
from resolvers.shielding import InFlightMutations
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask


async def passed(steps: int) -> None:
    for _ in range(steps):
        await asyncio.sleep(0)


def test_a_change_that_fails_when_its_caller_has_left_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def refused() -> None:
        await passed(5)
        raise RuntimeError("nobody is told")

    async def ask() -> None:
        changes = InFlightMutations()
        asked = asyncio.ensure_future(changes.run(refused()))
        await passed(2)
        asked.cancel()
        await changes.drain()

    asyncio.run(ask())
    (record,) = caplog.records
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "nobody is told"


def test_a_closed_store_takes_no_change(database: SqliteDatabase) -> None:
    async def change() -> None:
        store = await SqliteStore.open(database.path)
        await store.close()
        async with store.begin():
            pass

    with pytest.raises(StoreUnavailableError, match="the store is closed"):
        asyncio.run(change())


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (BadUserInputError("what the caller sent"), "BAD_USER_INPUT"),
        (StoreUnavailableError("the server is frozen"), "the server is frozen"),
    ],
)
def test_of_a_change_that_is_refused_then_no_traceback_and_no_input_is_logged(
    caplog: pytest.LogCaptureFixture, failure: Exception, words: str
) -> None:
    async def refused() -> None:
        await passed(5)
        raise failure

    async def ask() -> None:
        changes = InFlightMutations()
        asked = asyncio.ensure_future(changes.run(refused()))
        await passed(2)
        asked.cancel()
        await changes.drain()

    with caplog.at_level(logging.INFO):
        asyncio.run(ask())
    (record,) = (each for each in caplog.records if each.name == "glimpse")
    assert record.getMessage() == f"A mutation failed after its client disconnected: {words}"
    assert record.exc_info is None


def test_a_payload_of_which_everything_is_skipped_is_empty(client: TestClient) -> None:
    query = "mutation { createImage(input: {}) { image { id @skip(if: true) } __typename @skip(if: true) } }"
    assert ask(client, query) == {"createImage": {"image": {}}}
