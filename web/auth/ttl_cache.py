"""A cache of bounded size whose values expire."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class TTLCache(Generic[K, V]):
    """At most `size` values, evicting the least recently used. `now` is a clock in seconds."""

    def __init__(self, size: int, now: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._now = now
        self._kept = OrderedDict[K, tuple[V, float]]()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        if key not in self._kept:
            return None
        value, until = self._kept[key]
        if self._now() >= until:
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return value

    def put(self, key: K, value: V, seconds: float) -> None:
        self._kept[key] = value, self._now() + seconds
        self._kept.move_to_end(key)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
