"""How soon changes are told to many who follow, and what they cost the server.

Two hundred changes a second of a thousand images, ten images a mutation. Either each follower follows its
part of the images (so that as many events are told, however many follow), or all follow all. A server of
its own, in a process of its own, over SQLite; followers and writer in this one, on the other core. The
time is that between an event's `occurredAt`, before its commit, and its arrival.
"""

import argparse
import asyncio
import json
import os
import platform
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import httpx2
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from tests.support.databases.builders import Row, image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.processes.process import Served, served

IMAGES, BATCH_SIZE, A_SECOND = 1000, 10, 200
EVENTS = "subscription ($ids: [ID!]) { imageChanged(ids: $ids) { type occurredAt cursor image { id name } } }"
UPDATE = "mutation ($input: [ImageUpdate!]!) { updateImages(input: $input) { images { id } } }"
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident(pid: int) -> int:
    """Bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


async def follow(connection: Any, late: list[float]) -> None:
    async for message in connection:
        event = json.loads(message)["payload"]["data"]["imageChanged"]
        late.append((datetime.now(UTC) - datetime.fromisoformat(event["occurredAt"])).total_seconds())


async def write(address: str, ids: Sequence[str], seconds: float) -> tuple[int, float]:
    """How many images were changed, and in how many seconds: in time, or as soon as it can."""
    async with httpx2.AsyncClient(timeout=60) as client:
        began, done = monotonic(), 0
        while (now := monotonic()) - began < seconds:
            chosen = [ids[(done + at) % len(ids)] for at in range(BATCH_SIZE)]
            given = [{"id": each, "input": {"name": f"{done}"}} for each in chosen]
            answer = (await client.post(f"{address}/graphql", json=asked(UPDATE, input=given))).json()
            assert "errors" not in answer, answer
            done += BATCH_SIZE
            await asyncio.sleep(max(0.0, began + done / A_SECOND - now))
        return done, monotonic() - began


def asked(query: str, **variables: object) -> dict[str, object]:
    return {"query": query, "variables": variables}


async def measure(server: Served, ids: Sequence[str], followers: int, seconds: float, *, all_: bool) -> str:
    pid, url = server.process.pid, f"{server.address.replace('http', 'ws')}/graphql"
    part = len(ids) // followers
    async with AsyncExitStack() as stack:
        before = resident(pid)
        connections = []
        for at in range(followers):
            protocols = [Subprotocol("graphql-transport-ws")]
            connecting = connect(url, subprotocols=protocols, compression=None)
            connection = await stack.enter_async_context(connecting)
            await connection.send('{"type": "connection_init"}')
            await connection.recv()
            wanted = None if all_ else ids[at * part : (at + 1) * part]
            payload = asked(EVENTS, ids=wanted)
            await connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
            connections.append(connection)
        await asyncio.sleep(1)
        each = (resident(pid) - before) / followers / 1024
        late: list[float] = []
        following = [asyncio.ensure_future(follow(connection, late)) for connection in connections]
        cpu = cpu_seconds(pid)
        changes, took = await write(server.address, ids, seconds)
        used = (cpu_seconds(pid) - cpu) / took
        wanted_events = changes * (followers if all_ else 1)
        for _ in range(300):
            if len(late) >= wanted_events:
                break
            await asyncio.sleep(0.1)
        for task in following:
            task.cancel()
        await asyncio.wait(following)
    late.sort()
    if not late:
        return f"{followers:>9} {'all' if all_ else 'part':>5}  nothing was told"
    p50, p99 = (late[int(len(late) * share)] * 1000 for share in (0.5, 0.99))
    return (
        f"{followers:>9} {'all' if all_ else 'part':>5} {changes / took:>10.0f} {len(late) / took:>10.0f} "
        f"{len(late) / wanted_events:>7.1%} {p50:>8.0f} {p99:>8.0f} {used:>6.0%} {each:>8.0f}"
    )


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--seconds", type=float, default=10)
    given.add_argument("--followers", type=int, nargs="*", default=[1, 100, 1000])
    given.add_argument("--all", type=int, nargs="*", default=[1, 20, 100])
    arguments = given.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores; {arguments.seconds:.0f} s each")
    print("followers  what  changes/s   events/s    told   p50 ms   p99 ms    CPU  KiB each")
    cases = [(each, False) for each in arguments.followers] + [(each, True) for each in arguments.all]
    for followers, all_ in cases:
        with TemporaryDirectory() as folder:
            database = SqliteDatabase.migrated(Path(folder) / "live.db")
            rows: list[Row] = [image(name="a") for _ in range(IMAGES)]
            database.insert(*rows)
            ids = [row.id for row in rows]
            with served(database.url, GLIMPSE_LOG_LEVEL="info") as server:
                print(asyncio.run(measure(server, ids, followers, arguments.seconds, all_=all_)), flush=True)


if __name__ == "__main__":
    main()
