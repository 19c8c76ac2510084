"""Health probes: whether the process is up, and whether it can serve."""

import logging
from collections.abc import Awaitable, Callable
from typing import Literal

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from resolvers.errors import STORE_ERRORS

logger = logging.getLogger("glimpse.web")


# The database's schema is not the one of this version, the database does not answer, or the process stops.
UnreadyReason = Literal["migrations", "database", "stopping"]


def health_routes(unready_reason: Callable[[Request], Awaitable[UnreadyReason | None]]) -> list[Route]:
    """`unready_reason` gives why Glimpse cannot serve, and raises if the database does not answer."""

    async def up(_request: Request) -> Response:
        return _status(200, {"status": "ok"})

    async def ready(request: Request) -> Response:
        try:
            reason = await unready_reason(request)
        except Exception as error:
            # The reason is logged only: probes are not authenticated.
            if type(error) in STORE_ERRORS:
                # A traceback would show the driver's text, which may name the user.
                logger.warning("The database does not answer: %s", error)
            else:
                logger.warning("The database does not answer", exc_info=True)
            reason = "database"
        if reason is None:
            return _status(200, {"status": "ok"})
        return _status(503, {"status": "unavailable", "reason": reason})

    return [Route("/healthz", up), Route("/readyz", ready)]


def _status(code: int, told: dict[str, str]) -> Response:
    return Response(
        orjson.dumps(told),
        code,
        {"Cache-Control": "no-store"},
        "application/json; charset=utf-8",
    )
