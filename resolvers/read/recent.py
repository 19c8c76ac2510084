"""What was made lately, so that it is not made again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from graphql import Node

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

# A document's tree takes some hundred times the memory of its text: this much text, in characters, is
# a few hundred megabytes at the worst, and a thousand documents of the usual length.
MOST_TEXT = 500_000


def text_length(node: Node) -> int:
    """Of the whole document that the node is a part of, in characters."""
    assert node.loc is not None
    return len(node.loc.source.body)


class Recent(Generic[Key, Value]):
    """The values used last, as many as weigh no more than `most` together.

    Each weighs what it keeps in memory: here the length of the document that it was made of.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._weight = 0
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def get(self, key: Key, make: Callable[[], Value], weight: int) -> Value:
        """The value of the key, made if it is not there, and not kept if it weighs too much."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key][0]
        value = make()
        if weight > self._most:
            return value
        self._values[key] = (value, weight)
        self._weight += weight
        while self._weight > self._most:
            _, (_, dropped) = self._values.popitem(last=False)
            self._weight -= dropped
        return value
