"""Random changes by two processes: each stands in the history once, with values that continue each other."""

import asyncio
from importlib.util import find_spec
from typing import Any

import httpx2
import pytest

from tests.support import hypothesis_profile as soaking
from tests.support.databases.protocol import TestDatabase
from tests.support.http.subscribers import History, headers_of, write
from tests.support.processes.pair import processes

pytestmark = [
    pytest.mark.processes,
    pytest.mark.all_databases,
    pytest.mark.without_coverage,
    pytest.mark.skipif(find_spec("pysqlite3") is None, reason="there is no pysqlite3 for this machine"),
]

PAGE = """query ($after: String) { imageEvents(first: 50, after: $after) {
  nodes { cursor type imageId changedFields occurredAt requestId changes { field name before after } }
  pageInfo { hasNextPage endCursor } } }"""
HISTORIES = """{ images(scope: VISIBLE, includeDeleted: true, limit: 100) {
  id owner visibility minDisk status members { member status canShare } history(first: 1000) { cursor } } }"""


async def ask(address: str, query: str, **variables: object) -> Any:
    async with httpx2.AsyncClient(headers=headers_of(None), timeout=60) as client:
        answer = (
            await client.post(f"{address}/graphql", json={"query": query, "variables": variables})
        ).json()
    assert "errors" not in answer, answer
    return answer["data"]


async def pages(address: str) -> list[Any]:
    """All events, newest first."""
    found: list[Any] = []
    after = None
    while True:
        page = (await ask(address, PAGE, after=after))["imageEvents"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def require_chain(events: list[Any], image: Any) -> None:
    """Each value that a change of the image replaced is the one that the last change before left."""
    values: dict[tuple[str, str | None], object] = {}
    for event in events:
        for change in event["changes"]:
            key = change["field"], change["name"]
            # The values that an image is created with are in no event.
            if key in values or key[0] == "members":
                assert change["before"] == values.get(key), event
            assert change["before"] != change["after"], event
            values[key] = change["after"]
        if event["type"] == "UPDATED":
            assert {change["field"] for change in event["changes"]} >= set(event["changedFields"]) != set()
    for field in ("owner", "visibility", "minDisk"):
        assert values.get((field, None), image[field]) == image[field]
    members = {
        name: held for (field, name), held in values.items() if field == "members" and held is not None
    }
    shown = {each["member"]: {key: each[key] for key in ("status", "canShare")} for each in image["members"]}
    assert members == shown
    assert values.get(("status", None), image["status"]) == image["status"]


@pytest.mark.parametrize("seed", range(1, 1 + soaking.TIMES))
def test_every_change_is_in_the_history_once(database: TestDatabase, seed: int) -> None:
    history, ids = History(), list[str]()
    with processes(database) as servers:
        addresses = [server.address for server in servers]

        async def test() -> list[tuple[list[Any], list[Any]]]:
            writing = [write(addresses[at % 2], history, ids, seed * 20 + at, 40) for at in range(4)]
            await asyncio.gather(*writing)
            # A process reads what it changed, and soon what the other one did.
            seen: list[tuple[list[Any], list[Any]]] = []
            for address in addresses:
                async with asyncio.timeout(60):
                    while len(events := await pages(address)) < len(history.changes):  # noqa: ASYNC110
                        await asyncio.sleep(0.05)
                seen.append((events, (await ask(address, HISTORIES))["images"]))
            return seen

        seen = asyncio.run(test())
        for server in servers:
            assert "Traceback" not in server.log
    assert len(history.changes) > 30
    made = sorted((each.type, each.image["id"], each.image["updatedAt"]) for each in history.changes)
    for events, images in seen:
        assert sorted((event["type"], event["imageId"], event["occurredAt"]) for event in events) == made
        assert [event["cursor"] for event in events] == [f"e{at}" for at in range(len(events), 0, -1)]
        assert len({event["requestId"] for event in events}) == len(events)
        assert {image["id"] for image in images} == set(ids)
        for image in images:
            own = [event for event in events if event["imageId"] == image["id"]]
            assert [event["cursor"] for event in image["history"]] == [event["cursor"] for event in own]
            require_chain(own[::-1], image)
