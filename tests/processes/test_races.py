"""Many who ask the same of two processes at once: one wins, or all do, and it all adds up."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.support.databases.builders import MADE, image, location_of, member_of, property_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.subscribers import headers_of
from tests.support.interpreter import NEWER_SQLITE
from tests.support.processes.commands import run
from tests.support.processes.pair import processes

pytestmark = [
    pytest.mark.processes,
    pytest.mark.all_databases,
    pytest.mark.without_coverage,
    pytest.mark.skipif(find_spec("pysqlite3") is None, reason="there is no pysqlite3 for this machine"),
]

CREATE = "mutation ($id: ID!) { it: createImage(input: { id: $id }) { image { id } } }"
UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) {
  it: updateImage(id: $id, input: $input) { changedFields image { version } } }"""
DELETE = "mutation ($id: ID!) { it: deleteImage(id: $id) { image { version } } }"
RESTORE = "mutation ($id: ID!) { it: restoreImage(id: $id) { image { version } } }"
ADD = 'mutation ($id: ID!) { it: addImageMember(imageId: $id, member: "m") { member { member } } }'
READ = "query ($id: ID!) { image(id: $id, includeDeleted: true) { status version propertyMap } }"

Ask = Callable[..., Awaitable[Any]]


def racing(database: TestDatabase, race: Callable[[Ask], Awaitable[None]]) -> None:
    """The race asks one process and the other in turn, over connections of its own."""

    async def run_race(addresses: list[str]) -> None:
        limits = httpx2.Limits(max_connections=40)
        async with httpx2.AsyncClient(headers=headers_of(None), timeout=60, limits=limits) as client:
            turn = 0

            async def ask(query: str, **variables: object) -> Any:
                """The data, or the one error's code."""
                nonlocal turn
                turn += 1
                asked = {"query": query, "variables": variables}
                answer = (await client.post(f"{addresses[turn % 2]}/graphql", json=asked)).json()
                if "errors" in answer:
                    (error,) = answer["errors"]
                    return error["extensions"]["code"]
                return answer["data"]["it"] if "it" in answer["data"] else answer["data"]["image"]

            await asyncio.wait_for(race(ask), 120)

    with processes(database) as servers:
        asyncio.run(run_race([server.address for server in servers]))
        for server in servers:
            assert "Traceback" not in server.log


def events_of(database: TestDatabase, id_: str) -> list[tuple[str, list[str]]]:
    rows = database.rows(
        f"SELECT type, changed_fields FROM image_events WHERE image_id = '{id_}' ORDER BY id"
    )
    return [(type_, json.loads(fields)) for type_, fields in rows]


def test_of_fifty_creations_of_one_id_one_is_done(database: TestDatabase) -> None:
    id_ = str(uuid4())

    async def race(ask: Ask) -> None:
        told = await asyncio.gather(*(ask(CREATE, id=id_) for _ in range(50)))
        assert Counter(each if isinstance(each, str) else "done" for each in told) == {
            "done": 1,
            "CONFLICT": 49,
        }

    racing(database, race)
    assert events_of(database, id_) == [("created", [])]


def test_two_hundred_updates_of_one_image_add_up(database: TestDatabase) -> None:
    """Each sets a property of its own, and one that all set."""
    database.insert(made := image())

    async def race(ask: Ask) -> None:
        async def update(at: int) -> Any:
            values = [{"name": f"p{at % 100}", "value": f"{at}"}, {"name": "last", "value": f"{at}"}]
            return await ask(UPDATE, id=made.id, input={"properties": {"merge": {"set": values}}})

        told = await asyncio.gather(*(update(at) for at in range(200)))
        assert [each["changedFields"] for each in told] == [["properties"]] * 200
        versions = {each["image"]["version"] for each in told}
        assert len(versions) == 200
        read = await ask(READ, id=made.id)
        assert read["version"] == max(versions)
        properties = read["propertyMap"]
        assert set(properties) == {"last", *(f"p{at}" for at in range(100))}
        # Of the two who set it the later one, whichever that was.
        assert all(int(properties[f"p{at}"]) % 100 == at for at in range(100))

    racing(database, race)
    assert events_of(database, made.id) == [("updated", ["properties"])] * 200


def test_a_deletion_among_updates_is_the_last_that_happens(database: TestDatabase) -> None:
    database.insert(made := image())

    async def race(ask: Ask) -> None:
        updates = [ask(UPDATE, id=made.id, input={"minDisk": at + 1}) for at in range(30)]
        deletions = [ask(DELETE, id=made.id) for _ in range(3)]
        told = await asyncio.gather(*updates[:15], *deletions, *updates[15:])
        codes = Counter(each if isinstance(each, str) else "done" for each in told)
        assert set(codes) == {"done", "NOT_FOUND"}
        read = await ask(READ, id=made.id)
        assert read["status"] == "DELETED"
        done = [each["image"]["version"] for each in told if not isinstance(each, str)]
        assert read["version"] == max(done)

    racing(database, race)
    types = [type_ for type_, _ in events_of(database, made.id)]
    assert types[-1] == "deleted"
    assert types.count("deleted") == 1


