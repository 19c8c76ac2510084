"""The services that startup opens and shutdown closes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.types import Scope

from auth_backend import create_authenticator
from db.connect import DatabaseTarget
from db.instrumented import InstrumentedStore
from db.schema_version import is_at_head_or_newer
from resolvers.cache import ClockCache
from resolvers.caller import Caller
from resolvers.context import Context
from resolvers.event_feed import EventFeed
from resolvers.event_retention import Retention, prune_events_forever
from resolvers.execution.schema import ExecutableSchema
from resolvers.plan.plans import PlanCache
from resolvers.shielding import InFlightMutations
from settings import Settings
from settings.setting import InvalidSettingError
from web.auth.authenticator import Authenticator
from web.auth.middleware import caller_of
from web.observability.access_log import AccessLog
from web.observability.health import UnreadyReason
from web.request_record import current_record

if TYPE_CHECKING:
    from web.observability.tracing import Tracing


@dataclass(frozen=True, slots=True)
class Services:
    """Opened once at startup; requests reach it through the application's state."""

    settings: Settings
    schema: ExecutableSchema
    store: InstrumentedStore
    authenticator: Authenticator
    plan_cache: PlanCache
    event_feed: EventFeed
    mutations: InFlightMutations
    access_log: AccessLog

    @property
    def caches(self) -> dict[str, ClockCache[Any, Any]]:
        return self.schema.caches | self.plan_cache.caches

    def context_for(self, caller: Caller) -> Context:
        return Context(
            self.store,
            self.settings,
            caller,
            self.mutations,
            self.plan_cache,
            self.event_feed,
            request_id=current_record().request_id or None,
        )

    async def unready_reason(self) -> UnreadyReason | None:
        """Why Glimpse cannot serve, None if it can; raises if the database does not answer."""
        await self.store.ping()
        # During an upgrade a newer version has migrated, and this one serves until it is replaced.
        if not self.store.is_glance and not is_at_head_or_newer(await self.store.schema_versions()):
            return "migrations"
        is_ready = self.store.is_read_only or await self.store.is_writable()
        return None if is_ready else "read-only"


def services_of(scope: Scope) -> Services:
    services: Services = scope["app"].services
    return services


def authenticator_of(scope: Scope) -> Authenticator:
    return services_of(scope).authenticator


def context_of(scope: Scope) -> Context:
    """The context of an authenticated request."""
    return services_of(scope).context_for(caller_of(scope))


def create_context(scope: Scope, caller: Caller) -> Context:
    return services_of(scope).context_for(caller)


def database_target(settings: Settings) -> DatabaseTarget:
    """The database that the settings name; raises DatabaseNotServableError for an invalid URL."""
    return DatabaseTarget.of_urls(settings.database_url, settings.read_database_url)


def closing_timeout(settings: Settings) -> float | None:
    """The part of `shutdown_timeout` for closing the database, after the requests.

    None for SQLite: a change that waits for a locked file has `busy_timeout`.
    """
    is_file = database_target(settings).file is not None
    return None if is_file else min(1.0, settings.shutdown_timeout / 4)


@asynccontextmanager
async def open_services(
    settings: Settings, schema: ExecutableSchema, access_log: AccessLog, tracing: "Tracing | None"
) -> AsyncIterator[Services]:
    """Opens all services, and closes them in reverse order.

    Raises DatabaseNotServableError or InvalidSettingError.
    """
    async with AsyncExitStack() as stack:
        if tracing:
            _open_tracing(tracing)
            stack.push_async_callback(asyncio.to_thread, tracing.close)
        authenticator = create_authenticator(settings.authentication)
        stack.push_async_callback(authenticator.close)
        opened = await database_target(settings).open(
            pool_size=settings.pool_size,
            sqlite_cache_mib=settings.sqlite_cache,
            busy_timeout=settings.busy_timeout,
            statement_timeout=settings.limits.statement_timeout,
        )
        trace = partial(tracing.statement, opened.dialect) if tracing else None
        store = InstrumentedStore(opened, current_record, trace)
        mutations = InFlightMutations()
        event_feed = EventFeed(store, limit=settings.limits.max_subscriptions)
        stack.push_async_callback(_close_store, store, event_feed, mutations, closing_timeout(settings))
        kept = Retention(settings.subscriptions.event_retention, settings.subscriptions.event_max_age)
        pruning = asyncio.ensure_future(prune_events_forever(store, event_feed, kept))
        stack.callback(pruning.cancel)
        services = Services(
            settings,
            schema,
            store,
            authenticator,
            PlanCache(
                is_glance=store.is_glance,
                dialect=store.dialect,
                odd_rows=store.odd_rows,
                is_read_only=store.is_read_only,
            ),
            event_feed,
            mutations,
            access_log,
        )
        if access_log.metrics:
            access_log.metrics.observe(store.totals, services.caches, event_feed)
        stack.enter_context(access_log.serving())
        yield services


async def _close_store(
    store: InstrumentedStore, event_feed: EventFeed, mutations: InFlightMutations, seconds: float | None
) -> None:
    """Waits for transactions. Those on a server lose their connection after half of the seconds."""

    async def end_transactions() -> None:
        await event_feed.close()
        await mutations.drain()

    with suppress(TimeoutError):
        async with asyncio.timeout(seconds and seconds / 2):
            await end_transactions()
    await store.close()
    await end_transactions()


def _open_tracing(tracing: "Tracing") -> None:
    try:
        tracing.open()
    except ValueError as error:
        raise InvalidSettingError(str(error)) from error
