"""A transaction that another stood in the way of is tried again, a bounded number of times."""

import asyncio
from collections.abc import Awaitable, Callable
from random import uniform
from typing import TypeVar

from db.store import TransactionConflict

Answer = TypeVar("Answer")

# Seconds before the next attempt, about: those who met must not meet again.
_WAITS = (0.01, 0.02, 0.05, 0.1)


async def until_it_fits(attempt: Callable[[], Awaitable[Answer]]) -> Answer:
    """What `attempt` gives, which is one transaction.

    It runs again after each TransactionConflict, at most five times in all; the last one is raised.
    """
    for wait in _WAITS:
        try:
            return await attempt()
        except TransactionConflict:
            await asyncio.sleep(uniform(wait / 2, wait))
    return await attempt()
