"""Shielding: a mutation runs to its end although its client disconnects, and releases its locks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from db.retry import retry_on_conflict
from resolvers.errors import STORE_ERRORS, GlimpseError

logger = logging.getLogger("glimpse")

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class InFlightMutations:
    """The mutations in progress; none is cancelled when its client disconnects."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(self, change: Awaitable[Answer]) -> Answer:
        task = asyncio.ensure_future(change)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_log_failure)
            raise

    def _on_done(self, task: "asyncio.Future[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # The client may have disconnected; asyncio would log an exception that is never retrieved.
            task.exception()

    async def drain(self) -> None:
        """Waits for all mutations in progress, for shutdown."""
        while self._tasks:
            await asyncio.wait(self._tasks)


def _log_failure(task: "asyncio.Future[Any]") -> None:
    if task.cancelled() or (failure := task.exception()) is None:
        return
    if isinstance(failure, GlimpseError):
        # The message may repeat the client's input, so only the code is logged.
        logger.info("A mutation failed after its client disconnected: %s", failure.code)
    elif type(failure) in STORE_ERRORS:
        # A traceback would show the driver's text, which may name the user.
        logger.warning("A mutation failed after its client disconnected: %s", failure)
    else:
        logger.warning("A mutation failed after its client disconnected", exc_info=failure)


class _NotesChanges(Protocol):
    def note_change(self) -> None: ...


class _HasMutations(Protocol):
    @property
    def mutations(self) -> InFlightMutations: ...

    @property
    def event_feed(self) -> _NotesChanges: ...


class _InfoWithMutations(Protocol):
    @property
    def context(self) -> _HasMutations: ...


def shielded(
    resolver: Callable[Arguments, Awaitable[Answer]],
) -> Callable[Arguments, Awaitable[Answer]]:
    """A mutation's resolver that runs to its end in a task of its own.

    The resolver is one transaction, and runs again after a conflict with another one: it raises
    TransactionConflictError only after some attempts.
    """

    @wraps(resolver)
    async def run(*arguments: Arguments.args, **named: Arguments.kwargs) -> Answer:
        info: _InfoWithMutations = named["info"] if "info" in named else arguments[0]  # type: ignore[assignment]

        async def change() -> Answer:
            answer = await retry_on_conflict(partial(resolver, *arguments, **named))
            info.context.event_feed.note_change()
            return answer

        return await info.context.mutations.run(change())

    return run
