"""As `glimpse_client.connection`, for asyncio."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from glimpse_client.connection import DEFAULT_TIMEOUT, RESUMABLE, RETRY_DELAY, STREAM_TIMEOUT, failure_of
from glimpse_client.errors import Unavailable
from glimpse_client.messages import (
    ACCEPT_EVENTS,
    NEWEST_EVENT,
    EventReader,
    body_of,
    data_of,
    data_of_answer,
    endpoint_of,
    headers_of,
    newest_cursor,
)


class AsyncConnection:
    """Executes documents; use it as an asynchronous context manager, or close it.

    The arguments are those of `glimpse_client.connection.Connection`.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.url = endpoint_of(url)
        self._http = httpx2.AsyncClient(
            headers=headers_of(token, headers or {}),
            timeout=timeout,
            transport=transport,
            verify=self.url.startswith("https:"),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def execute(
        self, query: str, variables: Mapping[str, Any] | None = None, operation_name: str | None = None
    ) -> dict[str, Any]:
        """The data of the document's answer; raises GlimpseError for its errors, or without an answer."""
        try:
            response = await self._http.post(self.url, content=body_of(query, variables, operation_name))
        except httpx2.TransportError as error:
            raise failure_of(error) from error
        return data_of(response.status_code, response.content)

    def get_data(self, response: dict[str, Any]) -> dict[str, Any]:
        """Called by the generated operations on the result of `execute`."""
        return response

    async def newest_cursor(self) -> str | None:
        """The cursor of the newest event that the caller sees; null before the first one."""
        return newest_cursor(await self.execute(NEWEST_EVENT))

    async def subscribe(
        self, query: str, variables: Mapping[str, Any] | None = None, operation_name: str | None = None
    ) -> AsyncIterator[tuple[str | None, dict[str, Any]]]:
        """The cursor and the data of each event, until the stream ends; raises GlimpseError if it breaks."""
        reader = EventReader()
        body = body_of(query, variables, operation_name)
        try:
            async with self._http.stream(
                "POST", self.url, content=body, headers={"accept": ACCEPT_EVENTS}, timeout=STREAM_TIMEOUT
            ) as response:
                if not response.headers.get("content-type", "").startswith(ACCEPT_EVENTS):
                    data_of(response.status_code, await response.aread())
                async for line in response.aiter_lines():
                    if event := reader.feed(line):
                        yield event[0], data_of_answer(event[1])
        except httpx2.TransportError as error:
            raise failure_of(error) from error
        if not reader.is_complete:
            raise Unavailable("The stream of events has broken off")

    async def execute_ws(
        self, query: str, variables: Mapping[str, Any] | None = None, operation_name: str | None = None
    ) -> AsyncIterator[dict[str, Any]]:
        """Called by the generated subscriptions; it uses server-sent events, not a WebSocket."""
        async for _, data in self.subscribe(query, variables, operation_name):
            yield data

    async def resume(
        self,
        query: str,
        variables: Mapping[str, Any],
        operation_name: str | None = None,
        retry_delay: float = RETRY_DELAY,
    ) -> AsyncIterator[tuple[str | None, dict[str, Any]]]:
        """As `subscribe`, across breaks: it continues behind the last event by the variable `after`.

        Without `after` it starts behind the newest event, so that the events of a break before the first one
        are not lost either. Raises CursorExpired if the events of a break are no longer kept.
        """
        current = dict(variables)
        while True:
            try:
                if not current.get("after"):
                    current["after"] = await self.newest_cursor()
                async for cursor, data in self.subscribe(query, current, operation_name):
                    yield cursor, data
                    current["after"] = cursor
            except RESUMABLE:
                # The server is away or restarts.
                pass
            await asyncio.sleep(retry_delay)
