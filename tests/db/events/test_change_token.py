"""What a server's store tells of its state, and what it is while it closes."""

from datetime import datetime

import pytest

from db.events.log import Author, EventToRecord, assign_positions, record_events
from db.server.store import ServerStore
from db.store import StoreUnavailableError
from db.write.image import CHANGEABLE, insert_images
from tests.support.databases.connections import ONE, during
from tests.support.databases.servers import ServerDatabase

NO_IMAGE = "00000000-0000-4000-8000-000000000000"


def test_the_state_moves_with_each_commit_that_has_events(server: ServerDatabase) -> None:
    async def test(store: ServerStore) -> None:
        before = await store.change_token()
        assert await store.change_token() == before
        now = datetime(2026, 1, 2)
        values = dict.fromkeys(CHANGEABLE) | dict.fromkeys(("min_disk", "min_ram", "protected", "hidden"), 0)
        async with store.begin() as tx:
            named = {"status": "queued", "visibility": "public"}
            await insert_images(tx, {NO_IMAGE: values | named}, now)
            happened = EventToRecord(NO_IMAGE, "created", now, after=("public", None), before=None)
            await record_events(tx, [happened], members={}, author=Author())
        after = await store.change_token()
        assert None not in (before, after)
        assert after != before
        async with store.begin() as tx:
            await assign_positions(tx)
        assert await store.change_token() == after

    during(server.address, test)


def test_nobody_tells_the_state_of_a_replica(server: ServerDatabase) -> None:
    async def test(store: ServerStore) -> None:
        assert await store.change_token() is None

    during(server.address, test, replica=server.address)


def test_a_read_of_a_store_that_is_closing_is_unavailable(server: ServerDatabase) -> None:
    async def test(store: ServerStore) -> None:
        await store._read_pool.close()
        if server.dialect == "postgresql":
            with pytest.raises(StoreUnavailableError, match="closed"):
                await store.read(ONE, {})

    during(server.address, test)
