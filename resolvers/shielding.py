"""Changes run to their end: a caller who leaves neither cuts one off nor leaves a lock behind."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from db.retry import retry_on_conflict
from resolvers.errors import GlimpseError

logger = logging.getLogger("glimpse")

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class InFlightMutations:
    """The changes under way: none is cancelled when whoever asked for it leaves."""

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
            # Whoever asked may have left; an exception nobody took would be logged as a mistake.
            task.exception()

    async def drain(self) -> None:
        """Waits for all changes under way: for shutdown."""
        while self._tasks:
            await asyncio.wait(self._tasks)


def _log_failure(task: "asyncio.Future[Any]") -> None:
    if task.cancelled() or (failure := task.exception()) is None:
        return
    if isinstance(failure, GlimpseError):
        # Its words may repeat what the caller sent.
        logger.info("A change whose caller had left was refused: %s", failure.code)
    else:
        logger.warning("A change whose caller had left failed", exc_info=failure)


class _HasMutations(Protocol):
    @property
    def mutations(self) -> InFlightMutations: ...


class _InfoWithMutations(Protocol):
    @property
    def context(self) -> _HasMutations: ...


def shielded(
    resolver: Callable[Arguments, Awaitable[Answer]],
) -> Callable[Arguments, Awaitable[Answer]]:
    """A mutation resolver that runs to its end in a task of its own, whoever leaves.

    It is one transaction, and runs again if another stood in its way: raises TransactionConflictError only
    after some attempts.
    """

    @wraps(resolver)
    async def run(*arguments: Arguments.args, **named: Arguments.kwargs) -> Answer:
        info: _InfoWithMutations = named["info"] if "info" in named else arguments[0]  # type: ignore[assignment]
        return await info.context.mutations.run(retry_on_conflict(partial(resolver, *arguments, **named)))

    return run
