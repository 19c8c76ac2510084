"""An HTTP client for authentication services, with limits of time and size."""

import asyncio
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpx2

from web.auth.unreachable import unreachable_reason

_TIMEOUT = 5.0
_MAX_RESPONSE_BYTES = 2**20


class UnreachableError(Exception):
    """The service does not answer correctly; the message is for the log and holds no secret."""


class InvalidEnvironmentError(ValueError):
    """A variable that HTTP clients read cannot be used; the message is a sentence that names it."""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    status: int
    headers: Mapping[str, str]
    body: bytes


class BoundedClient:
    """`transport` replaces the network in tests. Proxies and certificates come from the environment.

    `timeout` is in seconds. Raises InvalidEnvironmentError.
    """

    def __init__(self, transport: httpx2.AsyncBaseTransport | None = None, timeout: float = _TIMEOUT) -> None:
        self._timeout = timeout
        if transport is None:
            _check_environment(os.environ)
        self._client = httpx2.AsyncClient(
            # A compressed response could expand to any size.
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            timeout=timeout,
            limits=httpx2.Limits(max_connections=20),
            transport=transport,
        )

    async def request(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, json: object = None
    ) -> HttpResponse:
        """The response; redirects are not followed. Raises UnreachableError."""
        try:
            # The client's own timeout starts again with each byte.
            async with (
                asyncio.timeout(self._timeout),
                self._client.stream(method, url, headers=headers, json=json) as response,
            ):
                body = b""
                async for chunk in response.aiter_raw():
                    body += chunk
                    if len(body) > _MAX_RESPONSE_BYTES:
                        raise UnreachableError("the response is too large")
                return HttpResponse(response.status_code, response.headers, body)
        except UnreachableError:
            raise
        except Exception as error:
            # The text of the client's error may repeat what was sent.
            raise UnreachableError(unreachable_reason(error, url, self._timeout)) from error

    async def close(self) -> None:
        await self._client.aclose()


def _check_environment(environ: Mapping[str, str]) -> None:
    """Raises InvalidEnvironmentError for variables that would fail without being named."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        for variable in (name, name.upper()):
            if address := environ.get(variable):
                _check_proxy(variable, address)
    if file := environ.get("SSL_CERT_FILE"):
        _check_certificates(file)
    elif (folder := environ.get("SSL_CERT_DIR")) and not os.path.isdir(folder):
        raise InvalidEnvironmentError(f"`SSL_CERT_DIR` must name a folder of certificates, not `{folder}`.")


def _check_proxy(variable: str, address: str) -> None:
    # The address is not repeated: it may hold a password.
    try:
        url = httpx2.URL(address if "://" in address else f"http://{address}")
    except httpx2.InvalidURL as error:
        raise InvalidEnvironmentError(f"`{variable}` must be the URL of a proxy.") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise InvalidEnvironmentError(
            f"`{variable}` must be the URL of an HTTP proxy, such as http://proxy.example:3128. "
            "Glimpse cannot use other proxies, such as SOCKS."
        )


def _check_certificates(file: str) -> None:
    try:
        ssl.create_default_context(cafile=file)
    except ssl.SSLError as error:
        raise InvalidEnvironmentError(
            f"`SSL_CERT_FILE` must name a PEM file with certificates, which `{file}` is not."
        ) from error
    except OSError as error:
        raise InvalidEnvironmentError(
            f"`SSL_CERT_FILE` names `{file}`, which cannot be read: {error.strerror}."
        ) from error
