"""Errors with the codes that clients decide by; every other error is masked."""

import logging
import re
import uuid
from collections.abc import Sequence
from typing import ClassVar

from graphql import GraphQLError, GraphQLSyntaxError

from db.store import (
    AnswerTooLargeError,
    ReadOnlyStoreError,
    StatementTimeoutError,
    StoreUnavailableError,
    StoreUnreachableError,
    TransactionConflictError,
)

logger = logging.getLogger("glimpse")

InputPath = tuple[str | int, ...]


class GlimpseError(GraphQLError):
    """An error that a resolver raises: a sentence, its code, and the path of faulty input."""

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


INTERNAL_ERROR_MESSAGE = "Internal server error; the server's log has the details."

_MAX_MESSAGE_CHARACTERS = 500

# graphql-core writes values as Python does. What is in quotes is a name or a text of the client.
_JSON_WORDS = {"None": "null", "True": "true", "False": "false"}
_QUOTED_OR_PYTHON = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\b(?:None|True|False)\b""", re.DOTALL)

_UNAVAILABLE = "The database is unavailable or locked; retry."

# The store's errors, and their codes and messages for clients.
STORE_ERRORS: dict[type[Exception], tuple[str, str]] = {
    ReadOnlyStoreError: ("READ_ONLY", "The database is read-only."),
    StatementTimeoutError: (
        "TIMEOUT",
        "A statement exceeded `statementTimeout` and was stopped; request less.",
    ),
    AnswerTooLargeError: (
        "LIMIT_EXCEEDED",
        "The response is larger than the database can send; request less.",
    ),
    TransactionConflictError: ("UNAVAILABLE", "Conflicting concurrent update; retry."),
    StoreUnavailableError: ("UNAVAILABLE", _UNAVAILABLE),
    StoreUnreachableError: ("UNAVAILABLE", _UNAVAILABLE),
}


def add_error_codes(errors: Sequence[GraphQLError], *, is_before_execution: bool) -> None:
    """Gives each error its code; masks unexpected errors and logs them with an id.

    Changes the errors in place, because they are already part of a result. Logs each kind of error once,
    with its count: a request can have thousands.
    """
    if not errors:
        return
    causes = _LoggedCauses()
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
                if (description := describe_store_error(cause)) is not None:
                    causes.add_store_error(cause, description)
            else:
                error.message = INTERNAL_ERROR_MESSAGE
                extensions |= {"code": "INTERNAL_SERVER_ERROR", "id": causes.add_internal_error(cause)}
        error.extensions = extensions
    causes.log()


def describe_store_error(error: Exception) -> str | None:
    """The text for the log of an error in STORE_ERRORS.

    None if the store has logged it, or if it is no problem.
    """
    return None if isinstance(error, ReadOnlyStoreError | StoreUnreachableError) else str(error)


def _sanitize_message(message: str) -> str:
    """Removes hints at names in the schema and Python's words and messages, and bounds the length."""
    for beginning in (" Did you mean", ", but encountered error"):
        message = message.split(beginning)[0]
    message = _QUOTED_OR_PYTHON.sub(lambda found: _JSON_WORDS.get(found[0], found[0]), message)
    return message if len(message) <= _MAX_MESSAGE_CHARACTERS else message[:_MAX_MESSAGE_CHARACTERS] + "..."


def _code_of_client_error(error: GraphQLError, before_execution: bool) -> str:
    if isinstance(error, GraphQLSyntaxError):
        return "GRAPHQL_PARSE_FAILED"
    return "GRAPHQL_VALIDATION_FAILED" if before_execution else "BAD_USER_INPUT"


class _LoggedCauses:
    """The causes of one response's errors, by kind: the first of each, and how many there are."""

    def __init__(self) -> None:
        self._store_errors: dict[type[Exception], list[str]] = {}
        self._internal_errors: dict[object, tuple[str, list[Exception]]] = {}

    def add_store_error(self, cause: Exception, description: str) -> None:
        self._store_errors.setdefault(type(cause), []).append(description)

    def add_internal_error(self, cause: Exception) -> str:
        """The id of this kind of error in the log."""
        kind = (type(cause), _raised_at(cause))
        identity, causes = self._internal_errors.setdefault(kind, (uuid.uuid4().hex, []))
        causes.append(cause)
        return identity

    def log(self) -> None:
        for type_, descriptions in self._store_errors.items():
            code, description = STORE_ERRORS[type_][0], descriptions[0][:_MAX_MESSAGE_CHARACTERS]
            logger.warning("%s: %s%s", code, description, _times(descriptions))
        for identity, causes in self._internal_errors.values():
            logger.error("Internal error %s%s", identity, _times(causes), exc_info=causes[0])


def _raised_at(cause: Exception) -> object:
    """The file and the line that raised the error."""
    trace = cause.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace and (trace.tb_frame.f_code.co_filename, trace.tb_lineno)


def _times(causes: Sequence[object]) -> str:
    return f" ({len(causes)} times)" if len(causes) > 1 else ""


def log_internal_error(cause: BaseException, log: logging.Logger) -> str:
    """Logs an internal error and returns its id; clients see only INTERNAL_ERROR_MESSAGE."""
    identity = uuid.uuid4().hex
    log.error("Internal error %s", identity, exc_info=cause)
    return identity
