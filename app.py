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
from resolvers.caller import ADMINISTRATOR
from resolvers.changes import Changes
from resolvers.context import Context
from resolvers.read.plan import Plans
from resolvers.root import create_schema
from settings import Settings
from web.endpoint import Endpoint, refusal
from web.health import health_routes


def create_app(settings: Settings) -> Starlette:
    """Its start raises StoreRefused, with a sentence, if the database cannot be served."""
    changes = Changes()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.store = store = await _opened_store(settings)
        app.state.plans = Plans(glance=store.glance)
        try:
            yield
        finally:
            await changes.drain()
            await store.close()

    def context_of(request: Request) -> Context:
        return Context(
            store=request.app.state.store,
            settings=settings,
            caller=ADMINISTRATOR,
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
            Route("/graphql", endpoint),
            *health_routes(database_answers),
        ],
        lifespan=lifespan,
        exception_handlers={HTTPException: _http_error},
    )
    return app


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
