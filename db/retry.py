"""Retries transactions after conflicts, a bounded number of times."""

import asyncio
from collections.abc import Awaitable, Callable
from random import uniform
from typing import TypeVar

from db.store import TransactionConflictError

Answer = TypeVar("Answer")

# Seconds before the next attempt, randomised so that the same transactions do not collide again.
_BACKOFF_SECONDS = (0.01, 0.02, 0.05, 0.1)


async def retry_on_conflict(attempt: Callable[[], Awaitable[Answer]]) -> Answer:
    """The result of `attempt`, which is one transaction.

    It runs again after each TransactionConflictError, at most five times in all; the last one is raised.
    """
    for wait in _BACKOFF_SECONDS:
        try:
            return await attempt()
        except TransactionConflictError:
            await asyncio.sleep(uniform(wait / 2, wait))
    return await attempt()
