"""HTTP as it is on the wire: what came of one request, to the byte."""

import asyncio
from dataclasses import dataclass

import orjson

# Seconds that an answer may take.
PATIENCE = 60


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> object:
        return orjson.loads(self.body)

    @property
    def is_last(self) -> bool:
        """Whether the server says that it closes the connection."""
        return self.headers.get("connection") == "close"


class Torn(AssertionError):
    """The connection was closed in the middle of an answer."""


def post(query: str, **variables: object) -> tuple[bytes, bytes]:
    """The head and the body of a GraphQL request."""
    body = orjson.dumps({"query": query, "variables": variables})
    lines = ("POST /graphql HTTP/1.1", "host: 127.0.0.1", "content-type: application/json")
    return "\r\n".join((*lines, f"content-length: {len(body)}", "", "")).encode(), body


class Connection:
    """One connection to 127.0.0.1; `await Connection.to(port)` raises OSError if nobody listens."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, port: int) -> "Connection":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, query: str, **variables: object) -> Answer | None:
        """As `answer`, to a GraphQL request."""
        head, body = post(query, **variables)
        self.write(head + body)
        return await self.answer()

    async def begin(self, query: str, **variables: object) -> tuple[Answer | None, bytes]:
        """Sends a request's head, and gives its body for later.

        The answer has status 100 once the server has begun to read the request: it has accepted it.
        """
        head, body = post(query, **variables)
        self.write(head.removesuffix(b"\r\n") + b"expect: 100-continue\r\n\r\n")
        return await self.answer(), body

    async def accepted(self, query: str, **variables: object) -> bytes:
        """The body still to be sent of a request that the server has accepted."""
        answer, body = await self.begin(query, **variables)
        assert answer is not None
        assert answer.status == 100
        return body

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    async def answer(self) -> Answer | None:
        """None if the connection was closed before any byte of an answer; raises Torn."""
        received = b""
        try:
            async with asyncio.timeout(PATIENCE):
                received = await self._reader.readuntil(b"\r\n\r\n")
                status, *lines = received.decode("latin-1").strip().split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in lines)
                body = await self._reader.readexactly(int(headers.get("content-length", 0)))
        except asyncio.IncompleteReadError as cut:
            if received or cut.partial:
                raise Torn(received + cut.partial) from cut
            return None
        except OSError as cut:
            if received:
                raise Torn(received) from cut
            return None
        return Answer(int(status.split()[1]), headers, body)

    def close(self) -> None:
        self._writer.close()
