"""A rolling restart behind a proxy: one of two processes is stopped while clients send without pause."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.raw_http import PATIENCE, Connection
from tests.support.interpreter import NEWER_SQLITE
from tests.support.private_servers.proxies import Proxy, proxy
from tests.support.processes.load import CREATE, ids_in
from tests.support.processes.process import Served, served

pytestmark = [pytest.mark.processes, pytest.mark.without_coverage]


class Clients:
    """Create images through one proxy, on connections that they keep, until they are cancelled."""

    def __init__(self, through: Proxy, count: int = 3) -> None:
        self.created = set[str]()
        # Requests on a kept connection that the proxy closed before any byte of an answer.
        self.unanswered = set[str]()
        self._port = through.port
        self.tasks = [asyncio.create_task(self._run()) for _ in range(count)]

    async def _run(self) -> None:
        while True:
            connection, is_new = await Connection.to(self._port), True
            try:
                while True:
                    chosen = str(uuid4())
                    answer = await connection.ask(CREATE, id=chosen)
                    if answer is None:
                        assert not is_new
                        self.unanswered.add(chosen)
                        break
                    assert (answer.status, answer.json) == (
                        200,
                        {"data": {"createImage": {"image": {"id": chosen}}}},
                    )
                    self.created.add(chosen)
                    is_new = False
                    if answer.is_last:
                        break
            finally:
                connection.close()

    async def more(self) -> None:
        """Until each client has had several answers since now."""
        enough = len(self.created) + 10 * len(self.tasks)
        while len(self.created) < enough:
            for task in self.tasks:
                if task.done():
                    # Raises why it ended.
                    task.result()
            await asyncio.sleep(0.01)


@pytest.fixture
def pair(database: SqliteDatabase) -> Iterator[list[Served]]:
    environ = {
        "GLIMPSE_ALLOW_UNAUTHENTICATED": "true",
        "GLIMPSE_SHUTDOWN_DELAY": "2",
        "PYTHONPATH": NEWER_SQLITE,
    }
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        started = [pool.submit(stack.enter_context, served(database.url, **environ)) for _ in range(2)]
        yield [each.result() for each in started]


def _log_of(through: Proxy, ending: str) -> int:
    return sum(line.endswith(ending) for line in through.log.splitlines())


def test_an_instance_is_stopped_while_clients_send_without_pause(
    pair: list[Served], database: SqliteDatabase, tmp_path: Path
) -> None:
    first, second = pair
    ports = [each.port for each in pair]

    async def run(nginx: Proxy, haproxy: Proxy) -> list[Clients]:
        async with asyncio.timeout(PATIENCE):
            clients = [Clients(nginx), Clients(haproxy)]
            for each in clients:
                await each.more()
            nginx.configure(down=first.port)
            await asyncio.to_thread(nginx.reload)
            first.stop()
            assert await asyncio.to_thread(first.end) == 0
            for each in clients:
                await each.more()
                for task in each.tasks:
                    task.cancel()
                ends = await asyncio.gather(*each.tasks, return_exceptions=True)
                assert [end for end in ends if not isinstance(end, asyncio.CancelledError)] == []
            return clients

    with (
        proxy("nginx", tmp_path / "nginx", *ports) as nginx,
        proxy("haproxy", tmp_path / "haproxy", *ports) as haproxy,
    ):
        through_nginx, through_haproxy = asyncio.run(run(nginx, haproxy))
        # Both served, and then the second alone.
        assert _log_of(nginx, f"200 127.0.0.1:{first.port}")
        assert _log_of(haproxy, "200 one")
        assert _log_of(haproxy, "200 two")
    for log in (first.log, second.log):
        assert "status=503" not in log
        assert "Traceback" not in log
    # At its reload, nginx closes connections that are idle in that moment: it passed none of these on.
    assert through_haproxy.unanswered == set()
    assert len(through_nginx.unanswered) <= len(through_nginx.tasks)
    images = ids_in(database)
    assert through_nginx.created | through_haproxy.created <= images
    assert images.isdisjoint(through_nginx.unanswered)
