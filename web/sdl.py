"""The schema as text, for tools that want it without asking by introspection."""

from hashlib import sha256

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.refusal import refusal


def schema_route(text: str, *, shown: bool, middleware: list[Middleware]) -> Route:
    """`GET /graphql/schema.graphql`; unless it is `shown` it does not exist, as with introspection."""
    body = text.encode()
    headers = {"ETag": f'"{sha256(body).hexdigest()[:32]}"', "Cache-Control": "private, no-cache"}

    async def serve(request: Request) -> Response:
        if not shown:
            return refusal(404, "The schema is not shown here.", "NOT_FOUND")
        known = request.headers.get("if-none-match", "").split(",")
        if headers["ETag"] in (each.strip().removeprefix("W/") for each in known):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="text/plain; charset=utf-8")

    return Route("/graphql/schema.graphql", serve, middleware=middleware)
