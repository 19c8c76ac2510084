"""Notifications of commits on PostgreSQL: after the commit, for every process, never part of a change."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest

from db.events.log import Author, EventToRecord, record_events
from db.server.store import ServerStore
from db.server.watch import Notifier
from db.store import StoreUnavailableError, Transaction
from tests.support.databases.builders import image
from tests.support.databases.servers import ServerDatabase

# Seconds.
PATIENCE = 30
NOW = datetime(2026, 1, 2)

# MariaDB has no notifications: its watchers poll.
on_postgresql = pytest.mark.parametrize("server", ["postgresql"], indirect=True)


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), PATIENCE))


class Listener:
    """What another process hears."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.heard = asyncio.Event()

    @classmethod
    async def to(cls, server: ServerDatabase) -> "Listener":
        address = server.address.url.set(drivername="postgresql").render_as_string(False)
        listener = cls(await asyncpg.connect(address))
        await listener._connection.add_listener("glimpse_events", lambda *_: listener.heard.set())
        return listener

    async def close(self) -> None:
        await self._connection.close()


async def record_event(tx: Transaction, image_id: str) -> None:
    await record_events(
        tx, [EventToRecord(image_id, "created", NOW, ("private", None), None)], {}, author=Author()
    )


@on_postgresql
def test_a_commit_with_an_event_notifies_other_processes(server: ServerDatabase) -> None:
    server.insert(row := image())

    async def test() -> None:
        store, listener = await ServerStore.open(server.address), await Listener.to(server)
        for _ in range(2):
            async with store.begin() as tx:
                await record_event(tx, row.id)
            await listener.heard.wait()
            listener.heard.clear()
        await listener.close()
        await store.close()

    run(test)


@on_postgresql
def test_a_rolled_back_change_and_one_without_event_do_not_notify(server: ServerDatabase) -> None:
    server.insert(row := image())

    async def test() -> None:
        store, listener = await ServerStore.open(server.address), await Listener.to(server)
        with suppress(ZeroDivisionError):
            async with store.begin() as tx:
                await record_event(tx, row.id)
                raise ZeroDivisionError
        async with store.begin():
            pass
        assert store._notifier is not None
        assert store._notifier._task is None
        assert not listener.heard.is_set()
        await listener.close()
        await store.close()

    run(test)


class Sender:
    """Takes notifications; each waits until it may go on."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.sent = 0
        self.may_go_on = asyncio.Event()
        self._failure = failure

    async def fetch(self, sql: str, values: Sequence[Any]) -> Any:
        self.sent += 1
        await self.may_go_on.wait()
        if self._failure is not None:
            raise self._failure


async def until_quiet(notifier: Notifier) -> None:
    while (task := notifier._task) is not None:
        await asyncio.wait([task])


def test_commits_during_a_notification_share_the_next_one() -> None:
    async def test() -> None:
        sender = Sender()
        notifier = Notifier(sender.fetch)
        for _ in range(100):
            notifier.notify()
            await asyncio.sleep(0)
        sender.may_go_on.set()
        await until_quiet(notifier)
        assert sender.sent == 2
        notifier.notify()
        await until_quiet(notifier)
        assert sender.sent == 3

    run(test)


def test_a_notification_that_fails_is_logged_and_the_next_is_sent(caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        sender = Sender(StoreUnavailableError("gone"))
        sender.may_go_on.set()
        notifier = Notifier(sender.fetch)
        for sent in (1, 2):
            notifier.notify()
            await until_quiet(notifier)
            assert sender.sent == sent

    with caplog.at_level("INFO"):
        run(test)
    wanted = "Cannot notify other processes at the moment: StoreUnavailableError"
    assert [record.message for record in caplog.records] == [wanted] * 2


def test_a_closed_notifier_sends_nothing_more() -> None:
    async def test() -> None:
        sender = Sender()
        notifier = Notifier(sender.fetch)
        await notifier.close()
        notifier.notify()
        await asyncio.sleep(0)
        await notifier.close()
        assert (sender.sent, notifier._task) == (1, None)

    run(test)
