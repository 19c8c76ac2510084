"""The application: its services, its routes and the middleware that each request passes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router, WebSocketRoute
from starlette.types import ASGIApp

from resolvers.execution.schema import ExecutableSchema
from resolvers.root import create_schema
from services import Services, authenticator_of, context_of, create_context, open_services, services_of
from settings import VERSION, Limits, Settings
from settings.setting import InvalidSettingError
from web.auth.middleware import AuthenticationMiddleware
from web.graphql.operations import OperationRunner
from web.graphql.persisted_documents import PersistedDocuments
from web.graphql.request import RequestLimits
from web.graphql.sdl import schema_route
from web.graphql.trusted_documents import InvalidManifestError, load_trusted_documents
from web.http.errors import ErrorMiddleware
from web.http.graceful_shutdown import ShutdownMiddleware, ShutdownSignal
from web.http.host_header import HostMiddleware
from web.observability.access_log import AccessLog
from web.observability.health import UnreadyReason, health_routes
from web.observability.metrics import Metrics
from web.observability.middleware import ObservabilityMiddleware
from web.observability.tracing_variables import InvalidVariableError, check_variables
from web.pages import dashboard
from web.pages.routes import PageRoutes, page_routes
from web.transports.http import GraphQLEndpoint
from web.transports.subscription_stream import SubscriptionStreams
from web.transports.websocket import WebSocketEndpoint
from web.transports.websocket_origin import Origins

if TYPE_CHECKING:
    from web.observability.tracing import Tracing


class Application(Starlette):
    """A Starlette application with exactly the given middleware, and no other; startup opens its services."""

    services: Services

    def build_middleware_stack(self) -> ASGIApp:
        app: ASGIApp = self.router
        for stage in reversed(self.user_middleware):
            app = stage.cls(app, *stage.args, **stage.kwargs)
        return app


def create_app(settings: Settings, built_dashboard: Path = dashboard.BUILT) -> Application:
    """The application; its startup raises DatabaseNotServableError or InvalidSettingError."""
    schema = create_schema(settings)
    access_log = AccessLog(Metrics(VERSION) if settings.metrics else None)
    shutdown = ShutdownSignal(settings.shutdown_delay)
    tracing = _create_tracing(settings)
    if tracing:
        schema.documents.trace_step = tracing.step

    @asynccontextmanager
    async def lifespan(app: Application) -> AsyncIterator[None]:
        async with open_services(settings, schema, access_log, tracing) as app.services:
            with shutdown.watch_signals():
                yield

    app = Application(
        routes=_routes(settings, schema, access_log, shutdown, tracing, built_dashboard),
        middleware=_middleware(settings, access_log, shutdown),
        lifespan=lifespan,
    )
    # A redirect would need the public address and scheme of a proxy, which Glimpse does not know.
    app.router.redirect_slashes = False
    return app


def _middleware(settings: Settings, access_log: AccessLog, shutdown: ShutdownSignal) -> list[Middleware]:
    """The stages of every request, from the outermost to the routes."""
    return [
        Middleware(ObservabilityMiddleware, access_log, settings.root_path),
        Middleware(HostMiddleware),
        *_cross_origin(settings.cors_origins),
        Middleware(ShutdownMiddleware, shutdown),
        Middleware(ErrorMiddleware),
    ]


def _routes(
    settings: Settings,
    schema: ExecutableSchema,
    access_log: AccessLog,
    shutdown: ShutdownSignal,
    tracing: "Tracing | None",
    built_dashboard: Path,
) -> list[BaseRoute]:
    """All routes; each one that serves data has its own authentication middleware."""
    limits, times = settings.limits, settings.subscriptions
    request_limits = _request_limits(limits)
    persisted = _persisted_documents(settings, schema, built_dashboard)
    operations = OperationRunner(schema, persisted, max_in_flight=limits.max_requests_in_flight)
    streams = SubscriptionStreams(
        operations,
        authenticator_of,
        shutdown,
        keep_alive=times.keep_alive,
        send_timeout=times.slow_client_timeout,
        reauth_interval=times.reauth_interval,
    )
    sockets = WebSocketEndpoint(
        operations,
        create_context,
        authenticator_of,
        Origins(settings.cors_origins),
        request_limits,
        init_timeout=times.connection_init_timeout,
        send_timeout=times.slow_client_timeout,
        reauth_interval=times.reauth_interval,
        max_operations=limits.max_subscriptions_per_connection,
        access_log=access_log,
    )
    pages = page_routes(
        has_graphiql=settings.graphiql, built_dashboard=built_dashboard if settings.dashboard else None
    )
    authentication = Middleware(AuthenticationMiddleware, authenticator_of)
    stages = [*pages.at_the_endpoint, *([tracing.middleware] if tracing else []), authentication]
    endpoint = GraphQLEndpoint(
        operations, context_of, request_limits, streams, is_compressing=settings.compression
    )
    routes: list[BaseRoute] = [
        # The endpoint itself refuses other methods, with an error in GraphQL's form.
        Route("/graphql", endpoint, middleware=stages),
        WebSocketRoute("/graphql", sockets),
        Route("/", _to_the_api(settings.root_path), middleware=pages.at_the_root()),
        *pages.routes,
        schema_route(
            schema.as_str,
            is_shown=settings.introspection,
            is_compressing=settings.compression,
            middleware=[authentication],
        ),
        *health_routes(_unready_reason(shutdown)),
        *([access_log.metrics.route()] if access_log.metrics else []),
    ]
    return [*routes, *_routes_under(settings.root_path, routes, pages)]


def _request_limits(limits: Limits) -> RequestLimits:
    return RequestLimits(
        max_request_bytes=limits.max_request_bytes,
        max_query_characters=limits.max_query_characters,
        max_list_items=limits.max_list_items,
        max_json_depth=limits.max_json_depth,
        max_batch=limits.max_batch,
    )


def _persisted_documents(
    settings: Settings, schema: ExecutableSchema, built_dashboard: Path
) -> PersistedDocuments:
    """With the dashboard, its documents are trusted too, so that it works where others are refused."""
    trusted = dict(dashboard.dashboard_documents(built_dashboard)) if settings.dashboard else {}
    if settings.trusted_documents is not None:
        try:
            trusted |= load_trusted_documents(Path(settings.trusted_documents), schema.document_errors)
        except InvalidManifestError as error:
            raise InvalidSettingError(f"`GLIMPSE_TRUSTED_DOCUMENTS` {error}.") from error
    return PersistedDocuments(trusted, is_trusted_only=settings.trusted_documents_only)


def _cross_origin(origins: tuple[str, ...]) -> list[Middleware]:
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST"],
            # Clients send many of their own. Allowing all is safe: a browser adds no credentials by itself.
            allow_headers=["*"],
            expose_headers=["ETag", "Retry-After", "X-Request-Id"],
        )
    ]


def _routes_under(root_path: str, routes: Sequence[BaseRoute], pages: PageRoutes) -> list[BaseRoute]:
    """The routes again below `root_path`, for a proxy that does not strip this prefix."""
    if not root_path:
        return []
    mounted = Router(routes, redirect_slashes=False)
    # Without a slash at the end, relative addresses begin at the folder above.
    to_the_page = pages.at_the_root(f"{root_path.rpartition('/')[2]}/")
    return [Route(root_path, _to_the_api(root_path), middleware=to_the_page), Mount(root_path, mounted)]


def _to_the_api(root_path: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        return JSONResponse({"graphql": f"{root_path}/graphql"}, headers={"Vary": "Accept"})

    return answer


def _create_tracing(settings: Settings) -> "Tracing | None":
    if not settings.otel:
        return None
    try:
        # Before OpenTelemetry is imported, which reads some of them.
        check_variables()
    except InvalidVariableError as error:
        raise InvalidSettingError(str(error)) from error
    try:
        # Its packages are optional.
        from web.observability.tracing import Tracing
    except ModuleNotFoundError as error:
        raise InvalidSettingError(
            "`GLIMPSE_OTEL` requires the packages in requirements-otel.txt: install them."
        ) from error
    return Tracing(VERSION)


def _unready_reason(shutdown: ShutdownSignal) -> Callable[[Request], Awaitable[UnreadyReason | None]]:
    async def reason(request: Request) -> UnreadyReason | None:
        return "stopping" if shutdown.is_announced else await services_of(request.scope).unready_reason()

    return reason
