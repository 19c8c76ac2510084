"""The base of all authentication methods."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from starlette.datastructures import Headers

from resolvers.caller import Caller
from web.auth.refusal_log import RefusalLog

# The length of the columns that a project and a user are compared with.
_MAX_NAME_CHARACTERS = 255


class AuthenticationError(Exception):
    """The caller is not served: an HTTP status, and a code for GraphQL's errors."""

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
    """Authenticates callers; `close` releases what it keeps open."""

    @abstractmethod
    async def authenticate(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        """Raises AuthenticationError. For a WebSocket, `connection_init` may replace headers."""
        ...

    async def close(self) -> None:
        return None


class CredentialAuthenticator(Authenticator):
    """Requires credentials; with `anonymous_read`, a request without any has a caller without a project."""

    challenge: str

    def __init__(self, *, anonymous_read: bool) -> None:
        self._anonymous_read = anonymous_read
        self._refusals = RefusalLog()

    def anonymous(self) -> Caller:
        if self._anonymous_read:
            return Caller()
        raise self._error("Credentials are required.")

    def invalid_credentials(self, message: str, reason: str) -> AuthenticationError:
        """The error for the client; only the log has the reason."""
        self._refusals.add(reason)
        return self._error(message)

    def _error(self, message: str) -> AuthenticationError:
        return AuthenticationError(401, "UNAUTHENTICATED", message, self.challenge)

    def caller(self, project: object, user: object, roles: Iterable[object]) -> Caller:
        """The caller; an empty name becomes None. Raises ValueError for an invalid name."""
        return Caller(
            project=_name(project),
            user=_name(user),
            roles=frozenset(role.lower() for role in map(_name, roles) if role is not None),
        )


def authentication_unavailable() -> AuthenticationError:
    """The reason is logged only: the caller is not authenticated."""
    return AuthenticationError(503, "UNAVAILABLE", "The credentials cannot be checked at the moment; retry.")


def _name(given: object) -> str | None:
    if given is None or given == "":
        return None
    # Control characters and unpaired surrogates are not printable.
    if isinstance(given, str) and len(given) <= _MAX_NAME_CHARACTERS and given.isprintable():
        return given
    raise ValueError("The name of a project, user or role is not valid.")
