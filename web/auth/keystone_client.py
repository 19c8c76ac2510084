"""A client of Keystone that validates tokens, with a service token that a password renews."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from web.auth.http_client import BoundedClient, HttpResponse, UnreachableError
from web.auth.refresh import RefreshableValue

# Unknown, or so malformed or long that Keystone, or a server in front of it, rejects it.
_INVALID_TOKEN_STATUSES = frozenset({400, 404, 413, 414, 431})


@dataclass(frozen=True, slots=True)
class ServiceUser:
    """The user that Glimpse logs in to Keystone as; all but the password are names."""

    user: str
    password: str = field(repr=False)
    project: str
    domain: str

    @property
    def request(self) -> dict[str, object]:
        domain = {"name": self.domain}
        user = {"name": self.user, "domain": domain, "password": self.password}
        return {
            "auth": {
                "identity": {"methods": ["password"], "password": {"user": user}},
                "scope": {"project": {"name": self.project, "domain": domain}},
            }
        }


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """The content of a token; `expires_at` is in seconds since 1970."""

    user: object
    project: object
    roles: tuple[object, ...]
    expires_at: float


class KeystoneClient:
    """`service` is Glimpse's own token, or the user who logs in for one; `now` is a clock in seconds."""

    def __init__(
        self,
        url: str,
        client: BoundedClient,
        service: str | ServiceUser,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = f"{url}/v3/auth/tokens"
        self._client = client
        self._service = service
        self._own = RefreshableValue("Glimpse's token from Keystone", self._logged_in, now)

    async def validate(self, token: str) -> TokenInfo | None:
        """The token's content, None if Keystone does not know it; raises UnreachableError."""
        if isinstance(self._service, str):
            answer = await self._ask(token, self._service)
        else:
            if self._own.value is None:
                await self._own.refresh(None)
            own = self._own_token()
            answer = await self._ask(token, own)
            if answer.status == 401:
                await self._own.refresh(own)
                answer = await self._ask(token, self._own_token())
        if answer.status in _INVALID_TOKEN_STATUSES:
            return None
        if answer.status != 200:
            raise UnreachableError(f"status {answer.status} for the validation of a token")
        return _read(answer.body)

    async def close(self) -> None:
        await self._client.close()

    def _own_token(self) -> str:
        if self._own.value is None:
            raise UnreachableError("Glimpse could not log in")
        return self._own.value

    async def _ask(self, token: str, own: str) -> HttpResponse:
        # The catalog would be most of the response.
        headers = {"X-Auth-Token": own, "X-Subject-Token": token}
        return await self._client.request("GET", f"{self._url}?nocatalog=1", headers)

    async def _logged_in(self) -> str:
        assert isinstance(self._service, ServiceUser)
        answer = await self._client.request("POST", f"{self._url}?nocatalog=1", json=self._service.request)
        token = answer.headers.get("X-Subject-Token")
        if answer.status != 201 or not token:
            raise UnreachableError(f"status {answer.status} for the login of Glimpse")
        return token


def _read(body: bytes) -> TokenInfo:
    try:
        token = orjson.loads(body)["token"]
        expires_at = datetime.fromisoformat(token["expires_at"])
        if expires_at.tzinfo is None:
            raise ValueError("the time has no offset")
        # A token for a domain, or for the system, has no project.
        project = token["project"]["id"] if "project" in token else None
        # An administrator of one domain is not one of all projects, and images have no domain.
        scoped = "project" in token or "system" in token
        roles = tuple(role["name"] for role in token.get("roles", ())) if scoped else ()
        return TokenInfo(token["user"]["id"], project, roles, expires_at.timestamp())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreachableError("the response does not have Keystone's format") from error
