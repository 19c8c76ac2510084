"""Errors of requests: an HTTP status, and a body in GraphQL's form of an error."""

import logging
from collections.abc import Mapping

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from resolvers.errors import INTERNAL_ERROR_MESSAGE, log_internal_error
from web.http.content_negotiation import JSON
from web.request_record import CLIENT_CLOSED_REQUEST, current_record

# A shared cache must not give one caller's answer to another.
NO_STORE = {"Cache-Control": "no-store"}

MEDIA_TYPE = f"{JSON}; charset=utf-8"


logger = logging.getLogger("glimpse.web")


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


def internal_error_response(error: BaseException) -> Response:
    """The response to an unexpected error, which it logs."""
    id_ = log_internal_error(error, logger)
    return error_response(500, INTERNAL_ERROR_MESSAGE, "INTERNAL_SERVER_ERROR", id=id_)


class ErrorMiddleware:
    """Answers a request whose handler raises before it answers, also with Starlette's 404 and 405.

    Stands inside ObservabilityMiddleware, whose record shows whether a response has started. If it has, the
    error is raised: uvicorn logs it and closes the connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            if scope["type"] != "http" or current_record().status != CLIENT_CLOSED_REQUEST:
                raise
            await _response_to(error)(scope, receive, send)


def _response_to(error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return internal_error_response(error)
    code = "NOT_FOUND" if error.status_code == 404 else "BAD_USER_INPUT"
    return error_response(error.status_code, f"{error.detail}.", code, error.headers)
