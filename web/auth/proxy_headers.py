"""What an authenticating proxy says in headers, as Glance's `trusted-auth` pipeline believes it."""

import hmac

from starlette.datastructures import Headers

from resolvers.caller import Caller
from web.auth.base import AuthenticationError, CredentialAuthenticator

_SECRET = "X-Proxy-Secret"
_STATUS = "X-Identity-Status"
_USER = "X-User-Id"
_PROJECT = "X-Project-Id"
_ROLES = "X-Roles"
_SAID = (_STATUS, _USER, _PROJECT, _ROLES)


class ProxyHeadersAuthenticator(CredentialAuthenticator):
    """The headers count only beside `secret`, which tells the proxy from everybody else."""

    challenge = "Proxy-Secret"

    def __init__(self, secret: str, *, anonymous_read: bool) -> None:
        super().__init__(anonymous_read=anonymous_read)
        self._secret = secret.encode()

    async def authenticate(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        given = {name: headers.getlist(name) for name in (_SECRET, *_SAID)}
        if not any(given.values()):
            return self.anonymous()
        if any(len(values) > 1 for values in given.values()):
            # Which of the two did the proxy write?
            raise self._wrong()
        said = {name: values[0] for name, values in given.items() if values}
        if not hmac.compare_digest(said.pop(_SECRET, "").encode(), self._secret):
            raise self._wrong()
        if not said:
            return self.anonymous()
        if said.get(_STATUS) != "Confirmed":
            raise self._wrong()
        try:
            return self.caller(
                _single(said.get(_PROJECT, "")),
                _single(said.get(_USER, "")),
                [role.strip() for role in said.get(_ROLES, "").split(",")],
            )
        except ValueError as error:
            raise self._wrong() from error

    def _wrong(self) -> AuthenticationError:
        return self.invalid_credentials("The identity in the headers is not confirmed.")


def _single(text: str) -> str:
    # Headers come decoded from Latin-1, in which another alphabet would be another name.
    if "," in text or not text.isascii():
        raise ValueError("Proxies join a header that is given twice with a comma.")
    return text.strip()
