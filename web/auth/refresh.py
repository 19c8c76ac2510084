"""A value fetched from a service, such as keys: one fetch at a time, with a pause between two."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from web.auth.http_client import UnreachableError

# A flood of unknown keys causes one fetch; a service that is down is soon tried again.
_PAUSE = 30.0
_PAUSE_AFTER_FAILURE = 5.0

T = TypeVar("T")

logger = logging.getLogger("glimpse.web")


class RefreshableValue(Generic[T]):
    """`name` is the value's name in the log; times are in seconds on the clock `now`."""

    def __init__(
        self, name: str, fetch: Callable[[], Awaitable[T]], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._fetch = fetch
        self._now = now
        self._lock = asyncio.Lock()
        self._not_before = float("-inf")
        self._fetched = float("-inf")
        self.value: T | None = None
        self.has_failed = False

    @property
    def age(self) -> float:
        return self._now() - self._fetched

    @property
    def is_refreshing(self) -> bool:
        return self._lock.locked()

    async def refresh(self, stale_value: T | None) -> None:
        """Replaces `stale_value`, unless it is replaced already or the last fetch was just before.

        Never raises: after a failure the value stays, and `has_failed` is true.
        """
        async with self._lock:
            if self.value is not stale_value or self._now() < self._not_before:
                return
            try:
                self.value = await self._fetch()
            except UnreachableError as error:
                logger.warning("Cannot fetch %s: %s", self._name, error)
                self.has_failed = True
                self._not_before = self._now() + _PAUSE_AFTER_FAILURE
            else:
                self.has_failed = False
                self._fetched = self._now()
                self._not_before = self._now() + _PAUSE
