"""What can be wrong, each with the code that a client decides by; everything else is masked."""

import logging
import uuid
from collections.abc import Sequence
from typing import ClassVar

from graphql import GraphQLError, GraphQLSyntaxError

from db.store import (
    AnswerTooLargeError,
    ReadOnlyStoreError,
    StatementTimeoutError,
    StoreUnavailableError,
    TransactionConflictError,
)

logger = logging.getLogger("glimpse")

InputPath = tuple[str | int, ...]


class GlimpseError(GraphQLError):
    """A refusal on purpose: a sentence for the caller, its code, and for input where in it."""

    code: ClassVar[str]

    def __init__(self, message: str, input_path: InputPath = ()) -> None:
        extensions: dict[str, object] = {"code": self.code}
        if input_path:
            extensions["path"] = list(input_path)
        super().__init__(message, extensions=extensions)


class BadUserInput(GlimpseError):
    code = "BAD_USER_INPUT"


class NotFound(GlimpseError):
    code = "NOT_FOUND"


class Forbidden(GlimpseError):
    code = "FORBIDDEN"


class Unauthenticated(GlimpseError):
    code = "UNAUTHENTICATED"


class Conflict(GlimpseError):
    code = "CONFLICT"


class CursorExpired(GlimpseError):
    code = "CURSOR_EXPIRED"


class LimitExceeded(GlimpseError):
    code = "LIMIT_EXCEEDED"


MASKED = "Something went wrong on our side; the id names it in our log."

_LONGEST_MESSAGE = 500

# What the store says, and what that is to a caller.
STORE_FACTS: dict[type[Exception], tuple[str, str]] = {
    ReadOnlyStoreError: ("READ_ONLY", "This store is read-only."),
    StatementTimeoutError: ("TIMEOUT", "The statement took too long and was stopped."),
    AnswerTooLargeError: ("LIMIT_EXCEEDED", "The answer is longer than the database can send: ask for less."),
    TransactionConflictError: ("UNAVAILABLE", "Others were changing the same; try again."),
    StoreUnavailableError: ("UNAVAILABLE", "The database cannot be reached or is locked; try again."),
}


def code_errors(errors: Sequence[GraphQLError], *, before_execution: bool) -> None:
    """Gives each error its code, and masks what was not raised on purpose; it is logged with an id.

    Works in place: the errors are already part of a result.
    """
    for error in errors:
        error.message = _plain(error.message)
        extensions = dict(error.extensions or {})
        cause = error.original_error
        if "code" not in extensions and isinstance(cause, GraphQLError):
            extensions.update(cause.extensions or {})
        if "code" not in extensions:
            if cause is None or isinstance(cause, GraphQLError):
                extensions["code"] = _code_of_client_error(error, before_execution)
            elif type(cause) in STORE_FACTS:
                extensions["code"], error.message = STORE_FACTS[type(cause)]
                if not isinstance(cause, ReadOnlyStoreError):
                    logger.warning("%s: %s", extensions["code"], cause)
            else:
                extensions |= _masked(error, cause)
        error.extensions = extensions


def _plain(message: str) -> str:
    """Without hints at names in the schema, without what Python says, and not as long as the input."""
    for beginning in (" Did you mean", ", but encountered error"):
        message = message.split(beginning)[0]
    return message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE] + "..."


def _code_of_client_error(error: GraphQLError, before_execution: bool) -> str:
    if isinstance(error, GraphQLSyntaxError):
        return "GRAPHQL_PARSE_FAILED"
    return "GRAPHQL_VALIDATION_FAILED" if before_execution else "BAD_USER_INPUT"


def _masked(error: GraphQLError, cause: Exception) -> dict[str, object]:
    error.message = MASKED
    return {"code": "INTERNAL_SERVER_ERROR", "id": logged(cause, logger)}


def logged(cause: BaseException, log: logging.Logger) -> str:
    """The id by which an internal error stands in the log; MASKED is all that a caller is told."""
    identity = uuid.uuid4().hex
    log.error("internal error %s", identity, exc_info=cause)
    return identity
