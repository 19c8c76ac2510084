"""Follow changes of images over a WebSocket, and resume behind the last event when the connection breaks.

Until the first event there is no cursor, so the events of an outage before it are lost. After
CURSOR_EXPIRED, older events are lost too. If the state of images matters to you, read them again in both
cases, after subscribing: see "Resume" in docs/subscriptions.md.

Usage: python follow_changes.py [ADDRESS [TOKEN]]

Prints a line for each event. TOKEN is that of the modes `jwt` and `keystone`. It needs
`pip install 'gql[websockets]'`.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportError, TransportQueryError
from gql.transport.websockets import WebsocketsTransport

ADDRESS = "ws://localhost:8000/graphql"
RETRY_SECONDS = 1.0
RETRYABLE = ("UNAVAILABLE", "TIMEOUT")
# The close code for credentials that are missing, invalid or no longer valid.
FORBIDDEN = 4403

EVENTS = """
subscription ($after: String) {
  imageChanged(after: $after) { type cursor changedFields imageId image { name } }
}
"""


def close_code(error: BaseException | None) -> int | None:
    """The code with which the server closed the connection, from the error or one behind it."""
    while error is not None:
        received = getattr(error, "rcvd", None)
        if received is not None:
            return int(received.code)
        error = error.__cause__
    return None


async def follow(address: str, token: str | None = None) -> AsyncIterator[dict[str, Any]]:
    """Events from now on, each once; after a break it resumes behind the last cursor, if there is one."""
    after = None
    credentials = {} if token is None else {"Authorization": f"Bearer {token}", "X-Auth-Token": token}
    while True:
        try:
            transport = WebsocketsTransport(
                address, subprotocols=["graphql-transport-ws"], init_payload=credentials
            )
            async with Client(transport=transport) as session:
                async for data in session.subscribe(GraphQLRequest(EVENTS, variable_values={"after": after})):
                    event = data["imageChanged"]
                    yield event
                    after = event["cursor"]
        except TransportQueryError as error:
            code = (error.errors or [{}])[0].get("extensions", {}).get("code")
            if code == "CURSOR_EXPIRED":
                # Too many changes were missed: read all images again if their state matters.
                after = None
            elif code in RETRYABLE:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                raise
        except (TransportError, OSError) as error:
            if close_code(error) == FORBIDDEN:
                raise SystemExit("The credentials are missing, invalid or no longer valid.") from error
            print(f"reconnecting: {error}", file=sys.stderr)
            if after is None:
                # No event came before the break: read the images again if their state matters.
                print("changes since the last connection may be missing", file=sys.stderr)
            await asyncio.sleep(RETRY_SECONDS)


async def main(address: str, token: str | None = None) -> None:
    async for event in follow(address, token):
        name = event["image"]["name"] if event["image"] else None
        print(event["cursor"], event["type"], event["imageId"], name, *event["changedFields"], flush=True)


if __name__ == "__main__":
    asyncio.run(main(*(sys.argv[1:] or [ADDRESS])))
