"""The routes of all pages, and what browsers get at the addresses of the API."""

from dataclasses import dataclass
from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import Route

from web.pages import dashboard, graphiql
from web.pages.browsers import for_browsers, redirection


@dataclass(frozen=True)
class PageRoutes:
    """The routes of the pages, and middleware that shows GraphiQL to browsers at the endpoint.

    `first` is the relative address of the page that a browser gets at the root; None without pages.
    """

    first: str | None
    at_the_endpoint: list[Middleware]
    routes: list[Route]

    def at_the_root(self, folder: str = "") -> list[Middleware]:
        """Middleware that sends browsers to the first page, which is in `folder` seen from their address."""
        return [for_browsers(redirection(f"{folder}{self.first}"))] if self.first else []


def page_routes(*, has_graphiql: bool, built_dashboard: Path | None) -> PageRoutes:
    """The routes of GraphiQL and of the dashboard in this folder, each only if it is given."""
    first, at_the_endpoint, routes = None, list[Middleware](), list[Route]()
    if has_graphiql:
        page = graphiql.graphiql_page()
        first = graphiql.PATH
        at_the_endpoint.append(for_browsers(page.respond, unless=graphiql.names_a_document))
        routes.append(page.assets_route())
    if built_dashboard is not None:
        first = dashboard.PATH
        routes += dashboard.dashboard_routes(built_dashboard)
    return PageRoutes(first, at_the_endpoint, routes)
