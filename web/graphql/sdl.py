"""The schema as text, for tools that do not use introspection."""

from collections.abc import Callable
from functools import cache

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.http.compression import compress
from web.http.errors import error_response
from web.http.etag import entity_tag, matches_if_none_match


def schema_route(
    text: Callable[[], str], *, is_shown: bool, is_compressing: bool, middleware: list[Middleware]
) -> Route:
    """`GET /graphql/schema.graphql`; without `is_shown` it answers 404."""

    # Printed on the first request: it takes long for a startup, and most servers never need it.
    @cache
    def printed() -> tuple[bytes, str]:
        body = text().encode() + b"\n"
        return body, entity_tag(body)

    async def serve(request: Request) -> Response:
        if not is_shown:
            return error_response(404, "This server does not publish its schema.", "NOT_FOUND")
        body, tag = printed()
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
        if matches_if_none_match(request.headers, tag):
            return Response(status_code=304, headers=headers)
        response = Response(body, headers=headers, media_type="text/plain; charset=utf-8")
        if is_compressing:
            await compress(response, request.scope)
        return response

    return Route("/graphql/schema.graphql", serve, middleware=middleware)
