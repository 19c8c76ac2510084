"""The application: settings in, routes out; what is opened at the start is closed at the end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router, WebSocketRoute
from starlette.types import ASGIApp, Scope

from auth_backend import create_authenticator
from db.connect import DatabaseTarget
from db.instrumented import InstrumentedStore
from db.schema_version import HEADS
from db.store import Store
from resolvers.caller import Caller
from resolvers.context import Context
from resolvers.errors import INTERNAL_ERROR_MESSAGE, log_internal_error
from resolvers.event_feed import EventFeed, prune_events_forever
from resolvers.execution.schema import ExecutableSchema
from resolvers.plan.plans import PlanCache
from resolvers.root import create_schema
from resolvers.shielding import InFlightMutations
from settings import VERSION, Limits, Settings
from settings.definitions import InvalidSettingError
from web.auth.base import Authenticator, authentication, caller_of
from web.graphiql.routes import graphiql_routes
from web.graphql.operations import OperationRunner
from web.graphql.persisted_documents import PersistedDocuments
from web.graphql.request import RequestLimits
from web.graphql.sdl import schema_route
from web.graphql.trusted_documents import InvalidManifestError, load_trusted_documents
from web.http.errors import error_response
from web.http.fast_path import Shortcut
from web.http.graceful_shutdown import ShutdownMiddleware, ShutdownSignal
from web.observability.health import UnreadyReason, health_routes
from web.observability.metrics import Metrics
from web.observability.middleware import ObservabilityMiddleware
from web.request_record import current_record
from web.transports.http import GraphQLEndpoint
from web.transports.sse import EventStreams
from web.transports.websocket import WebSocketEndpoint
from web.transports.websocket_origin import Origins

if TYPE_CHECKING:
    from web.observability.tracing import Tracing

logger = logging.getLogger("glimpse")


def create_app(settings: Settings) -> Starlette:
    """Its start raises DatabaseNotServableError or InvalidSettingError if it cannot serve."""
    # What the start opens, as the application's state.
    opened: dict[str, Any] = {}
    changes = InFlightMutations()
    stopping = ShutdownSignal()
    metrics = Metrics(VERSION) if settings.metrics else None
    tracing = _tracing(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.ending = False
        if tracing:
            _open(tracing)
        app.state.identity = identity = create_authenticator(settings.authentication)
        unobserved = await _opened_store(settings)
        trace = partial(tracing.statement, unobserved.dialect) if tracing else None
        app.state.store = store = InstrumentedStore(unobserved, current_record, trace)
        app.state.plans = plans = PlanCache(is_glance=store.is_glance, dialect=store.dialect)
        app.state.caches = caches = schema.caches | plans.caches
        app.state.feed = event_feed = EventFeed(store, limit=settings.limits.max_subscriptions)
        if metrics:
            metrics.observe(store.totals, caches, event_feed)
        keeping = asyncio.ensure_future(
            prune_events_forever(store, event_feed, settings.subscriptions.event_retention)
        )
        try:
            with stopping.watch_signals():
                yield
        finally:
            app.state.ending = True
            keeping.cancel()
            await changes.drain()
            await store.close()
            await identity.close()
            # What follows a switch of greenlets is not measured; test_tracing.py proves it.
            if tracing:  # pragma: no branch
                await asyncio.to_thread(tracing.close)

    def context_for(caller: Caller) -> Context:
        return Context(opened["store"], settings, caller, changes, opened["plans"], opened["feed"])

    def context_of(scope: Scope) -> Context:
        return context_for(caller_of(scope))

    def identity() -> Authenticator:
        known: Authenticator = opened["identity"]
        return known

    async def unready() -> UnreadyReason | None:
        store: Store = app.state.store
        if app.state.ending:
            return "shutdown"
        await store.ping()
        current = store.is_glance or await store.schema_versions() == HEADS
        return None if current else "migrations"

    schema = create_schema(settings)
    if tracing:
        schema.documents.trace_step = tracing.step
    traced = [tracing.middleware] if tracing else []
    known_callers = [authentication(identity)]
    browsers = graphiql_routes(is_shown=settings.graphiql)
    bounds = _bounds(settings.limits)
    operations = OperationRunner(
        schema,
        _persisted_documents(settings, schema),
        max_in_flight=settings.limits.max_requests_in_flight,
    )
    streams = EventStreams(
        operations,
        identity,
        stopping,
        keep_alive=settings.subscriptions.keep_alive,
        send_timeout=settings.subscriptions.slow_client_timeout,
        reauth_interval=settings.subscriptions.reauth_interval,
    )
    sockets = WebSocketEndpoint(
        operations,
        context_for,
        identity,
        Origins(settings.cors_origins),
        bounds,
        init_timeout=settings.subscriptions.connection_init_timeout,
        send_timeout=settings.subscriptions.slow_client_timeout,
        reauth_interval=settings.subscriptions.reauth_interval,
        max_operations=settings.limits.max_subscriptions_per_connection,
        metrics=metrics,
    )
    endpoint = GraphQLEndpoint(operations, context_of, bounds, streams)
    at_the_endpoint = [*browsers.at_the_endpoint, *traced, *known_callers]
    routes: list[BaseRoute] = [
        Route("/", _to_the_api(settings.root_path), middleware=browsers.at_the_root),
        # The endpoint itself says which methods it takes, in GraphQL's form.
        Route("/graphql", endpoint, middleware=at_the_endpoint),
        WebSocketRoute("/graphql", sockets),
        *browsers.assets,
        schema_route(schema.as_str, is_shown=settings.introspection, middleware=known_callers),
        *health_routes(unready),
        *([metrics.route()] if metrics else []),
    ]
    app = Starlette(
        routes=[*routes, *_routes_under(settings.root_path, routes)],
        middleware=[
            *_cross_origin(settings.cors_origins),
            Middleware(ShutdownMiddleware, stopping),
        ],
        lifespan=lifespan,
        exception_handlers={HTTPException: _http_error, Exception: _internal_error},
    )
    app.state = State(opened)
    # A redirect would have to know the address that a proxy is asked at, and whether it is https.
    app.router.redirect_slashes = False
    stack = app.build_middleware_stack()
    if not settings.cors_origins:
        # What is asked most takes no way round: no route is looked for, and the endpoint answers failures.
        direct = ShutdownMiddleware(_within(at_the_endpoint, endpoint), stopping)
        stack = Shortcut("/graphql", direct, stack)
    # Outside of all that Starlette has, so that its own answers are watched too.
    app.middleware_stack = ObservabilityMiddleware(stack, metrics, settings.root_path)
    return app


def _within(middleware: Sequence[Middleware], app: ASGIApp) -> ASGIApp:
    for each in reversed(middleware):
        app = each.cls(app, *each.args, **each.kwargs)
    return app


def _bounds(limits: Limits) -> RequestLimits:
    return RequestLimits(
        max_request_bytes=limits.max_request_bytes,
        max_query_characters=limits.max_query_characters,
        max_list_items=limits.max_list_items,
        max_json_depth=limits.max_json_depth,
        max_batch=limits.max_batch,
    )


def _persisted_documents(settings: Settings, schema: ExecutableSchema) -> PersistedDocuments:
    if settings.trusted_documents is None:
        return PersistedDocuments({}, is_trusted_only=False)
    try:
        trusted = load_trusted_documents(Path(settings.trusted_documents), schema.document_errors)
    except InvalidManifestError as error:
        raise InvalidSettingError(f"GLIMPSE_TRUSTED_DOCUMENTS {error}.") from error
    return PersistedDocuments(trusted, is_trusted_only=settings.trusted_documents_only)


def _cross_origin(origins: tuple[str, ...]) -> list[Middleware]:
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST"],
            # Clients send many of their own. None proves anything by itself: a browser adds no credentials.
            allow_headers=["*"],
            expose_headers=["ETag", "Retry-After", "X-Request-Id"],
        )
    ]


async def _opened_store(settings: Settings) -> Store:
    return await database_target(settings).open(
        pool_size=settings.pool_size,
        sqlite_cache_mib=settings.sqlite_cache,
        busy_timeout=settings.busy_timeout,
        statement_timeout=settings.limits.statement_timeout,
    )


def database_target(settings: Settings) -> DatabaseTarget:
    """Raises DatabaseNotServableError if a server's URL is none."""
    if settings.is_server_database:
        return DatabaseTarget.on_server(settings.database_url, settings.read_database_url)
    return DatabaseTarget(settings.database_path)


