"""No authentication: callers on this machine are administrators, others are refused."""

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from starlette.datastructures import Headers

from resolvers.caller import ADMINISTRATOR, Caller
from web.auth.authenticator import AuthenticationError, Authenticator

# In addition to all `x-forwarded-...`.
_FORWARDING_HEADERS = frozenset({b"forwarded", b"via", b"x-real-ip"})

_PORT = re.compile(r":[0-9]*\Z")


class LoopbackAuthenticator(Authenticator):
    """With `allow_unauthenticated`, callers on other machines are administrators too."""

    def __init__(self, *, allow_unauthenticated: bool) -> None:
        self._allow_unauthenticated = allow_unauthenticated

    async def authenticate(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        if not self._allow_unauthenticated:
            self._require_loopback(headers, client)
        return ADMINISTRATOR

    def _require_loopback(self, headers: Headers, client: tuple[str, int] | None) -> None:
        # A Unix socket has no address; its clients usually are those of a proxy.
        if client is None or not _is_loopback(client[0]):
            raise _remote_caller_error("only callers on the same machine are served")
        hosts = []
        for name, value in headers.raw:
            if name == b"host":
                hosts.append(value)
            elif name in _FORWARDING_HEADERS or name.startswith(b"x-forwarded-"):
                # The client forwards a request of somebody else.
                raise _remote_caller_error("callers behind a proxy are not served")
        # DNS rebinding: a web page may resolve its own name to 127.0.0.1 and use the browser's requests.
        if len(hosts) != 1 or not _is_address_or_localhost(hosts[0]):
            raise _remote_caller_error("`Host` must be an IP address or localhost")


def _remote_caller_error(why: str) -> AuthenticationError:
    return AuthenticationError(
        403,
        "FORBIDDEN",
        f"Without authentication {why}; see `GLIMPSE_AUTH` and `GLIMPSE_ALLOW_UNAUTHENTICATED`.",
    )


# A machine has few addresses of its own, so they need not be parsed for each request.
@lru_cache(maxsize=128)
def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        # A dual-stack socket shows IPv4 addresses in this form.
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


@lru_cache(maxsize=128)
def _is_address_or_localhost(given: bytes) -> bool:
    host = _PORT.sub("", given.decode("latin-1"))
    if host.lower() == "localhost":
        return True
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
