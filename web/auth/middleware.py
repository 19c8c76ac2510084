"""Authenticates requests, and answers those whose caller is not served."""

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from resolvers.caller import Caller
from web.auth.authenticator import AuthenticationError, Authenticator
from web.http.errors import error_response, internal_error_response
from web.request_record import current_record

# The key of the caller in a request's scope.
_SCOPE_KEY = "glimpse.caller"


class AuthenticationMiddleware:
    """Authenticates the routes that serve data; `caller_of` then gives them the caller.

    `authenticator_of` gives the authenticator that startup opened.
    """

    def __init__(self, app: ASGIApp, authenticator_of: Callable[[Scope], Authenticator]) -> None:
        self._app = app
        self._authenticator_of = authenticator_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            authenticator, headers = self._authenticator_of(scope), Headers(raw=scope["headers"])
            caller = await authenticator.authenticate(headers, scope["client"])
        except Exception as error:
            await _authentication_error_response(error)(scope, receive, send)
            return
        scope[_SCOPE_KEY] = caller
        record = current_record()
        record.project, record.user = caller.project, caller.user
        await self._app(scope, receive, send)


def _authentication_error_response(error: Exception) -> Response:
    if isinstance(error, AuthenticationError):
        return error_response(error.status, error.message, error.code, error.headers, **error.extensions)
    return internal_error_response(error)


def caller_of(scope: Scope) -> Caller:
    """The caller of a request that has passed AuthenticationMiddleware."""
    caller: Caller = scope[_SCOPE_KEY]
    return caller
