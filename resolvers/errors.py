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


class BadUserInputError(GlimpseError):
    code = "BAD_USER_INPUT"


class NotFoundError(GlimpseError):
    code = "NOT_FOUND"


class ForbiddenError(GlimpseError):
    code = "FORBIDDEN"


class UnauthenticatedError(GlimpseError):
    code = "UNAUTHENTICATED"


class ConflictError(GlimpseError):
    code = "CONFLICT"


class CursorExpiredError(GlimpseError):
    code = "CURSOR_EXPIRED"


class LimitExceededError(GlimpseError):
    code = "LIMIT_EXCEEDED"


INTERNAL_ERROR_MESSAGE = "Something went wrong on our side; the id names it in our log."

_MAX_MESSAGE_CHARACTERS = 500

# What the store says, and what that is to a caller.
STORE_ERRORS: dict[type[Exception], tuple[str, str]] = {
    ReadOnlyStoreError: ("READ_ONLY", "This store is read-only."),
    StatementTimeoutError: ("TIMEOUT", "The statement took too long and was stopped."),
    AnswerTooLargeError: ("LIMIT_EXCEEDED", "The answer is longer than the database can send: ask for less."),
    TransactionConflictError: ("UNAVAILABLE", "Others were changing the same; try again."),
    StoreUnavailableError: ("UNAVAILABLE", "The database cannot be reached or is locked; try again."),
}


def add_error_codes(errors: Sequence[GraphQLError], *, is_before_execution: bool) -> None:
    """Gives each error its code, and masks what was not raised on purpose; it is logged with an id.

    Works in place: the errors are already part of a result.
    """
    for error in errors:
        error.message = _sanitize_message(error.message)
        extensions = dict(error.extensions or {})
        cause = error.original_error
        if "code" not in extensions and isinstance(cause, GraphQLError):
            extensions.update(cause.extensions or {})
        if "code" not in extensions:
            if cause is None or isinstance(cause, GraphQLError):
                extensions["code"] = _code_of_client_error(error, is_before_execution)
            elif type(cause) in STORE_ERRORS:
                extensions["code"], error.message = STORE_ERRORS[type(cause)]
                if not isinstance(cause, ReadOnlyStoreError):
                    logger.warning("%s: %s", extensions["code"], cause)
            else:
                extensions |= _mask(error, cause)
        error.extensions = extensions


def _sanitize_message(message: str) -> str:
    """Without hints at names in the schema, without what Python says, and not as long as the input."""
    for beginning in (" Did you mean", ", but encountered error"):
        message = message.split(beginning)[0]
    return message if len(message) <= _MAX_MESSAGE_CHARACTERS else message[:_MAX_MESSAGE_CHARACTERS] + "..."


def _code_of_client_error(error: GraphQLError, before_execution: bool) -> str:
    if isinstance(error, GraphQLSyntaxError):
        return "GRAPHQL_PARSE_FAILED"
    return "GRAPHQL_VALIDATION_FAILED" if before_execution else "BAD_USER_INPUT"


def _mask(error: GraphQLError, cause: Exception) -> dict[str, object]:
    error.message = INTERNAL_ERROR_MESSAGE
    return {"code": "INTERNAL_SERVER_ERROR", "id": log_internal_error(cause, logger)}


def log_internal_error(cause: BaseException, log: logging.Logger) -> str:
    """The id by which an internal error stands in the log; MASKED is all that a caller is told."""
    identity = uuid.uuid4().hex
    log.error("internal error %s", identity, exc_info=cause)
    return identity
