"""Many who change images and many who follow them, over servers that are processes of their own."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

SECRET = "0123456789abcdef"
EVENTS = """subscription ($after: String) { imageChanged(after: $after) {
  type imageId changedFields occurredAt cursor image { id } } }"""
STATE = "image { id owner visibility updatedAt members { member } }"
CREATE = f"mutation ($input: CreateImageInput!) {{ it: createImage(input: $input) {{ {STATE} }} }}"
UPDATE = f"""mutation ($id: ID!, $input: UpdateImageInput!) {{
  it: updateImage(id: $id, input: $input) {{ changedFields {STATE} }} }}"""
DELETE = f"mutation ($id: ID!) {{ it: deleteImage(id: $id) {{ {STATE} }} }}"
RESTORE = f"mutation ($id: ID!) {{ it: restoreImage(id: $id) {{ {STATE} }} }}"
ADD = f"""mutation ($id: ID!, $member: String!) {{
  it: addImageMember(imageId: $id, member: $member) {{ {STATE} }} }}"""
REMOVE = f"""mutation ($id: ID!, $member: String!) {{
  it: removeImageMember(imageId: $id, member: $member) {{ {STATE} }} }}"""

QUERIES = {
    "CREATED": CREATE,
    "UPDATED": UPDATE,
    "DELETED": DELETE,
    "RESTORED": RESTORE,
    "ADD": ADD,
    "REMOVE": REMOVE,
}

PROJECTS = ("p", "q", "r")

# Operations that end a stream with an error, and its code.
WRONG_OPERATIONS = [
    ("subscription {", "GRAPHQL_PARSE_FAILED"),
    ("subscription { imageChanged { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
    ('subscription { imageChanged(after: "e9") { type } }', "CURSOR_EXPIRED"),
    ("{ images { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
]


def headers_of(project: str | None) -> dict[str, str]:
    """None is the administrator."""
    said = {"X-Project-Id": project} if project else {"X-Roles": "admin"}
    return {"X-Proxy-Secret": SECRET, "X-Identity-Status": "Confirmed", **said}


@dataclass
class Change:
    """One that was acknowledged, with the image as it was then."""

    type: str
    image: dict[str, Any]

    def seen_by(self, project: str | None) -> bool:
        """The rule as anybody would write it, for an image by its id."""
        its = self.image
        shared = its["visibility"] == "SHARED" and project in [each["member"] for each in its["members"]]
        is_open = its["visibility"] in ("PUBLIC", "COMMUNITY")
        return project is None or is_open or its["owner"] == project or (shared and its["owner"] is not None)


@dataclass
class History:
    """What writers did, as they were told."""

    changes: list[Change] = field(default_factory=list)

    def told(self, project: str | None) -> set[tuple[str, str, str]]:
        """The events that the project is to be told: types, ids and times."""
        told = set()
        for image_id in {change.image["id"] for change in self.changes}:
            of_image = [change for change in self.changes if change.image["id"] == image_id]
            before = False
            for change in sorted(of_image, key=lambda each: str(each.image["updatedAt"])):
                after = change.seen_by(project)
                if before or after:
                    told.add((change.type, image_id, str(change.image["updatedAt"])))
                before = after
        return told


async def write(address: str, history: History, ids: list[str], seed: int, count: int) -> None:
    """Changes at random, by the administrator, of a few images that others change too."""
    drawn = random.Random(seed)
    async with httpx2.AsyncClient(headers=headers_of(None), timeout=60) as client:
        for _ in range(count):
            kind = drawn.choices([*QUERIES], (3, 8, 1, 1, 4, 2))[0]
            visibility = drawn.choice(("PUBLIC", "SHARED", "SHARED", "PRIVATE"))
            owner = drawn.choice(PROJECTS)
            given: dict[str, Any] = {"visibility": visibility, "owner": owner, "minDisk": drawn.randrange(9)}
            if kind != "CREATED" and ids:
                kept = drawn.sample(sorted(given), drawn.randrange(1, 4))
                given = {name: given[name] for name in kept}
            elif len(ids) > 12:
                continue
            else:
                kind = "CREATED"
            query = QUERIES[kind]
            variables = {"id": drawn.choice(ids or [""]), "member": drawn.choice(PROJECTS), "input": given}
            names = [name for name in variables if f"${name}" in query]
            asked = {"query": query, "variables": {name: variables[name] for name in names}}
            answer = (await client.post(f"{address}/graphql", json=asked)).json()
            if "errors" in answer:
                # What is gone, or not gone, or a member already; nothing else.
                (error,) = answer["errors"]
                assert error["extensions"]["code"] in (
                    "NOT_FOUND",
                    "CONFLICT",
                    "FORBIDDEN",
                    "BAD_USER_INPUT",
                ), error
                continue
            it = answer["data"]["it"]
            if it.get("changedFields") == []:
                continue
            if kind == "CREATED":
                ids.append(it["image"]["id"])
            history.changes.append(Change("UPDATED" if kind in ("ADD", "REMOVE") else kind, it["image"]))


@dataclass
class Follower:
    """Connects to one process and another, leaves at random, and goes on behind what it has."""

    project: str | None
    addresses: list[str]
    after: str
    events: list[dict[str, Any]] = field(default_factory=list)
    cuts: int = 0

    async def follow(self, seed: int, *, leaves: bool) -> None:
        """Until it is cancelled."""
        drawn = random.Random(seed)
        while True:
            async with self._connected(drawn.choice(self.addresses)) as connection:
                # More than a few, so that it gets on at all.
                left = drawn.randrange(1, 30) if leaves else None
                try:
                    async for message in connection:
                        self._take(json.loads(message))
                        left = None if left is None else left - 1
                        if left == 0:
                            break
                except ConnectionClosed:
                    continue
                self.cuts += 1
                if drawn.random() < 0.5:
                    # Without a word, as a cut network.
                    connection.transport.abort()

    @asynccontextmanager
    async def _connected(self, address: str) -> AsyncIterator[Any]:
        url = f"{address.replace('http', 'ws')}/graphql"
        async with connect(
            url,
            subprotocols=[Subprotocol("graphql-transport-ws")],
            additional_headers=headers_of(self.project),
            close_timeout=1,
        ) as connection:
            await connection.send('{"type": "connection_init"}')
            assert json.loads(await connection.recv())["type"] == "connection_ack"
            payload = {"query": EVENTS, "variables": {"after": self.after}}
            await connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
            yield connection

    def _take(self, message: dict[str, Any]) -> None:
        assert message["type"] == "next", message
        event = message["payload"]["data"]["imageChanged"]
        self.events.append(event)
        self.after = event["cursor"]

    @property
    def told(self) -> list[tuple[str, str, str]]:
        return [(event["type"], event["imageId"], event["occurredAt"]) for event in self.events]


async def until(holds: Any, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - what holds is in other processes
            await asyncio.sleep(0.05)
