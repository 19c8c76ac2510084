"""An HTTP client for authentication services, with limits of time and size."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import httpx2

_TIMEOUT = 5.0
_MAX_RESPONSE_BYTES = 2**20


class UnreachableError(Exception):
    """The service does not answer correctly; the message is for the log and holds no secret."""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    status: int
    headers: Mapping[str, str]
    body: bytes


class BoundedClient:
    """`transport` replaces the network in tests. Proxies and certificates come from the environment.

    `timeout` is in seconds.
    """

    def __init__(self, transport: httpx2.AsyncBaseTransport | None = None, timeout: float = _TIMEOUT) -> None:
        self._timeout = timeout
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
            raise UnreachableError(type(error).__name__) from error

    async def close(self) -> None:
        await self._client.aclose()
