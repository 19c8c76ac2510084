"""Whether the process is up, and whether it can serve: for whatever watches over it."""

import logging
from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

logger = logging.getLogger("glimpse.web")


def health_routes(database_answers: Callable[[], Awaitable[None]]) -> list[Route]:
    """`database_answers` raises when the database does not."""

    async def up(_request: Request) -> Response:
        return _status(200, "ok")

    async def ready(_request: Request) -> Response:
        try:
            await database_answers()
        except Exception:
            # Why is for the log: whoever asks here is not known.
            logger.warning("The database does not answer", exc_info=True)
            return _status(503, "unavailable")
        return _status(200, "ok")

    return [Route("/healthz", up), Route("/readyz", ready)]


def _status(code: int, status: str) -> Response:
    return Response(
        orjson.dumps({"status": status}),
        code,
        {"Cache-Control": "no-store"},
        "application/json; charset=utf-8",
    )
