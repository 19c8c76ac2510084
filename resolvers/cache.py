"""What was made lately, so that it is not made again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from graphql import Node

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

# A document's tree takes some hundred times the memory of its text: this much text, in characters, is
# a few hundred megabytes at the worst, and a thousand documents of the usual length.
DEFAULT_CAPACITY = 500_000


def document_length(node: Node) -> int:
    """Of the whole document that the node is a part of, in characters."""
    assert node.loc is not None
    return len(node.loc.source.body)


# To make room for one. Else a full cache of what is all used would be turned round at once, for tens of
# milliseconds.
_MAX_SECOND_CHANCES = 100


@dataclass(slots=True)
class _Entry(Generic[Value]):
    value: Value
    weight: int
    # Since it was kept, or spared last.
    is_used_again: bool = False


class ClockCache(Generic[Key, Value]):
    """Values used lately, as many as weigh no more than `most` together.

    To make room the oldest goes, but one that was used again is spared once, as if it were new (the clock, or
    second chance): so a use moves nothing, for which its key, made of a filter and an order, is hashed again.
    Each weighs what it keeps in memory: here the length of the document that it was made of.
    """

    def __init__(self, capacity: int) -> None:
        self.hits = 0
        self.misses = 0
        self.weight = 0
        self._capacity = capacity
        self._values: OrderedDict[Key, _Entry[Value]] = OrderedDict()

    def get(self, key: Key, make: Callable[[], Value], weight: int) -> Value:
        """The value of the key, made if it is not there (a miss), and not kept if it weighs too much."""
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
        """The value of the key, if it is there, which is a hit; else whoever makes it counts the miss."""
        kept = self._values.get(key)
        if kept is None:
            return None
        self.hits += 1
        kept.is_used_again = True
        return kept.value

    def put(self, key: Key, value: Value, weight: int) -> None:
        """In the place of what was there."""
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
