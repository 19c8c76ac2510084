"""Checks a subscriber's credentials again: tokens expire and are revoked."""

from time import monotonic

from starlette.datastructures import Headers

from resolvers.caller import Caller
from web.auth.authenticator import AuthenticationError, Authenticator


class Reauthenticator:
    """The credentials of one connection; `interval` is in seconds."""

    def __init__(
        self,
        authenticator: Authenticator,
        headers: Headers,
        client: tuple[str, int] | None,
        caller: Caller,
        interval: float,
    ) -> None:
        self._authenticator = authenticator
        self._headers = headers
        self._client = client
        self._caller = caller
        self._interval = interval
        self._next = monotonic() + interval

    async def check(self) -> None:
        """Raises AuthenticationError if the credentials expired or changed; checks once per interval."""
        if monotonic() < self._next:
            return
        self._next = monotonic() + self._interval
        try:
            caller = await self._authenticator.authenticate(self._headers, self._client)
        except AuthenticationError as refused:
            if refused.status < 500:
                raise
            # The service is unreachable: the next check tries again.
            return
        if caller != self._caller:
            raise AuthenticationError(403, "FORBIDDEN", "The caller's project, user or roles have changed.")
