"""An exception for each error code of Glimpse; docs/errors.md states what to do about each."""

from collections.abc import Sequence
from typing import Any, ClassVar


class GlimpseError(Exception):
    """The first error of a response.

    `code` is null if the answer is not that of Glimpse. `path` is the faulty part of the input, `errors` are
    all errors of the response, and `data` is what the server answered beside them.
    """

    CODES: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        path: Sequence[str | int] = (),
        errors: Sequence[dict[str, Any]] = (),
        data: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code if code is not None else (self.CODES[0] if self.CODES else None)
        self.path = tuple(path)
        self.errors = list(errors)
        self.data = data


class BadUserInput(GlimpseError):
    """A value is malformed or out of range; `path` names it."""

    CODES = ("BAD_USER_INPUT",)


class NotFound(GlimpseError):
    """The image to change does not exist, or the caller cannot see it."""

    CODES = ("NOT_FOUND",)


class Forbidden(GlimpseError):
    """The caller may not do this, or the image is protected."""

    CODES = ("FORBIDDEN",)


class Unauthenticated(GlimpseError):
    """The credentials are missing or invalid."""

    CODES = ("UNAUTHENTICATED",)


class Conflict(GlimpseError):
    """The image has changed meanwhile, or its state does not allow the change."""

    CODES = ("CONFLICT",)


class CursorExpired(GlimpseError):
    """The events behind the cursor are no longer kept: read the images again."""

    CODES = ("CURSOR_EXPIRED",)


class LimitExceeded(GlimpseError):
    """A limit of the server is exceeded."""

    CODES = ("LIMIT_EXCEEDED",)


class ReadOnly(GlimpseError):
    """The server accepts no changes."""

    CODES = ("READ_ONLY",)


class InvalidDocument(GlimpseError):
    """The document is not GraphQL, does not fit the schema, or is not known."""

    CODES = ("GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "PERSISTED_QUERY_NOT_FOUND")


class Timeout(GlimpseError):
    """The answer took too long. A change may be stored all the same."""

    CODES = ("TIMEOUT",)


class Unavailable(GlimpseError):
    """The server or its database cannot be reached. A change may be stored all the same."""

    CODES = ("UNAVAILABLE",)


class TooSlow(GlimpseError):
    """A subscriber does not read."""

    CODES = ("TOO_SLOW",)


class InternalServerError(GlimpseError):
    """A mistake of Glimpse; `errors` has its id, which finds it in the server's log."""

    CODES = ("INTERNAL_SERVER_ERROR",)


class UnexpectedAnswer(GlimpseError):
    """The answer is not that of a GraphQL server: another program answers at this address."""


_CLASSES = {code: each for each in GlimpseError.__subclasses__() for code in each.CODES}


def error_of(errors: Sequence[dict[str, Any]], data: dict[str, Any] | None = None) -> GlimpseError:
    """The exception for the errors of a response: GlimpseError itself for a code that is not known here."""
    first = errors[0]
    extensions = first.get("extensions") or {}
    code = extensions.get("code")
    kind = _CLASSES.get(str(code), GlimpseError)
    return kind(
        str(first.get("message")), code=code, path=extensions.get("path") or (), errors=errors, data=data
    )
