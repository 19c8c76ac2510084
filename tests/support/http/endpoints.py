"""An endpoint alone, asked as a server asks it: for what a client of the whole app cannot time."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from starlette.types import Message, Receive, Scope

from db.dialect.variants import DialectName
from db.sqlite.store import SqliteStore
from db.store import Rows, Statement, Values
from resolvers.caller import ADMINISTRATOR
from resolvers.context import Context
from resolvers.event_feed import EventFeed
from resolvers.execution.schema import ExecutableSchema
from resolvers.plan.plans import PlanCache
from resolvers.root import create_schema
from resolvers.shielding import InFlightMutations
from settings import Settings
from web.auth.loopback import LoopbackAuthenticator
from web.graphql.operations import OperationRunner
from web.graphql.persisted_documents import PersistedDocuments
from web.graphql.request import RequestLimits
from web.http.graceful_shutdown import ShutdownSignal
from web.transports.http import GraphQLEndpoint
from web.transports.subscription_stream import SubscriptionStreams

BOUNDS = RequestLimits(
    max_request_bytes=1000, max_query_characters=1000, max_list_items=100, max_json_depth=10, max_batch=3
)

Sent = list[Message]

SETTINGS = Settings.from_environment({})


def context_of(_: Scope) -> Context:
    """Of an administrator, over a store that is not open."""
    store = SqliteStore(Path("closed.db"), busy_timeout=1.0, statement_timeout=1.0)
    return Context(
        store,
        SETTINGS,
        ADMINISTRATOR,
        InFlightMutations(),
        PlanCache(is_glance=False),
        EventFeed(store, limit=1),
    )


def endpoint(
    *,
    schema: ExecutableSchema | None = None,
    context: Callable[[Scope], Any] = context_of,
    max_in_flight: int = 1,
) -> GraphQLEndpoint:
    schema = schema or create_schema(SETTINGS)
    operations = OperationRunner(
        schema, PersistedDocuments({}, is_trusted_only=False), max_in_flight=max_in_flight
    )
    streams = SubscriptionStreams(
        operations,
        lambda _: LoopbackAuthenticator(allow_unauthenticated=True),
        ShutdownSignal(),
        keep_alive=1,
        send_timeout=1,
        reauth_interval=1,
    )
    return GraphQLEndpoint(operations, context, BOUNDS, streams, is_compressing=True)


def posting(body: object, then: Callable[[], Any] | None = None) -> Receive:
    """Gives the body, and what `then` awaits before it says that the client has left."""
    messages = iter([{"type": "http.request", "body": orjson.dumps(body), "more_body": False}])

    async def receive() -> Message:
        for message in messages:
            return message
        if then is not None:
            await then()
        return {"type": "http.disconnect"}

    return receive


async def sent_by(app: GraphQLEndpoint, receive: Receive) -> Sent:
    """What the endpoint sends to a POST."""
    sent: Sent = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    await app(scope, receive, send)
    return sent


class WaitingStore:
    """Awaits what it is given before each read, which finds nothing."""

    is_glance = False
    odd_rows = None
    is_read_only = False
    dialect: DialectName = "sqlite"

    def __init__(self, wait: Callable[[], Awaitable[None]]) -> None:
        self._wait = wait

    async def read(self, _statement: Statement, _values: Values) -> Rows:
        await self._wait()
        return []


def context_that_waits(wait: Callable[[], Awaitable[None]]) -> Callable[[Scope], Any]:
    """Contexts over a store that waits before each read."""
    store: Any = WaitingStore(wait)
    return lambda _: replace(context_of(_), store=store)
