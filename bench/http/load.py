"""Clients in one process that ask as fast as a server answers: how many, and how long each took."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Protocol, cast

import orjson
import uvloop


@dataclass(frozen=True, slots=True)
class Load:
    """`seconds` that each answer took, in no order; `elapsed` from the first request to the last answer."""

    seconds: Sequence[float]
    elapsed: float

    @property
    def a_second(self) -> float:
        return len(self.seconds) / self.elapsed

    def quantile(self, share: float) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * share)]


def ratio(ours: Sequence[Load], theirs: Sequence[Load]) -> float:
    """How many times as many answers in a second, round by round: the median of what each round says.

    The machine may be twice as fast in one minute as in the next.
    """
    return median(one.a_second / other.a_second for one, other in zip(ours, theirs, strict=True))


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: */*\r\n\r\n".encode()


def post(query: str, variables: object) -> bytes:
    """A GraphQL request as clients send it."""
    body = orjson.dumps({"query": query, "variables": variables})
    head = (
        "POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\nuser-agent: bench\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Client(asyncio.Protocol):
    """One connection that is kept: the next request follows the answer to the one before."""

    def __init__(self, requests: Callable[[], bytes], until: float, took: list[float]) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._until = until
        self._took = took
        self._head = b""
        self._left = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def _ask(self) -> None:
        self._began = perf_counter()
        self._transport.write(self._requests())

    def data_received(self, data: bytes) -> None:
        if self._left:
            self._left -= len(data)
        else:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            # The body is not copied: the clients may have a core in common with a server.
            head, body, self._head = self._head[:end], len(self._head) - end - 4, b""
            if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 304")):
                self._fail(f"answered {head!r} {data[-300:]!r}")
                return
            length = head.partition(b"content-length: ")[2]
            self._left = int(length.partition(b"\r\n")[0] or 0) - body
        if self._left == 0:
            # The errors come last, behind the data. To search a long answer takes as long as to receive it.
            if data.endswith(b"]}"):
                self._fail(f"answered {data[-1000:]!r}")
                return
            now = perf_counter()
            self._took.append(now - self._began)
            if now < self._until:
                self._ask()
            else:
                self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _fail(self, why: str) -> None:
        self.done.set_exception(RuntimeError(why))
        self._transport.close()


async def _asked(port: int, requests: Callable[[], bytes], clients: int, seconds: float) -> Load:
    loop, took = asyncio.get_running_loop(), list[float]()
    began = perf_counter()
    made = [
        (await loop.create_connection(lambda: _Client(requests, began + seconds, took), "127.0.0.1", port))[1]
        for _ in range(clients)
    ]
    await asyncio.gather(*(each.done for each in made))
    return Load(took, perf_counter() - began)


def asked(port: int, requests: Callable[[], bytes], *, clients: int, seconds: float) -> Load:
    """Raises RuntimeError if an answer is none that was asked for."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_asked(port, requests, clients, seconds))


class Listening(Protocol):
    @property
    def port(self) -> int: ...


def compared(
    servers: Sequence[Listening],
    requests: tuple[Callable[[], bytes], Callable[[], bytes]],
    clients: int,
    rounds: int,
    seconds: float,
) -> tuple[list[Load], list[Load]]:
    """The loads of two servers in each round, after one that only warms up."""
    loads: tuple[list[Load], list[Load]] = ([], [])
    for at in range(-1, rounds):
        for server, sent, measured in zip(servers, requests, loads, strict=True):
            load = asked(server.port, sent, clients=clients, seconds=seconds if at >= 0 else 0.5)
            if at >= 0:
                measured.append(load)
    return loads
