"""Whether the process is up, and whether it can serve: for whatever watches over it."""

import logging
from collections.abc import Awaitable, Callable
from typing import Literal

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

logger = logging.getLogger("glimpse.web")


# Why it cannot: it is told to end, the database's tables are not those that this program knows, or
# the database does not answer.
UnreadyReason = Literal["shutdown", "migrations", "database"]


def health_routes(unready: Callable[[], Awaitable[UnreadyReason | None]]) -> list[Route]:
    """`unready` says why nothing can be served, and raises when the database does not answer."""

    async def up(_request: Request) -> Response:
        return _status(200, {"status": "ok"})

    async def ready(_request: Request) -> Response:
        try:
            reason = await unready()
        except Exception:
            # Why is for the log: whoever asks here is not known.
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
