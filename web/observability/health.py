"""Whether the process is up, and whether it can serve: for whatever watches over it."""

import logging
from collections.abc import Awaitable, Callable
from typing import Literal

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

logger = logging.getLogger("glimpse.web")


# The database's tables are not those that this program knows, or the database does not answer.
UnreadyReason = Literal["migrations", "database"]


def health_routes(unready_reason: Callable[[Request], Awaitable[UnreadyReason | None]]) -> list[Route]:
    """`unready_reason` says why nothing can be served, and raises when the database does not answer."""

    async def up(_request: Request) -> Response:
        return _status(200, {"status": "ok"})

    async def ready(request: Request) -> Response:
        try:
            reason = await unready_reason(request)
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
