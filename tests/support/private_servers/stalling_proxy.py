"""A TCP proxy that stops passing anything on, as a network that drops packets or a frozen server."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from sqlalchemy import URL

from tests.support.processes.process import PATIENCE


class StallingProxy:
    """Listens at `port`. While it stalls, it accepts connections and passes nothing on, in no direction."""

    port: int

    def __init__(self, host: str, port: int) -> None:
        self._transports = list[asyncio.WriteTransport]()
        self._target = host, port
        self._started = Event()
        self._thread = Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._started.wait(PATIENCE)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._is_flowing, self._ended = asyncio.Event(), asyncio.Event()
        self._is_flowing.set()
        self._pumps = set[asyncio.Task[None]]()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._ended.wait()
        server.close()
        # What is being accepted arrives, and what is aborted closes: a transport that is left when the loop
        # ends would warn in a later test.
        await asyncio.sleep(0.01)
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)
        for transport in self._transports:
            transport.abort()
        await asyncio.sleep(0.01)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._transports.append(writer.transport)
        task = asyncio.ensure_future(self._connected(reader, writer))
        self._pumps.add(task)
        task.add_done_callback(self._pumps.discard)
        # Also if it is cancelled before it begins.
        task.add_done_callback(lambda _: writer.transport.abort())

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        other: asyncio.StreamWriter | None = None
        try:
            await self._is_flowing.wait()
            other_reader, other = await asyncio.open_connection(*self._target)
            async with asyncio.TaskGroup() as pumps:
                pumps.create_task(self._pump(reader, other))
                pumps.create_task(self._pump(other_reader, writer))
        except* OSError:
            pass
        finally:
            if other is not None:
                other.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._is_flowing.wait()
            writer.write(data)
            await writer.drain()
        await self._is_flowing.wait()
        with suppress(OSError):
            writer.write_eof()

    def stall(self) -> None:
        self._loop.call_soon_threadsafe(self._is_flowing.clear)

    def flow(self) -> None:
        self._loop.call_soon_threadsafe(self._is_flowing.set)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(PATIENCE)


@contextmanager
def stalling_proxy(url: URL) -> Iterator[tuple[StallingProxy, URL]]:
    """A proxy before the server of the URL, and the URL through it."""
    assert url.host is not None
    assert url.port is not None
    proxy = StallingProxy(url.host, url.port)
    try:
        yield proxy, url.set(host="127.0.0.1", port=proxy.port)
    finally:
        proxy.close()
