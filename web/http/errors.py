"""A request that is refused: an HTTP status, and GraphQL's form of an error."""

from collections.abc import Mapping

import orjson
from starlette.responses import Response

from web.http.content_negotiation import JSON
from web.request_record import current_record

# What one caller may see is not for a cache that others ask.
NO_STORE = {"Cache-Control": "no-store"}

MEDIA_TYPE = f"{JSON}; charset=utf-8"


class RequestError(Exception):
    """The request is answered with an HTTP status before anything is executed."""

    def __init__(
        self,
        status: int,
        message: str,
        code: str = "BAD_USER_INPUT",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status_code = status
        self.reason = message
        self.code = code
        self.headers = headers


class UnknownDocumentError(RequestError):
    """A document is named that is not known here."""

    def __init__(self, message: str) -> None:
        super().__init__(400, message, "PERSISTED_QUERY_NOT_FOUND")


class GraphQLResponse(Response):
    """The request was well formed; what is wrong, if anything, is its document or its variables."""


def error_response(
    status: int,
    message: str,
    code: str,
    headers: Mapping[str, str] | None = None,
    **extensions: str,
) -> Response:
    """An answer without data, in GraphQL's form of an error."""
    body = _body(message, {"code": code, **extensions})
    return Response(body, status, NO_STORE | dict(headers or {}), MEDIA_TYPE)


def document_error_response(error: UnknownDocumentError) -> GraphQLResponse:
    return GraphQLResponse(_body(error.reason, {"code": error.code}), error.status_code, NO_STORE, MEDIA_TYPE)


def _body(message: str, extensions: dict[str, str]) -> bytes:
    current_record().record_error_codes([extensions["code"]])
    return orjson.dumps({"errors": [{"message": message, "extensions": extensions}]})