def _routes_under(root_path: str, routes: Sequence[BaseRoute]) -> list[BaseRoute]:
    """The routes once more, for a proxy that leaves the path under which it serves them."""
    if not root_path:
        return []
    mounted = Router(routes, redirect_slashes=False)
    return [Route(root_path, _to_the_api(root_path)), Mount(root_path, mounted)]


def _to_the_api(root_path: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        return JSONResponse({"graphql": f"{root_path}/graphql"}, headers={"Vary": "Accept"})

    return answer


def _tracing(settings: Settings) -> "Tracing | None":
    if not settings.otel:
        return None
    try:
        # Its packages are there for those who want it.
        from web.observability.tracing import Tracing
    except ModuleNotFoundError as error:
        raise InvalidSettingError(
            "GLIMPSE_OTEL takes the packages of requirements-otel.txt, which are not installed."
        ) from error
    return Tracing(VERSION)


def _open(tracing: "Tracing") -> None:
    try:
        tracing.open()
    except ValueError as error:
        raise InvalidSettingError(f"A variable OTEL_... cannot be used: {error}.") from error


async def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = "NOT_FOUND" if error.status_code == 404 else "BAD_USER_INPUT"
    return error_response(error.status_code, f"{error.detail}.", code, error.headers)


async def _internal_error(_request: Request, error: Exception) -> Response:
    return error_response(
        500, INTERNAL_ERROR_MESSAGE, "INTERNAL_SERVER_ERROR", id=log_internal_error(error, logger)
    )
