"""The schema as text, for tools that want it without asking by introspection."""

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.etag import entity_tag, has
from web.refusal import refusal


def schema_route(text: str, *, shown: bool, middleware: list[Middleware]) -> Route:
    """`GET /graphql/schema.graphql`; unless it is `shown` it does not exist, as with introspection."""
    body = text.encode()
    tag = entity_tag(body)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}

    async def serve(request: Request) -> Response:
        if not shown:
            return refusal(404, "The schema is not shown here.", "NOT_FOUND")
        if has(request.headers, tag):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="text/plain; charset=utf-8")

    return Route("/graphql/schema.graphql", serve, middleware=middleware)
