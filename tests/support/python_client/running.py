"""Commands of the command line that a test runs in its own process."""

import json
from typing import Any, NamedTuple, Protocol


class Ran(NamedTuple):
    """How a command has ended, and what it has written."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output of a command that has succeeded."""
        assert (self.code, self.err) == (0, "")
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        assert (self.code, self.err) == (0, "")
        return self.out.splitlines()


class Command(Protocol):
    """Runs `glimpse` with these arguments."""

    def __call__(self, *arguments: str, stdin: str = "") -> Ran: ...


def created(glimpse: Command, *arguments: str) -> str:
    """The id of a new image."""
    made = glimpse("image", "create", *arguments, "-f", "value", "-c", "id")
    assert made.code == 0, made.err
    return made.out.strip()
