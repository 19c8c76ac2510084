"""What is asked of every contestant: images, brief or detailed, as a list or one by its id."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property

BRIEF = "id name size diskFormat containerFormat checksum"

# Every field that has no selection of its own, and the properties.
DETAILED = (
    "id name status visibility diskFormat containerFormat size virtualSize checksum hashAlgorithm hashValue "
    "minDisk minRam owner protected hidden createdAt updatedAt deletedAt version properties { name value }"
)


NO_IMAGE = "00000000-0000-4000-8000-000000000000"

CREATE = """mutation ($name: String!, $value: String!) {
  createImage(input: { name: $name, properties: [{ name: "a", value: $value }] }) { image { id } } }"""
UPDATE = """mutation ($id: ID!, $name: String!) {
  updateImage(id: $id, input: { name: $name }) { image { id name } } }"""


@dataclass(frozen=True)
class Question:
    """The newest `limit` images that are not hidden or, if an id is given, that image."""

    detailed: bool
    limit: int = 1
    id: str | None = None

    @property
    def title(self) -> str:
        what = f"images(limit: {self.limit})" if self.id is None else "image(id:)"
        return f"{'detailed' if self.detailed else 'brief'} {what}"

    @cached_property
    def document(self) -> str:
        fields = DETAILED if self.detailed else BRIEF
        if self.id is None:
            return f"query ($limit: Int!) {{ images(limit: $limit) {{ {fields} }} }}"
        return f"query ($id: ID!) {{ image(id: $id) {{ {fields} }} }}"

    @classmethod
    def all_over_http(cls, id_: str = NO_IMAGE) -> "list[Question]":
        """What `bench.http` asks: one image, a short list of brief ones, longer ones of detailed ones."""
        return [
            cls(True, id=id_),
            cls(False, limit=25),
            cls(True, limit=100),
            cls(True, limit=1000),
        ]

    @property
    def variables(self) -> dict[str, object]:
        return {"limit": self.limit} if self.id is None else {"id": self.id}


# Gives the whole answer as a client gets it: `{"data": ...}` in JSON.
Contestant = Callable[[Question], Awaitable[bytes]]
