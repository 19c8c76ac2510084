"""Logs why credentials are refused; clients are not told, and no part of the credentials is logged."""

import logging
import time
from collections.abc import Callable

# Anybody can send wrong credentials, as often as they like.
_INTERVAL = 60.0

logger = logging.getLogger("glimpse.web")


class RefusalLog:
    """Logs each reason at most once a minute. `now` is a clock in seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._next = dict[str, float]()

    def add(self, reason: str) -> None:
        """`reason` is one of a fixed number of texts, never the client's."""
        now = self._now()
        if now >= self._next.get(reason, now):
            self._next[reason] = now + _INTERVAL
            logger.warning("Credentials are refused: %s. The same is not logged again for a minute.", reason)
