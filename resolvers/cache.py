"""ClockCache: recently used values, bounded by weight, evicted by the clock algorithm."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from graphql import Node

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

# A document's tree takes about a hundred times the memory of its text. This much text, in characters, is
# a few hundred megabytes at worst, and a thousand documents of usual length.
DEFAULT_CAPACITY = 500_000


def document_length(node: Node) -> int:
    """The length in characters of the whole document that contains the node."""
    assert node.loc is not None
    return len(node.loc.source.body)


# Second chances for each insertion. Without a bound, a full cache of values that are all in use would be
# walked through, for tens of milliseconds.
_MAX_SECOND_CHANCES = 100


@dataclass(slots=True)
class _Entry(Generic[Value]):
    value: Value
    weight: int
    # Since the entry was inserted, or spared last.
    is_used_again: bool = False


class ClockCache(Generic[Key, Value]):
    """Recently used values whose weights add up to at most `capacity`.

    The oldest entry is evicted, but one that was used again is spared once, as if it were new (the clock or
    second-chance algorithm). So a hit moves no entry, which would hash its key, a filter and an order, again.
    An entry's weight is the memory that it keeps, such as the length of the document that it was made from.
    """

    def __init__(self, capacity: int) -> None:
        self.hits = 0
        self.misses = 0
        self.weight = 0
        self._capacity = capacity
        self._values: OrderedDict[Key, _Entry[Value]] = OrderedDict()

    def get(self, key: Key, make: Callable[[], Value], weight: int) -> Value:
        """The key's value, made on a miss; a value that weighs too much is not kept."""
        kept = self._values.get(key)
        if kept is None:
            self.misses += 1
            value = make()
            self._keep(key, _Entry(value, weight))
            return value
        self.hits += 1
        kept.is_used_again = True
        return kept.value

    def find(self, key: Key) -> Value | None:
        """The key's value, a hit, or None; then the caller makes the value and counts the miss."""
        kept = self._values.get(key)
        if kept is None:
            return None
        self.hits += 1
        kept.is_used_again = True
        return kept.value

    def put(self, key: Key, value: Value, weight: int) -> None:
        """Stores a value, replacing an earlier one."""
        before = self._values.pop(key, None)
        if before is not None:
            self.weight -= before.weight
        self._keep(key, _Entry(value, weight))

    def _keep(self, key: Key, kept: _Entry[Value]) -> None:
        if kept.weight > self._capacity:
            return
        self._make_room(kept.weight)
        self._values[key] = kept
        self.weight += kept.weight

    def _make_room(self, weight: int) -> None:
        left = _MAX_SECOND_CHANCES
        while self.weight + weight > self._capacity:
            key, oldest = self._values.popitem(last=False)
            if oldest.is_used_again and left > 0:
                left -= 1
                oldest.is_used_again = False
                self._values[key] = oldest
            else:
                self.weight -= oldest.weight
