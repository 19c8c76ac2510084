"""No proof: whoever is on this machine is administrator, and nobody else is served."""

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from starlette.datastructures import Headers

from resolvers.caller import ADMINISTRATOR, Caller
from web.auth.base import AuthenticationError, Authenticator

# Beside any `x-forwarded-...`.
_FORWARDING_HEADERS = frozenset({b"forwarded", b"via", b"x-real-ip"})

_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(?::[0-9]*)?")


class LoopbackAuthenticator(Authenticator):
    """`allow_unauthenticated` serves those elsewhere too."""

    def __init__(self, *, allow_unauthenticated: bool) -> None:
        self._allow_unauthenticated = allow_unauthenticated

    async def authenticate(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        if not self._allow_unauthenticated:
            self._require_loopback(headers, client)
        return ADMINISTRATOR

    def _require_loopback(self, headers: Headers, client: tuple[str, int] | None) -> None:
        # A Unix socket has no address: those behind it are a proxy's clients as a rule.
        if client is None or not _is_loopback(client[0]):
            raise _remote_caller_error("only callers on the same machine are served")
        hosts = []
        for name, value in headers.raw:
            if name == b"host":
                hosts.append(value)
            elif name in _FORWARDING_HEADERS or name.startswith(b"x-forwarded-"):
                # Somebody else stands behind the client.
                raise _remote_caller_error("callers behind a proxy are not served")
        # A page on the web may let its own name mean 127.0.0.1, and have a browser here ask for it.
        if len(hosts) != 1 or not _is_address_or_localhost(hosts[0]):
            raise _remote_caller_error("the Host must be an IP address or localhost")


def _remote_caller_error(why: str) -> AuthenticationError:
    return AuthenticationError(
        403, "FORBIDDEN", f"Without authentication {why}: see GLIMPSE_AUTH and GLIMPSE_ALLOW_UNAUTHENTICATED."
    )


# A machine has few addresses of its own; those who ask again and again are not parsed each time.
@lru_cache(maxsize=128)
def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        # A socket that listens to both kinds shows IPv4 so.
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


@lru_cache(maxsize=128)
def _is_address_or_localhost(given: bytes) -> bool:
    matched = _HOST.fullmatch(given.decode("latin-1"))
    if matched is None:
        return False
    host = matched[1]
    if host.lower() == "localhost":
        return True
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
