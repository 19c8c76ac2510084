"""The application: settings in, routes out; what is opened at the start is closed at the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from db.migrate import pending
from db.sqlite import SqliteStore
from db.store import StoreRefused
from resolvers.changes import Changes
from resolvers.context import Context
from resolvers.read.plan import Plans
from resolvers.root import create_schema
from settings import Callers, Settings
from web.endpoint import Endpoint, refusal
from web.health import health_routes
from web.identity import Identity, User, authentication
from web.identity_headers import HeadersIdentity
from web.identity_none import OpenIdentity


def create_app(settings: Settings) -> Starlette:
    """Its start raises StoreRefused or BadSetting, with a sentence, if it cannot serve."""
    changes = Changes()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.identity = identity = _identity(settings.callers)
        app.state.store = store = await _opened_store(settings)
        app.state.plans = Plans(glance=store.glance)
        try:
            yield
        finally:
            await changes.drain()
            await store.close()
            await identity.close()

    def context_of(request: Request) -> Context:
        assert isinstance(request.user, User)
        return Context(
            store=request.app.state.store,
            settings=settings,
            caller=request.user.caller,
            changes=changes,
            plans=request.app.state.plans,
        )

    async def database_answers() -> None:
        await app.state.store.ping()

    endpoint = Endpoint(
        create_schema(settings),
        context_of,
        max_request_bytes=settings.limits.max_request_bytes,
        max_query_tokens=settings.limits.max_query_tokens,
    )
    app = Starlette(
        routes=[
            Route("/", _to_the_api),
            # The endpoint itself says which methods it takes, in GraphQL's form.
            Route("/graphql", endpoint, middleware=[authentication(lambda: app.state.identity)]),
            *health_routes(database_answers),
        ],
        lifespan=lifespan,
        exception_handlers={HTTPException: _http_error},
    )
    return app


def _identity(callers: Callers) -> Identity:
    if callers.auth == "none":
        return OpenIdentity(allow_open=callers.allow_open)
    if callers.auth == "headers":
        assert callers.proxy_secret is not None
        return HeadersIdentity(callers.proxy_secret, anonymous_read=callers.anonymous_read)
    raise AssertionError(callers.auth)


async def _opened_store(settings: Settings) -> SqliteStore:
    path = settings.database_path
    if pending(path):
        raise StoreRefused(f"The database {path.name} is not up to date: run `glimpse migrate` first.")
    return await SqliteStore.open(
        path,
        busy_timeout=settings.busy_timeout,
        statement_timeout=settings.statement_timeout,
    )


async def _to_the_api(_request: Request) -> Response:
    return JSONResponse({"graphql": "/graphql"})


async def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = "NOT_FOUND" if error.status_code == 404 else "BAD_USER_INPUT"
    return refusal(error.status_code, f"{error.detail}.", code, error.headers)
