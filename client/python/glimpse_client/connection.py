"""One server and the credentials for it: executes documents, and follows subscriptions across breaks."""

import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from glimpse_client.errors import GlimpseError, Timeout, TooSlow, Unavailable
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

# Seconds. Glimpse writes a comment into an idle stream every 15 seconds, unless it is configured otherwise.
DEFAULT_TIMEOUT = 30.0
STREAM_TIMEOUT = 60.0
RETRY_DELAY = 1.0

# After these a subscription is resumed.
RESUMABLE = (Timeout, TooSlow, Unavailable)


def failure_of(error: httpx2.TransportError) -> GlimpseError:
    """The exception for a request without an answer."""
    kind = Timeout if isinstance(error, httpx2.TimeoutException) else Unavailable
    return kind(f"The server cannot be reached: {str(error) or type(error).__name__}")


class Connection:
    """Executes documents, one after the other; use it as a context manager, or close it.

    `url` is the address of the API, `/graphql` included or not. `token` is that of the modes jwt and
    keystone. `timeout` is in seconds, for each step of a request.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.url = endpoint_of(url)
        self._http = httpx2.Client(
            headers=headers_of(token, headers or {}),
            timeout=timeout,
            transport=transport,
            # Loading the certificates takes longer than a request, and plain HTTP does not use them.
            verify=self.url.startswith("https:"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def execute(
        self, query: str, variables: Mapping[str, Any] | None = None, operation_name: str | None = None
    ) -> dict[str, Any]:
        """The data of the document's answer; raises GlimpseError for its errors, or without an answer."""
        try:
            response = self._http.post(self.url, content=body_of(query, variables, operation_name))
        except httpx2.TransportError as error:
            raise failure_of(error) from error
        return data_of(response.status_code, response.content)

    def get_data(self, response: dict[str, Any]) -> dict[str, Any]:
        """Called by the generated operations on the result of `execute`."""
        return response

    def newest_cursor(self) -> str | None:
        """The cursor of the newest event that the caller sees; null before the first one."""
        return newest_cursor(self.execute(NEWEST_EVENT))

    def subscribe(
        self, query: str, variables: Mapping[str, Any] | None = None, operation_name: str | None = None
    ) -> Iterator[tuple[str | None, dict[str, Any]]]:
        """The cursor and the data of each event, until the stream ends; raises GlimpseError if it breaks."""
        reader = EventReader()
        body = body_of(query, variables, operation_name)
        try:
            with self._http.stream(
                "POST", self.url, content=body, headers={"accept": ACCEPT_EVENTS}, timeout=STREAM_TIMEOUT
            ) as response:
                if not response.headers.get("content-type", "").startswith(ACCEPT_EVENTS):
                    data_of(response.status_code, response.read())
                for line in response.iter_lines():
                    if event := reader.feed(line):
                        yield event[0], data_of_answer(event[1])
        except httpx2.TransportError as error:
            raise failure_of(error) from error
        if not reader.is_complete:
            raise Unavailable("The stream of events has broken off")

    def resume(
        self,
        query: str,
        variables: Mapping[str, Any],
        operation_name: str | None = None,
        retry_delay: float = RETRY_DELAY,
    ) -> Iterator[tuple[str | None, dict[str, Any]]]:
        """As `subscribe`, across breaks: it continues behind the last event by the variable `after`.

        Without `after` it starts behind the newest event, so that the events of a break before the first one
        are not lost either. Raises CursorExpired if the events of a break are no longer kept.
        """
        current = dict(variables)
        while True:
            try:
                if not current.get("after"):
                    current["after"] = self.newest_cursor()
                for cursor, data in self.subscribe(query, current, operation_name):
                    yield cursor, data
                    current["after"] = cursor
            except RESUMABLE:
                # The server is away or restarts.
                pass
            time.sleep(retry_delay)
