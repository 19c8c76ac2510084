"""How a test asks: through the front door, for the data or for the one refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx2
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from app import Application, create_app
from services import Services
from settings import Settings
from tests.support.databases.protocol import TestDatabase

Refusal = tuple[str, list[str | int] | None]


def neighbour(
    app: ASGIApp,
    *,
    host: str = "127.0.0.1",
    client: str = "127.0.0.1",
    raise_server_exceptions: bool = True,
) -> TestClient:
    """Asks from the same machine unless told otherwise: from `client`, for `host`."""
    return _Settled(
        app,
        base_url=f"http://{host}",
        client=(client, 50000),
        raise_server_exceptions=raise_server_exceptions,
    )


class _Settled(TestClient):
    """Finds each request logged when it is answered."""

    def request(self, *arguments: Any, **named: Any) -> httpx2.Response:
        response = super().request(*arguments, **named)
        if self.portal is not None:
            self.portal.call(services(self).access_log.flush)
        return response


@contextmanager
def serving(database: TestDatabase, **settings: str) -> Iterator[TestClient]:
    """A client of the app over a database; `INTROSPECTION="false"` sets GLIMPSE_INTROSPECTION."""
    environment = {f"GLIMPSE_{name}": value for name, value in settings.items()}
    environment["GLIMPSE_DATABASE_URL"] = database.url
    with neighbour(create_app(Settings.from_environment(environment))) as client:
        yield client


def services(client: TestClient) -> Services:
    """What the application's start has opened."""
    return _application(client).services


def replace_services(client: TestClient, **others: Any) -> None:
    """Gives the application other services, for the requests to come."""
    _application(client).services = replace(services(client), **others)


def _application(client: TestClient) -> Application:
    assert isinstance(client.app, Application)
    return client.app


def answer(client: TestClient, query: str, /, **variables: object) -> Any:
    """The whole answer: data and errors."""
    return client.post("/graphql", json={"query": query, "variables": variables}).json()


def ask(client: TestClient, query: str, /, **variables: object) -> Any:
    """The data; the test fails with the errors if there are any."""
    answered = answer(client, query, **variables)
    assert "errors" not in answered, answered["errors"]
    return answered["data"]


def refusal(client: TestClient, query: str, /, **variables: object) -> Any:
    """The one error, whole; the test fails if there is none, or another."""
    answered = answer(client, query, **variables)
    assert "errors" in answered, answered
    assert len(answered["errors"]) == 1, answered["errors"]
    return answered["errors"][0]


def refused(client: TestClient, query: str, /, **variables: object) -> Refusal:
    """The one error's code, and its place in the input (`extensions.path`; None if it names none)."""
    extensions = refusal(client, query, **variables)["extensions"]
    return extensions["code"], extensions.get("path")
