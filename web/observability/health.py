"""Health probes: whether the process is up, and whether it can serve."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Literal

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from resolvers.errors import STORE_ERRORS, describe_store_error

logger = logging.getLogger("glimpse.web")


# The database's schema is older than this version; the database does not answer, or accepts no changes; the
# process shuts down.
UnreadyReason = Literal["migrations", "database", "read-only", "stopping"]

# Seconds. Probes often have a timeout of one second.
_CHECK_TIMEOUT = 0.8

UnreadyCheck = Callable[[Request], Awaitable[UnreadyReason | None]]


class ReadinessCheck:
    """One check at a time, whose result all probes share; a change of the result is logged."""

    def __init__(self, check: UnreadyCheck, timeout: float = _CHECK_TIMEOUT) -> None:
        self._check = check
        self._timeout = timeout
        self._task: asyncio.Task[UnreadyReason | None] | None = None
        self._logged: UnreadyReason | None = None

    async def unready_reason(self, request: Request) -> UnreadyReason | None:
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._run(request))
        done, _ = await asyncio.wait({self._task}, timeout=self._timeout)
        if not done:
            self._log("database", f"it did not answer within {self._timeout:g} seconds")
            return "database"
        return self._task.result()

    async def _run(self, request: Request) -> UnreadyReason | None:
        # Causes are logged only: probes are not authenticated.
        try:
            reason = await self._check(request)
        except Exception as error:
            if type(error) in STORE_ERRORS:
                # A traceback would show the driver's text, which may name the user.
                self._log("database", describe_store_error(error))
            else:
                self._log("database", unexpected=error)
            return "database"
        self._log(reason)
        return reason

    def _log(
        self, reason: UnreadyReason | None, cause: str | None = None, unexpected: Exception | None = None
    ) -> None:
        if reason == self._logged:
            return
        self._logged = reason
        if reason is None:
            logger.info("Ready again")
        elif reason == "stopping":
            logger.info("Not ready: stopping")
        else:
            logger.warning("Not ready: %s%s", reason, f" ({cause})" if cause else "", exc_info=unexpected)


def health_routes(check: UnreadyCheck) -> list[Route]:
    """`check` gives why Glimpse cannot serve, and raises if the database does not answer."""
    readiness = ReadinessCheck(check)

    async def up(_request: Request) -> Response:
        return _status(200, {"status": "ok"})

    async def ready(request: Request) -> Response:
        reason = await readiness.unready_reason(request)
        return _status(200, {"status": "ok"}) if reason is None else unready_response(reason)

    return [Route("/healthz", up), Route("/readyz", ready)]


def unready_response(reason: UnreadyReason) -> Response:
    return _status(503, {"status": "unavailable", "reason": reason})


def _status(code: int, told: dict[str, str]) -> Response:
    return Response(
        orjson.dumps(told),
        code,
        {"Cache-Control": "no-store"},
        "application/json; charset=utf-8",
    )
