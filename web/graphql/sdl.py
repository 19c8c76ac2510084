"""The schema as text, for tools that want it without asking by introspection."""

from collections.abc import Callable
from functools import cache

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.http.errors import error_response
from web.http.etag import entity_tag, matches_if_none_match


def schema_route(text: Callable[[], str], *, is_shown: bool, middleware: list[Middleware]) -> Route:
    """`GET /graphql/schema.graphql`; unless it is `shown` it does not exist, as with introspection."""

    # Printing takes long for a start, and most servers are never asked.
    @cache
    def printed() -> tuple[bytes, str]:
        body = text().encode() + b"\n"
        return body, entity_tag(body)

    async def serve(request: Request) -> Response:
        if not is_shown:
            return error_response(404, "The schema is not shown here.", "NOT_FOUND")
        body, tag = printed()
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if matches_if_none_match(request.headers, tag):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="text/plain; charset=utf-8")

    return Route("/graphql/schema.graphql", serve, middleware=middleware)
