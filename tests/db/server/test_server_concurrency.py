"""Many who change the same at once on a server: nothing is lost, nothing is done twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx2
import orjson
import pytest

from db.server.store import ServerStore
from db.store import Store, Transaction, TransactionConflictError
from resolvers.caller import ADMINISTRATOR
from resolvers.context import Context
from resolvers.event_feed import EventFeed
from resolvers.plan.plans import PlanCache
from resolvers.shielding import InFlightMutations
from tests.support.databases.servers import ServerDatabase
from tests.support.databases.statement_recorder import RecordingStore
from tests.support.execution import execute_text
from tests.support.http.in_process_client import SCHEMA, SETTINGS
from tests.support.processes.process import served

CREATE = "mutation ($input: CreateImageInput!) { createImage(input: $input) { image { id version } } }"
UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!, $ifVersion: String) {
  updateImage(id: $id, input: $input, ifVersion: $ifVersion) { changedFields } }"""
UPDATES = "mutation ($input: [ImageUpdate!]!) { updateImages(input: $input) { images { id } } }"
SHARE = 'mutation ($id: ID!) { addImageMember(imageId: $id, member: "m") { member { member } } }'
READ = "query ($id: ID!) { image(id: $id) { version propertyMap members { member } } }"

Ask = Callable[..., Awaitable[Any]]
DONE = "done"


def during(server: ServerDatabase, test: Callable[[list[Ask]], Awaitable[None]]) -> None:
    """The test gets some that ask, each over connections of its own as another process would have."""

    async def run() -> None:
        async with AsyncExitStack() as stack:
            asking = []
            for _ in range(3):
                store = await ServerStore.open(server.address, pool_size=4)
                stack.push_async_callback(store.close)
                feed = EventFeed(store, limit=1)
                stack.push_async_callback(feed.close)
                asking.append(ask_of(store, feed))
            await asyncio.wait_for(test(asking), 120)

    asyncio.run(run())


def ask_of(store: Store, feed: EventFeed) -> Ask:
    plans = PlanCache(is_glance=False, dialect=store.dialect)

    async def ask(query: str, **variables: object) -> Any:
        """The data, or the one error's code."""
        context = Context(store, SETTINGS, ADMINISTRATOR, InFlightMutations(), plans, feed)
        result = await execute_text(SCHEMA, query, variables, context)
        if result.errors:
            return (result.errors[0].extensions or {})["code"]
        return orjson.loads(orjson.dumps(result.data))

    return ask


class Conflicting(RecordingStore):
    """Every transaction meets a concurrent one when it commits."""

    attempts = 0

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        async with super().begin() as tx:
            yield tx
            self.attempts += 1
            raise TransactionConflictError


async def codes(asked: list[Awaitable[Any]]) -> Counter[str]:
    answers = await asyncio.gather(*asked)
    return Counter(answer if isinstance(answer, str) else DONE for answer in answers)


async def created(ask: Ask, **given: object) -> str:
    id_ = str(uuid4())
    assert not isinstance(await ask(CREATE, input={"id": id_, **given}), str)
    return id_


def properties_of(at: int) -> dict[str, Any]:
    return {"properties": {"merge": {"set": [{"name": f"n{at}", "value": str(at)}]}}}


def test_changes_of_different_properties_at_once_all_survive(server: ServerDatabase) -> None:
    async def test(asking: list[Ask]) -> None:
        for _ in range(5):
            id_ = await created(asking[0])
            every = [asking[at % 3](UPDATE, id=id_, input=properties_of(at)) for at in range(30)]
            assert await codes(every) == {DONE: 30}
            found = await asking[1](READ, id=id_)
            assert found["image"]["propertyMap"] == {f"n{at}": str(at) for at in range(30)}

    during(server, test)


def test_of_changes_of_one_version_one_is_done(server: ServerDatabase) -> None:
    async def test(asking: list[Ask]) -> None:
        for _ in range(8):
            id_ = str(uuid4())
            made = await asking[0](CREATE, input={"id": id_})
            version = made["createImage"]["image"]["version"]
            every = [
                asking[at % 3](UPDATE, id=id_, input={"name": str(at)}, ifVersion=version) for at in range(9)
            ]
            assert await codes(every) == {DONE: 1, "CONFLICT": 8}

    during(server, test)


def test_of_creations_of_one_id_and_additions_of_one_member_one_is_done(server: ServerDatabase) -> None:
    async def test(asking: list[Ask]) -> None:
        for _ in range(4):
            id_ = str(uuid4())
            every = [asking[at % 3](CREATE, input={"id": id_}) for at in range(50)]
            assert await codes(every) == {DONE: 1, "CONFLICT": 49}
            shared = [asking[at % 3](SHARE, id=id_) for at in range(9)]
            assert await codes(shared) == {DONE: 1, "CONFLICT": 8}

    during(server, test)


def test_bulk_changes_of_the_same_images_in_other_orders_are_all_done(server: ServerDatabase) -> None:
    async def test(asking: list[Ask]) -> None:
        ids = [await created(asking[0]) for _ in range(4)]
        for round_ in range(5):
            every = [
                asking[at % 3](
                    UPDATES,
                    input=[
                        {"id": id_, "input": properties_of(round_ * 9 + at)}
                        for id_ in (ids if at % 2 else ids[::-1])
                    ],
                )
                for at in range(9)
            ]
            assert await codes(every) == {DONE: 9}
        for id_ in ids:
            found = await asking[0](READ, id=id_)
            assert len(found["image"]["propertyMap"]) == 45

    during(server, test)


def test_who_meets_others_every_time_is_told_to_try_again(server: ServerDatabase) -> None:
    async def test() -> None:
        store = Conflicting(await ServerStore.open(server.address))
        assert await ask_of(store, EventFeed(store, limit=1))(CREATE, input={}) == "UNAVAILABLE"
        assert store.attempts == 5
        await store.close()

    asyncio.run(test())


@pytest.mark.processes
def test_two_processes_change_one_database(server: ServerDatabase) -> None:
    with served(server.url) as one, served(server.url) as other, httpx2.Client(timeout=30) as client:
        id_ = str(uuid4())
        for at, process in enumerate((one, other, one, other)):
            query = (
                {"query": CREATE, "variables": {"input": {"id": id_}}}
                if at == 0
                else {"query": UPDATE, "variables": {"id": id_, "input": properties_of(at)}}
            )
            assert "errors" not in client.post(f"{process.address}/graphql", json=query).json()
        asked = {"query": "query ($id: ID!) { image(id: $id) { propertyMap } }", "variables": {"id": id_}}
        read = client.post(f"{one.address}/graphql", json=asked).json()
        assert read["data"]["image"]["propertyMap"] == {"n1": "1", "n2": "2", "n3": "3"}
        assert client.get(f"{other.address}/readyz").status_code == 200
