"""Errors of requests: an HTTP status, and a body in GraphQL's form of an error."""

from collections.abc import Mapping

import orjson
from starlette.responses import Response

from web.http.content_negotiation import JSON
from web.request_record import current_record

# A shared cache must not give one caller's answer to another.
NO_STORE = {"Cache-Control": "no-store"}

MEDIA_TYPE = f"{JSON}; charset=utf-8"


class RequestError(Exception):
    """The request is refused with an HTTP status before execution."""

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
    """The request names a document that the server does not know."""

    def __init__(self, message: str) -> None:
        super().__init__(400, message, "PERSISTED_QUERY_NOT_FOUND")


class GraphQLResponse(Response):
    """The response to a well-formed request; its errors concern the document or its variables."""


def error_response(
    status: int,
    message: str,
    code: str,
    headers: Mapping[str, str] | None = None,
    **extensions: str,
) -> Response:
    """A response without data, in GraphQL's form of an error."""
    body = _body(message, {"code": code, **extensions})
    return Response(body, status, NO_STORE | dict(headers or {}), MEDIA_TYPE)


def document_error_response(error: UnknownDocumentError) -> GraphQLResponse:
    return GraphQLResponse(_body(error.reason, {"code": error.code}), error.status_code, NO_STORE, MEDIA_TYPE)


def _body(message: str, extensions: dict[str, str]) -> bytes:
    current_record().record_error_codes([extensions["code"]])
    return orjson.dumps({"errors": [{"message": message, "extensions": extensions}]})
