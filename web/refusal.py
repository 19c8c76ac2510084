"""A request that is refused: an HTTP status, and GraphQL's form of an error."""

from collections.abc import Mapping

import orjson
from cross_web import HTTPException
from starlette.responses import Response

from web.negotiation import JSON

# What one caller may see is not for a cache that others ask.
NOT_STORED = {"Cache-Control": "no-store"}

MEDIA_TYPE = f"{JSON}; charset=utf-8"


class RequestRefused(HTTPException):
    """The request is answered with an HTTP status before anything is executed."""

    def __init__(
        self,
        status: int,
        message: str,
        code: str = "BAD_USER_INPUT",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, message)
        self.code = code
        self.headers = headers


def refusal(
    status: int,
    message: str,
    code: str,
    headers: Mapping[str, str] | None = None,
    **extensions: str,
) -> Response:
    """An answer without data, in GraphQL's form of an error."""
    body = {"errors": [{"message": message, "extensions": {"code": code, **extensions}}]}
    return Response(orjson.dumps(body), status, NOT_STORED | dict(headers or {}), MEDIA_TYPE)
