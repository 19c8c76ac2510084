"""Many at once, callers who leave, databases that are locked or gone, and a process that is killed."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any
from uuid import uuid4

import httpx2
import orjson
import pytest
from sqlalchemy import text

from db.sqlite.store import SqliteStore
from db.store import Statement
from resolvers.caller import ADMINISTRATOR
from resolvers.context import Context
from resolvers.event_feed import EventFeed
from resolvers.execution.schema import ExecutableSchema
from resolvers.plan.plans import PlanCache
from resolvers.root import create_schema
from resolvers.shielding import InFlightMutations
from settings import Settings
from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.execution import execute_text
from tests.support.http.client import ask, refused, serving
from tests.support.processes.process import served

NO_END = Statement("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n", ())

READ = "query ($id: ID!) { image(id: $id) { name propertyMap tags } }"
CREATE = "mutation ($input: CreateImageInput!) { createImage(input: $input) { image { id } } }"
UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!, $ifVersion: String) {
    updateImage(id: $id, input: $input, ifVersion: $ifVersion) { changedFields } }"""
DONE = "done"


@dataclass(frozen=True)
class Asked:
    """The schema over one store, asked in this loop."""

    schema: ExecutableSchema
    context: Context

    async def data(self, query: str, **variables: object) -> Any:
        """The data, or the one error's code."""
        result = await execute_text(self.schema, query, variables, self.context)
        if result.errors:
            (error,) = result.errors
            return (error.extensions or {})["code"]
        return orjson.loads(orjson.dumps(result.data))

    async def change(self, query: str, **variables: object) -> str:
        """`DONE`, or the one error's code."""
        data = await self.data(query, **variables)
        return data if isinstance(data, str) else DONE


@asynccontextmanager
async def asking(database: SqliteDatabase) -> AsyncIterator[Asked]:
    settings = Settings.from_environment({})
    store = await SqliteStore.open(database.path)
    context = Context(
        store,
        settings,
        ADMINISTRATOR,
        InFlightMutations(),
        PlanCache(is_glance=False),
        EventFeed(store, limit=1),
    )
    try:
        yield Asked(create_schema(settings), context)
    finally:
        await context.mutations.drain()
        await store.close()


def run(database: SqliteDatabase, ask: Callable[[Asked], Awaitable[None]]) -> None:
    async def asked() -> None:
        async with asking(database) as asked:
            await asyncio.wait_for(ask(asked), 60)

    asyncio.run(asked())


async def pass_steps(count: int) -> None:
    """Lets the loop take so many turns."""
    for _ in range(count):
        await asyncio.sleep(0)


def test_changes_of_different_properties_at_once_all_survive(database: SqliteDatabase) -> None:
    database.insert(made := image())
    wanted = {f"p{n}": str(n) for n in range(100)}

    async def ask(asked: Asked) -> None:
        # Each twice: once it is there, once it is not.
        inputs = [
            {"properties": {"merge": {"set": [{"name": name, "value": value}]}}}
            for name, value in [*wanted.items()] * 2
        ]
        changes = [asked.change(UPDATE, id=made.id, input=each) for each in inputs]
        assert await asyncio.gather(*changes) == [DONE] * 200
        assert (await asked.data(READ, id=made.id))["image"]["propertyMap"] == wanted

    run(database, ask)


@pytest.mark.parametrize("new", [False, True], ids=["version", "id"])
def test_of_changes_of_one_version_or_creations_of_one_id_one_is_done(
    database: SqliteDatabase, new: bool
) -> None:
    database.insert(made := image())
    chosen = str(uuid4()) if new else made.id
    rest: dict[str, object] = {} if new else {"id": made.id, "ifVersion": "2026-01-02T03:04:05.000006"}

    async def ask(asked: Asked) -> None:
        inputs = [{"name": str(n), **({"id": chosen} if new else {})} for n in range(50)]
        query = CREATE if new else UPDATE
        answers = await asyncio.gather(*(asked.change(query, input=each, **rest) for each in inputs))
        assert sorted(answers) == ["CONFLICT"] * 49 + [DONE]
        assert (await asked.data(READ, id=chosen))["image"]["name"] == str(answers.index(DONE))

    run(database, ask)


def test_a_change_whose_caller_leaves_is_whole_or_not_there_and_leaves_no_lock(
    database: SqliteDatabase,
) -> None:
    database.insert(made := image())

    async def ask(asked: Asked) -> None:
        before: dict[str, Any] = {"name": None, "propertyMap": {}, "tags": []}
        seen = set[str]()
        for steps in range(0, 60, 2):
            text = str(steps)
            properties = {"replace": [{"name": text, "value": text}]}
            given = {"name": text, "properties": properties, "tags": {"replace": [text]}}
            change = asyncio.ensure_future(asked.change(UPDATE, id=made.id, input=given))
            await pass_steps(steps)
            change.cancel()
            await asyncio.wait([change])
            # The next waits for the one before, and for nothing else.
            assert await asked.change(CREATE, input={}) == DONE
            after = (await asked.data(READ, id=made.id))["image"]
            whole = {"name": text, "propertyMap": {text: text}, "tags": [text]}
            assert after in (before, whole)
            seen.add("whole" if after == whole else "nothing")
            before = after
        assert seen == {"whole", "nothing"}

    run(database, ask)


