"""How a command fails: its exit codes, which docs/cli.md lists, and what it writes to standard error."""

import json

from glimpse_client.errors import (
    BadUserInput,
    Conflict,
    Forbidden,
    GlimpseError,
    InvalidDocument,
    NotFound,
    Timeout,
    TooSlow,
    Unauthenticated,
    Unavailable,
)

FAILURE = 1
USAGE = 2
NOT_FOUND = 3
FORBIDDEN = 4
AMBIGUOUS = 5
CONFLICT = 6
UNAVAILABLE = 7
PARTLY_DONE = 8
# Of `apply --exit-code`.
CHANGED = 10
# As a shell reports a program that SIGPIPE has ended.
BROKEN_PIPE = 141

_EXIT_CODES: dict[type[GlimpseError], int] = {
    BadUserInput: USAGE,
    InvalidDocument: USAGE,
    NotFound: NOT_FOUND,
    Forbidden: FORBIDDEN,
    Unauthenticated: FORBIDDEN,
    Conflict: CONFLICT,
    Timeout: UNAVAILABLE,
    TooSlow: UNAVAILABLE,
    Unavailable: UNAVAILABLE,
}


class CommandFailure(Exception):
    """A command cannot do its work, or not all of it."""

    def __init__(self, exit_code: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.code = code


class UsageFailure(CommandFailure):
    """The arguments do not fit together, or a value has another form."""

    def __init__(self, message: str) -> None:
        super().__init__(USAGE, message)


def exit_code_of(error: GlimpseError) -> int:
    return _EXIT_CODES.get(type(error), FAILURE)


def failure_of(error: GlimpseError) -> CommandFailure:
    """The failure of a command for an error of the server: its message names the faulty part of the input."""
    place = ".".join(map(str, error.path))
    return CommandFailure(exit_code_of(error), f"{place}: {error}" if place else str(error), error.code)


def partly_done(done: int, total: int, error: GlimpseError) -> CommandFailure:
    """Some images are changed, and then one was refused; none of them if nothing is changed yet."""
    failure = failure_of(error)
    if not done:
        return failure
    message = f"{done} of {total} images are changed. Then it failed: {failure}"
    return CommandFailure(PARTLY_DONE, message, error.code)


def described(failure: CommandFailure, as_json: bool) -> str:
    """The line for standard error."""
    if not as_json:
        return f"glimpse: {failure}"
    error = {"code": failure.code, "message": str(failure), "exitCode": failure.exit_code}
    return json.dumps({"error": error}, ensure_ascii=False)
