"""Identity headers of an authenticating proxy, as in Glance's `trusted-auth` pipeline."""

import hmac

from starlette.datastructures import Headers

from resolvers.caller import Caller
from web.auth.authenticator import AuthenticationError, CredentialAuthenticator

_SECRET = "X-Proxy-Secret"
_STATUS = "X-Identity-Status"
_USER = "X-User-Id"
_PROJECT = "X-Project-Id"
_ROLES = "X-Roles"
_SAID = (_STATUS, _USER, _PROJECT, _ROLES)


class ProxyHeadersAuthenticator(CredentialAuthenticator):
    """Accepts the identity headers only together with `secret`, which only the proxy knows."""

    challenge = "Proxy-Secret"

    def __init__(self, secret: str, *, anonymous_read: bool) -> None:
        super().__init__(anonymous_read=anonymous_read)
        self._secret = secret.encode()

    async def authenticate(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        given = {name: headers.getlist(name) for name in (_SECRET, *_SAID)}
        if not any(given.values()):
            return self.anonymous()
        if any(len(values) > 1 for values in given.values()):
            # It is unknown which of the two the proxy wrote.
            raise self._wrong("an identity header occurs twice")
        said = {name: values[0] for name, values in given.items() if values}
        if not hmac.compare_digest(said.pop(_SECRET, "").encode(), self._secret):
            raise self._wrong("`X-Proxy-Secret` is not `GLIMPSE_PROXY_SECRET`")
        if not said:
            return self.anonymous()
        if said.get(_STATUS) != "Confirmed":
            raise self._wrong("`X-Identity-Status` is not `Confirmed`")
        try:
            return self.caller(
                _single(said.get(_PROJECT, "")),
                _single(said.get(_USER, "")),
                [role.strip() for role in said.get(_ROLES, "").split(",")],
            )
        except ValueError as error:
            raise self._wrong(
                "the project and the user must be printable ASCII of at most 255 characters, without commas"
            ) from error

    def _wrong(self, reason: str) -> AuthenticationError:
        return self.invalid_credentials("The identity headers are not valid.", reason)


def _single(text: str) -> str:
    # Headers are decoded as Latin-1, so a name in another alphabet would become another name.
    if "," in text or not text.isascii():
        raise ValueError("An identity header must be ASCII without commas.")
    return text.strip()