def test_a_shutdown_waits_for_the_changes_under_way(database: SqliteDatabase) -> None:
    ids = [str(uuid4()) for _ in range(20)]

    async def ask() -> None:
        async with asking(database) as asked:
            changes = [asyncio.ensure_future(asked.change(CREATE, input={"id": each})) for each in ids]
            await pass_steps(10)
            for change in changes:
                change.cancel()
            await asyncio.wait(changes)
            assert all(change.cancelled() for change in changes)

    asyncio.run(ask())
    with database.connect() as connection:
        assert {each for (each,) in connection.execute("SELECT id FROM images")} == set(ids)


def test_a_change_that_is_cancelled_itself_is_no_longer_under_way() -> None:
    async def ask() -> None:
        changes, change = InFlightMutations(), asyncio.get_running_loop().create_future()
        change.cancel()
        with pytest.raises(asyncio.CancelledError):
            await changes.run(change)
        await changes.drain()

    asyncio.run(ask())


def test_reads_do_not_wait_for_a_change_and_see_what_was(database: SqliteDatabase) -> None:
    database.insert(made := image(name="old"))

    async def ask(asked: Asked) -> None:
        async with asked.context.store.begin() as tx:
            await tx.execute(text("UPDATE images SET name = 'new'"))
            reads = await asyncio.wait_for(
                asyncio.gather(*(asked.data(READ, id=made.id) for _ in range(20))), 3
            )
            assert [read["image"]["name"] for read in reads] == ["old"] * 20
        assert (await asked.data(READ, id=made.id))["image"]["name"] == "new"

    run(database, ask)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("steps", [0, 1, 2, 5, 20, 100])
def test_a_read_whose_caller_leaves_is_stopped(database: SqliteDatabase, steps: int, times: int) -> None:
    async def ask(asked: Asked) -> None:
        store = asked.context.store
        for _ in range(3):
            reads = [asyncio.ensure_future(store.read(NO_END, {})) for _ in range(4)]
            await pass_steps(steps)
            for _ in range(times):
                for read in reads:
                    read.cancel()
                await pass_steps(1)
            assert not (await asyncio.wait(reads, timeout=3))[1]
            await asyncio.wait_for(asyncio.gather(*(store.ping() for _ in range(4))), 3)

    run(database, ask)


def test_while_another_keeps_the_database_locked_changes_are_refused_and_reads_answered(
    database: SqliteDatabase,
) -> None:
    database.insert(made := image(name="a"))
    with serving(database, BUSY_TIMEOUT="0.2") as client:
        with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            began = monotonic()
            assert refused(client, UPDATE, id=made.id, input={"name": "b"}) == ("UNAVAILABLE", None)
            assert 0.2 <= monotonic() - began < 3
            assert ask(client, READ, id=made.id)["image"]["name"] == "a"
        assert ask(client, UPDATE, id=made.id, input={"name": "b"})["updateImage"]


@pytest.mark.parametrize("replaced", [False, True])
def test_a_database_that_was_deleted_or_replaced_takes_no_change(
    database: SqliteDatabase, template: Path, tmp_path: Path, replaced: bool
) -> None:
    with serving(database) as client:
        ask(client, CREATE, input={})
        if replaced:
            os.replace(shutil.copyfile(template, tmp_path / "other.db"), database.path)
        else:
            database.path.unlink()
        assert refused(client, CREATE, input={}) == ("UNAVAILABLE", None)


def test_a_read_that_takes_too_long_is_stopped_and_the_next_is_answered(database: SqliteDatabase) -> None:
    database.insert(made := image())
    with database.connect() as connection:
        connection.execute(
            """INSERT INTO images (id, name, status, created_at, updated_at, deleted, min_disk, min_ram)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000)
            SELECT printf('%036d', i), hex(zeroblob(127)), 'queued', '2026', '2026', 0, 0, 0 FROM n"""
        )
    names = [{"name": {"contains": f"{n}", "ignoreCase": True}} for n in range(101, 190)]
    slow = "query ($where: ImageWhere!) { images(where: $where) { id } }"
    with serving(database, STATEMENT_TIMEOUT="0.05") as client:
        for _ in range(3):
            assert refused(client, slow, where={"or": names}) == ("TIMEOUT", None)
            for _ in range(3):
                assert ask(client, READ, id=made.id)["image"]["tags"] == []


@pytest.mark.processes
@pytest.mark.without_coverage
def test_what_was_acknowledged_before_a_kill_is_there_after_it(database: SqliteDatabase) -> None:
    acknowledged = list[str]()

    def create(url: str) -> None:
        with httpx2.Client() as client:
            while True:
                try:
                    answer = client.post(url, json={"query": CREATE, "variables": {"input": {"name": "a"}}})
                except httpx2.HTTPError:
                    return
                acknowledged.append(answer.json()["data"]["createImage"]["image"]["id"])

    with served(database.url) as server:
        threads = [Thread(target=create, args=[f"{server.address}/graphql"]) for _ in range(4)]
        for thread in threads:
            thread.start()
        end = monotonic() + 20
        while len(acknowledged) < 100 and monotonic() < end:
            threads[0].join(0.01)
        server.process.kill()
        for thread in threads:
            thread.join(20)
    assert len(acknowledged) >= 100
    with database.connect() as connection:
        assert {each for (each,) in connection.execute("SELECT id FROM images")} >= set(acknowledged)
    with serving(database) as client:
        assert ask(client, CREATE, input={})["createImage"]
