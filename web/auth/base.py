"""Who is calling: what every way of recognising callers has in common, and how a refusal is answered."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from resolvers.caller import Caller
from resolvers.errors import INTERNAL_ERROR_MESSAGE, log_internal_error
from web.http.errors import refusal
from web.request_record import noted

logger = logging.getLogger("glimpse.web")

# As long as the columns that a project and a user are compared with.
_LONGEST_NAME = 255

# The place in a request's scope.
_CALLER = "glimpse.caller"


class CallerRefused(Exception):
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


class Identity(ABC):
    """A way of recognising callers; what it keeps open ends with `close`."""

    @abstractmethod
    async def identify(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        """Raises CallerRefused. For WebSockets, what the first message says may stand as the headers."""
        ...

    async def close(self) -> None:
        return None


class ProvenIdentity(Identity):
    """Callers prove who they are; one without any credentials is nobody, if `anonymous_read`."""

    challenge: str

    def __init__(self, *, anonymous_read: bool) -> None:
        self._anonymous_read = anonymous_read

    def nobody(self) -> Caller:
        if self._anonymous_read:
            return Caller()
        raise self.unproven("Credentials are needed here.")

    def unproven(self, message: str) -> CallerRefused:
        return CallerRefused(401, "UNAUTHENTICATED", message, self.challenge)

    def caller(self, project: object, user: object, roles: Iterable[object]) -> Caller:
        """An empty name is none; raises ValueError for what cannot be a name."""
        return Caller(
            project=_name(project),
            user=_name(user),
            roles=frozenset(role.lower() for role in map(_name, roles) if role is not None),
        )


def unavailable() -> CallerRefused:
    """Why is for the log: whoever asks is not known."""
    return CallerRefused(503, "UNAVAILABLE", "Who is calling cannot be checked at the moment; try again.")


def _name(given: object) -> str | None:
    if given is None or given == "":
        return None
    # What cannot be printed includes control characters and lone surrogates.
    if isinstance(given, str) and len(given) <= _LONGEST_NAME and given.isprintable():
        return given
    raise ValueError("This cannot be the name of a project, a user or a role.")


class _Recognising:
    """Around what serves data, which finds out by `caller_of` who is calling."""

    def __init__(self, app: ASGIApp, identity: Callable[[], Identity]) -> None:
        self._app = app
        self._identity = identity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            caller = await self._identity().identify(Headers(raw=scope["headers"]), scope["client"])
        except Exception as error:
            await _refused(error)(scope, receive, send)
            return
        scope[_CALLER] = caller
        report = noted()
        report.project, report.user = caller.project, caller.user
        await self._app(scope, receive, send)


def _refused(error: Exception) -> Response:
    if isinstance(error, CallerRefused):
        return refusal(error.status, error.message, error.code, error.headers, **error.extensions)
    return refusal(500, INTERNAL_ERROR_MESSAGE, "INTERNAL_SERVER_ERROR", id=log_internal_error(error, logger))


def authentication(identity: Callable[[], Identity]) -> Middleware:
    """For the routes that serve data; `identity` gives what the application's start made."""
    return Middleware(_Recognising, identity=identity)


def caller_of(scope: Scope) -> Caller:
    """Who was recognised, within `authentication`."""
    caller: Caller = scope[_CALLER]
    return caller