def test_of_many_additions_of_one_member_one_is_done(database: TestDatabase) -> None:
    database.insert(made := image(), member_of(made, "other"))

    async def race(ask: Ask) -> None:
        told = await asyncio.gather(*(ask(ADD, id=made.id) for _ in range(20)))
        assert Counter(each if isinstance(each, str) else "done" for each in told) == {
            "done": 1,
            "CONFLICT": 19,
        }

    racing(database, race)
    assert database.rows("SELECT member FROM image_members WHERE member = 'm'") == [("m",)]
    assert events_of(database, made.id) == [("updated", ["members"])]


def test_of_many_restorations_of_one_image_one_is_done(database: TestDatabase) -> None:
    made = image(deleted_at=MADE)
    database.insert(made, property_of(made, "os", "linux", deleted_at=MADE))

    async def race(ask: Ask) -> None:
        told = await asyncio.gather(*(ask(RESTORE, id=made.id) for _ in range(20)))
        assert Counter(each if isinstance(each, str) else "done" for each in told) == {
            "done": 1,
            "CONFLICT": 19,
        }
        read = await ask(READ, id=made.id)
        assert (read["status"], read["propertyMap"]) == ("QUEUED", {"os": "linux"})

    racing(database, race)
    assert events_of(database, made.id) == [("restored", [])]


def test_deletions_and_restorations_of_one_image_take_turns(database: TestDatabase) -> None:
    made = image(status="deactivated")
    database.insert(made, property_of(made, "os", "linux"), member_of(made, "m", status="accepted"))
    database.insert(location_of(made, "u", status="pending_delete"))

    async def race(ask: Ask) -> None:
        asked = [ask(each, id=made.id) for each in (DELETE, RESTORE) * 30]
        told = await asyncio.gather(*asked)
        codes = Counter(each if isinstance(each, str) else "done" for each in told)
        assert set(codes) <= {"done", "NOT_FOUND", "CONFLICT"}
        await ask(DELETE, id=made.id)
        await ask(RESTORE, id=made.id)
        read = await ask(READ, id=made.id)
        assert (read["status"], read["propertyMap"]) == ("DEACTIVATED", {"os": "linux"})

    racing(database, race)
    types = [type_ for type_, _ in events_of(database, made.id)]
    assert types == ["deleted", "restored"] * (len(types) // 2)
    assert database.rows("SELECT * FROM image_deletions") == []
    members = database.rows("SELECT status, deleted FROM image_members")
    assert (members, database.rows("SELECT status, deleted FROM image_locations")) == (
        [("accepted", 0)],
        [("pending_delete", 0)],
    )


def test_of_a_restoration_and_a_purge_one_is_first(database: TestDatabase) -> None:
    """All images are purged while each is restored; two purges meet as well."""
    made = [image(deleted_at=MADE) for _ in range(400)]
    database.insert(*made, *(property_of(each, "os", "linux", deleted_at=MADE) for each in made))
    command = ("purge", "--deleted-before", "2026-06-01")
    restored: dict[str, Any] = {}

    async def race(ask: Ask) -> None:
        purging = [
            asyncio.ensure_future(asyncio.to_thread(run, database.url, *command, PYTHONPATH=NEWER_SQLITE))
            for _ in range(2)
        ]
        for each in sorted(made, key=lambda each: each.id, reverse=True):
            restored[each.id] = await ask(RESTORE, id=each.id)
        for code, said, wrong in await asyncio.gather(*purging):
            assert (code, wrong) == (0, ""), said

    racing(database, race)
    codes = {id_: each if isinstance(each, str) else "done" for id_, each in restored.items()}
    assert set(codes.values()) <= {"done", "NOT_FOUND"}
    done = sorted(id_ for id_, code in codes.items() if code == "done")
    gone = sorted(codes.keys() - set(done))
    assert database.rows("SELECT id FROM images WHERE deleted_at IS NULL ORDER BY id") == [
        (id_,) for id_ in done
    ]
    assert database.rows("SELECT count(*) FROM images") == [(len(done),)]
    assert database.rows("SELECT id FROM purged_images ORDER BY id") == [(id_,) for id_ in gone]
    live = database.rows("SELECT image_id, deleted FROM image_properties ORDER BY image_id")
    assert [(id_, int(deleted)) for id_, deleted in live] == [(id_, 0) for id_ in done]
