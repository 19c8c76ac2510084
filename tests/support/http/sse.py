"""GraphQL over server-sent events as it is on the wire."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

# Seconds that an event may take.
PATIENCE = 60


class Stream:
    """An answer of events; `head` is its status line and its headers."""

    def __init__(self, reader: asyncio.StreamReader, head: str) -> None:
        self.head = head
        self._reader = reader
        self._read = ""

    @property
    def status(self) -> int:
        return int(self.head.split()[1])

    async def part(self) -> str:
        """The next event or sign of life; empty when the answer ends."""
        return await self.until("\n\n")

    async def until(self, end: str) -> str:
        """What comes next, with its end; empty when the answer ends."""
        while end not in self._read:
            async with asyncio.timeout(PATIENCE):
                size = int(await self._reader.readline(), 16)
                body = await self._reader.readexactly(size + 2)
            if not size:
                return ""
            self._read += body[:-2].decode()
        part, self._read = self._read.split(end, 1)
        return part + end

    async def event(self) -> Any:
        """The next event's data, past signs of life; None when all is said."""
        return (await self.event_with_id())[1]

    async def event_with_id(self) -> tuple[str | None, Any]:
        """As `event`, behind the event's id, if it has one."""
        while (part := await self.part()) == ":\n\n":
            pass
        if part in ("event: complete\ndata:\n\n", ""):
            return None, None
        *ids, kind, data, end, rest = part.split("\n")
        assert (kind, end, rest) == ("event: next", "", ""), part
        assert len(ids) <= 1
        id_ = ids[0].removeprefix("id: ") if ids else None
        return id_, json.loads(data.removeprefix("data: "))


@asynccontextmanager
async def streaming(
    port: int, query: str, *, method: str = "POST", accept: str = "text/event-stream", **headers: str
) -> AsyncIterator[Stream]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps({"query": query}) if method == "POST" else ""
    path = "/graphql" if method == "POST" else f"/graphql?{urlencode({'query': query})}"
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", f"accept: {accept}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += ["content-type: application/json", f"content-length: {len(body)}", "", body]
    writer.write("\r\n".join(lines).encode())
    try:
        async with asyncio.timeout(PATIENCE):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        yield Stream(reader, head)
    finally:
        writer.close()
