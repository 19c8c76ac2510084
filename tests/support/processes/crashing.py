"""A server under changes that is killed at a random moment and started again: what it said must be true."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

from tests.support.processes.process import served

CREATE = "mutation ($input: CreateImageInput!) { createImage(input: $input) { image { id } } }"
UPDATE = (
    "mutation ($id: ID!, $input: UpdateImageInput!) { updateImage(id: $id, input: $input) { changedFields } }"
)
DELETE = "mutation ($id: ID!) { deleteImage(id: $id) { image { id } } }"
READ = """query ($id: ID!) { image(id: $id, includeDeleted: true) {
  name status tags first: property(name: "first") last: property(name: "last") } }"""

DELETED = -1


# Of each round, before the kill: a machine may be busy.
ANSWERS = 8


@dataclass
class Known:
    """An image's last change that was acknowledged, and one whose answer never came, if there is one.

    The n-th change writes n in four places; DELETED stands for a deletion.
    """

    done: list[int] = field(default_factory=list)
    asked: int | None = None


@dataclass
class Crashes:
    """Rounds of a server over one database."""

    url: str
    seed: int
    environ: dict[str, str] = field(default_factory=dict)
    images: dict[str, Known] = field(default_factory=dict)
    answered: int = 0
    _enough: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    def run(self, rounds: int, clients: int = 6) -> None:
        """Raises AssertionError of the first thing that is not true."""
        drawn = random.Random(self.seed)
        for _ in range(rounds):
            with served(self.url, **self.environ) as server:
                # Whatever the last round left is looked at, and goes on to be changed.
                asyncio.run(self._check(server.address))
                asyncio.run(self._change(server.address, clients, drawn, server.process.kill))
        with served(self.url, **self.environ) as server:
            asyncio.run(self._check(server.address))

    async def _change(self, address: str, clients: int, drawn: random.Random, kill: Any) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(self._client(address, random.Random(drawn.random())))
            self._enough = asyncio.Semaphore(0)
            await asyncio.sleep(drawn.uniform(0.5, 1.2))
            for _ in range(ANSWERS):
                await self._enough.acquire()
            kill()

    async def _client(self, address: str, drawn: random.Random) -> None:
        """Changes images of its own until nobody answers."""
        async with httpx2.AsyncClient(timeout=60) as client:
            with suppress(httpx2.TransportError):
                while True:
                    image_id = str(uuid4())
                    self.images[image_id] = Known()
                    await self._ask(client, address, image_id, 0)
                    for at in range(1, drawn.randrange(1, 6)):
                        await self._ask(client, address, image_id, at)
                    if drawn.random() < 0.5:
                        await self._ask(client, address, image_id, DELETED)

    async def _ask(self, client: httpx2.AsyncClient, address: str, image_id: str, number: int) -> None:
        known = self.images[image_id]
        known.asked = number
        properties = [{"name": name, "value": f"{number}"} for name in ("first", "last")]
        given: dict[str, Any] = {"name": f"{number}", "tags": [f"{number}"], "properties": properties}
        variables: dict[str, Any]
        if number == 0:
            query, variables = CREATE, {"input": given | {"id": image_id}}
        elif number == DELETED:
            query, variables = DELETE, {"id": image_id}
        else:
            change = {"tags": {"replace": given["tags"]}, "properties": {"merge": {"set": properties}}}
            query, variables = UPDATE, {"id": image_id, "input": given | change}
        asked = {"query": query, "variables": variables}
        answer = (await client.post(f"{address}/graphql", json=asked)).json()
        assert "errors" not in answer, answer
        known.done.append(number)
        known.asked = None
        self.answered += 1
        self._enough.release()

    async def _check(self, address: str) -> None:
        async with httpx2.AsyncClient(timeout=60) as client:
            for image_id, known in self.images.items():
                asked = {"query": READ, "variables": {"id": image_id}}
                answer = (await client.post(f"{address}/graphql", json=asked)).json()
                image = answer["data"]["image"]
                possible = [known.done] + ([[*known.done, known.asked]] if known.asked is not None else [])
                assert image in [_as_read(done) for done in possible], (image, known)
                if image == _as_read(possible[-1]):
                    # It was done, though nobody was told.
                    known.done = possible[-1]
                known.asked = None


def _as_read(done: list[int]) -> dict[str, Any] | None:
    if not done:
        return None
    last = f"{done[-2] if done[-1] == DELETED else done[-1]}"
    status = "DELETED" if done[-1] == DELETED else "QUEUED"
    return {"name": last, "status": status, "tags": [last], "first": last, "last": last}
