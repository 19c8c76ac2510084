"""Who is calling: what every way of recognising callers has in common, and how a refusal is answered."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from resolvers.caller import Caller
from resolvers.errors import INTERNAL_ERROR_MESSAGE, log_internal_error
from web.http.errors import error_response
from web.request_record import current_record

logger = logging.getLogger("glimpse.web")

# As long as the columns that a project and a user are compared with.
_MAX_NAME_CHARACTERS = 255

# The place in a request's scope.
_SCOPE_KEY = "glimpse.caller"


class AuthenticationError(Exception):
    """Nothing is served: why, as an HTTP status and as a code of GraphQL's errors."""

    def __init__(
        self, status: int, code: str, message: str, challenge: str | None = None, **extensions: str
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.extensions = extensions
        self.headers = {} if challenge is None else {"WWW-Authenticate": challenge}


class Authenticator(ABC):
    """A way of recognising callers; what it keeps open ends with `close`."""

    @abstractmethod
    async def authenticate(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        """Raises AuthenticationError. For WebSockets, the first message may stand in for the headers."""
        ...

    async def close(self) -> None:
        return None


class CredentialAuthenticator(Authenticator):
    """Callers prove who they are; one without any credentials is nobody, if `anonymous_read`."""

    challenge: str

    def __init__(self, *, anonymous_read: bool) -> None:
        self._anonymous_read = anonymous_read

    def anonymous(self) -> Caller:
        if self._anonymous_read:
            return Caller()
        raise self.invalid_credentials("Credentials are needed here.")

    def invalid_credentials(self, message: str) -> AuthenticationError:
        return AuthenticationError(401, "UNAUTHENTICATED", message, self.challenge)

    def caller(self, project: object, user: object, roles: Iterable[object]) -> Caller:
        """An empty name is none; raises ValueError for what cannot be a name."""
        return Caller(
            project=_name(project),
            user=_name(user),
            roles=frozenset(role.lower() for role in map(_name, roles) if role is not None),
        )


def authentication_unavailable() -> AuthenticationError:
    """Why is for the log: whoever asks is not known."""
    return AuthenticationError(
        503, "UNAVAILABLE", "Who is calling cannot be checked at the moment; try again."
    )


def _name(given: object) -> str | None:
    if given is None or given == "":
        return None
    # What cannot be printed includes control characters and lone surrogates.
    if isinstance(given, str) and len(given) <= _MAX_NAME_CHARACTERS and given.isprintable():
        return given
    raise ValueError("This cannot be the name of a project, a user or a role.")


class AuthenticationMiddleware:
    """For the routes that serve data, which find out by `caller_of` who is calling.

    `authenticator_of` gives what the start opened.
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
    return error_response(
        500, INTERNAL_ERROR_MESSAGE, "INTERNAL_SERVER_ERROR", id=log_internal_error(error, logger)
    )


def caller_of(scope: Scope) -> Caller:
    """Who is calling, behind AuthenticationMiddleware."""
    caller: Caller = scope[_SCOPE_KEY]
    return caller
