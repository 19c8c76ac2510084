"""Clients of a server that is told to stop: they ask until nobody listens, and remember what came of it."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from tests.support.databases.protocol import TestDatabase
from tests.support.http.raw_http import PATIENCE, Answer, Connection
from tests.support.processes.process import Served

CREATE = "mutation ($id: ID!) { createImage(input: { id: $id }) { image { id } } }"
READ = "query ($id: ID!) { image(id: $id) { id } }"

REFUSAL = {
    "errors": [{"message": "The server is shutting down; retry.", "extensions": {"code": "UNAVAILABLE"}}]
}


def is_refusal(answer: Answer | None) -> bool:
    """None is a connection that was closed before any byte of an answer."""
    return answer is None or (answer.status, answer.is_last, answer.json) == (503, True, REFUSAL)


class Load:
    """Clients that ask, each one request after the other, until nobody listens any more."""

    def __init__(self, server: Served, known: str, enough: int) -> None:
        self.created = set[str]()
        self.read = 0
        self._server = server
        self._known = known
        self._enough = enough
        self._is_enough = asyncio.Event()

    async def run(self) -> None:
        """Stops the server once `enough` images are created."""
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as clients:
            for ask in (self._create, self._create_once_accepted, self._read) * 3:
                for new in (True, False):
                    clients.create_task(self._keep_on(ask, new=new))
            await self._is_enough.wait()
            self._server.stop()

    async def _create(self, connection: Connection) -> Answer | None:
        chosen = str(uuid4())
        answer = await connection.ask(CREATE, id=chosen)
        if answer is not None and answer.status == 200:
            self._is_created(chosen, answer)
        return answer

    async def _create_once_accepted(self, connection: Connection) -> Answer | None:
        chosen = str(uuid4())
        answer, body = await connection.begin(CREATE, id=chosen)
        if answer is not None and answer.status == 100:
            connection.write(body)
            answer = await connection.answer()
            assert answer is not None, "A request that was accepted was not answered."
            self._is_created(chosen, answer)
        return answer

    def _is_created(self, chosen: str, answer: Answer) -> None:
        assert answer.status == 200, answer
        assert answer.json == {"data": {"createImage": {"image": {"id": chosen}}}}
        self.created.add(chosen)
        if len(self.created) == self._enough:
            self._is_enough.set()

    async def _read(self, connection: Connection) -> Answer | None:
        answer = await connection.ask(READ, id=self._known)
        if answer is not None and answer.status == 200:
            assert answer.json == {"data": {"image": {"id": self._known}}}
            self.read += 1
        return answer

    async def _keep_on(self, ask: Callable[[Connection], Awaitable[Answer | None]], *, new: bool) -> None:
        """In connections of as many requests as the server allows or, if `new`, of one."""
        while True:
            try:
                connection = await Connection.to(self._server.port)
            except OSError:
                return
            try:
                last = False
                while not last:
                    answer = await ask(connection)
                    if answer is None or answer.status != 200:
                        assert is_refusal(answer), answer
                    last = new or answer is None or answer.is_last
            finally:
                connection.close()


def ids_in(database: TestDatabase) -> set[str]:
    return {each for (each,) in database.rows("SELECT id FROM images")}
