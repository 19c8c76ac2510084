"""Batches are written in order behind the reading, and errors of either side arrive."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from db.transfer.write_behind import write_behind


class Writes:
    def __init__(self) -> None:
        self.done: list[str] = []
        self.checked_meanwhile: list[int] = []
        self.checked = 0

    def check(self, batch: int) -> str:
        self.checked += 1
        return str(batch)

    async def write(self, batch: str) -> None:
        await asyncio.sleep(0)
        if batch == "-1":
            raise OSError("full")
        self.checked_meanwhile.append(self.checked)
        self.done.append(batch)


async def read(*batches: int, error: Exception | None = None) -> AsyncIterator[int]:
    for batch in batches:
        yield batch
        await asyncio.sleep(0)
    if error is not None:
        raise error


def test_batches_are_written_in_order_while_the_next_is_checked() -> None:
    writes = Writes()
    asyncio.run(write_behind(read(1, 2, 3), writes.check, writes.write))
    assert writes.done == ["1", "2", "3"]
    assert writes.checked_meanwhile == [2, 3, 3]


def test_what_was_read_before_an_error_of_the_source_is_written() -> None:
    writes = Writes()
    with pytest.raises(ValueError, match="cut off"):
        asyncio.run(write_behind(read(1, 2, error=ValueError("cut off")), writes.check, writes.write))
    assert writes.done == ["1", "2"]


def test_nothing_is_written_after_a_write_that_failed() -> None:
    writes = Writes()
    with pytest.raises(OSError, match="full"):
        asyncio.run(write_behind(read(1, -1, 3, 4), writes.check, writes.write))
    assert writes.done == ["1"]


def test_a_cancelled_import_ends_its_write() -> None:
    writes = Writes()
    ended: list[str] = []

    async def cancelled() -> None:
        begun = asyncio.Event()

        async def write(batch: str) -> None:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(batch)

        importing = asyncio.create_task(write_behind(read(1, 2), writes.check, write))
        await begun.wait()
        importing.cancel()
        await importing

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert ended == ["1"]
