"""Random histories by several processes: each who follows is told all that it may know, once and in order."""

import asyncio
from importlib.util import find_spec

import httpx2
import pytest

from tests.support import hypothesis_profile as soaking
from tests.support.databases.protocol import TestDatabase
from tests.support.http.subscribers import (
    CREATE,
    PROJECTS,
    Follower,
    History,
    headers_of,
    until,
    write,
)
from tests.support.processes.pair import processes

pytestmark = [
    pytest.mark.processes,
    pytest.mark.all_databases,
    pytest.mark.without_coverage,
    pytest.mark.skipif(find_spec("pysqlite3") is None, reason="there is no pysqlite3 for this machine"),
]

# Seconds that a change may take to be told to who follows another process.
SOON = 1.0


@pytest.mark.parametrize("seed", range(1, 1 + soaking.TIMES))
def test_each_follower_is_told_every_event_once_and_in_order(database: TestDatabase, seed: int) -> None:
    with processes(database) as servers:
        addresses = [server.address for server in servers]
        history, ids = History(), list[str]()
        callers = (None, *PROJECTS)
        steady = [Follower(caller, addresses[:1], "e0") for caller in callers]
        restless = [Follower(caller, addresses, "e0") for caller in callers]

        async def test() -> None:
            following = [
                asyncio.ensure_future(each.follow(seed * 100 + at, leaves=each in restless))
                for at, each in enumerate((*steady, *restless))
            ]
            writing = [write(addresses[at % 2], history, ids, seed * 10 + at, 40) for at in range(4)]
            await asyncio.gather(*writing)
            wanted = {caller: history.told(caller) for caller in callers}
            await until(
                lambda: all(len(each.events) >= len(wanted[each.project]) for each in (*steady, *restless)),
                60,
            )
            for each in following:
                assert not each.done(), each
                each.cancel()
            await asyncio.wait(following)

        asyncio.run(test())
        for server in servers:
            assert "Traceback" not in server.log
    assert len(history.changes) > 30
    assert sum(each.cuts for each in restless) > 4
    for each in (*steady, *restless):
        assert len(each.told) == len(set(each.told)), "An event was told twice."
        assert set(each.told) == history.told(each.project)
        places = [int(event["cursor"].removeprefix("e")) for event in each.events]
        assert places == sorted(places)
        for image_id in set(ids):
            times = [time for _, of, time in each.told if of == image_id]
            assert times == sorted(times)
        if each.project is None:
            assert places == list(range(1, len(history.changes) + 1))


def test_a_change_by_one_process_is_told_by_another_within_a_second(database: TestDatabase) -> None:
    with processes(database) as servers:
        one, other = (server.address for server in servers)
        follower = Follower(None, [other], "e0")
        took = list[float]()

        async def test() -> None:
            following = asyncio.ensure_future(follower.follow(1, leaves=False))
            loop = asyncio.get_running_loop()
            async with httpx2.AsyncClient(headers=headers_of(None), timeout=60) as client:
                for at in range(6):
                    asked = {"query": CREATE, "variables": {"input": {"owner": "p"}}}
                    answer = (await client.post(f"{one}/graphql", json=asked)).json()
                    assert "errors" not in answer
                    began = loop.time()
                    await until(lambda at=at: len(follower.events) == at + 1, 60)
                    took.append(loop.time() - began)
                    await asyncio.sleep(0.1)
            following.cancel()
            await asyncio.wait([following])

        asyncio.run(test())
    # The first waits for the follower to connect. Of the others one may meet a busy machine.
    assert sorted(took[1:])[-2] < SOON, took
