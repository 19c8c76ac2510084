"""What tests of slow and long-lived streams ask and measure."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from app import create_app
from settings import Settings
from tests.support.auth import token_issuer as issuer
from tests.support.databases.protocol import TestDatabase
from tests.support.http.raw_http import Connection
from tests.support.http.sse import PATIENCE

CREATE = 'mutation { createImage(input: { name: "a" }) { image { name } } }'


def over(database: TestDatabase, test: Callable[[int], Awaitable[None]], **settings: str) -> None:
    """The test gets the port of a server that runs in this process."""
    environ = {f"GLIMPSE_{name}": value for name, value in settings.items()}
    environ["GLIMPSE_DATABASE_URL"] = database.url
    with issuer.served(create_app(Settings.from_environment(environ))) as address:
        asyncio.run(asyncio.wait_for(test(int(address.split(":")[-1])), PATIENCE))


async def change(port: int, query: str = CREATE) -> None:
    connection = await Connection.to(port)
    answer = await connection.ask(query)
    assert answer is not None
    assert "errors" not in answer.json  # type: ignore[operator]
    connection.close()


async def metrics(port: int) -> str:
    connection = await Connection.to(port)
    connection.write(b"GET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
    answer = await connection.answer()
    assert answer is not None
    connection.close()
    return answer.body.decode()


# A long name, so that few events fill what the kernel keeps for a client that does not read.
LONG = 'mutation { createImage(input: {name: "a", properties: [{name: "x", value: "%s"}]}) { image { id } } }'


HEAVY = "subscription { imageChanged { image { properties { value } } } }"


def ending_token() -> str:
    """It holds for two or three seconds: clocks may differ by thirty."""
    return issuer.token(exp=int(time.time()) - 28)
