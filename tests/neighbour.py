"""A client on the same machine, whom the app serves without authentication."""

from starlette.applications import Starlette
from starlette.testclient import TestClient


def neighbour(
    app: Starlette,
    *,
    host: str = "127.0.0.1",
    client: str = "127.0.0.1",
    raise_server_exceptions: bool = True,
) -> TestClient:
    """`host` is what it asks for, `client` is where it asks from."""
    return TestClient(
        app,
        base_url=f"http://{host}",
        client=(client, 50000),
        raise_server_exceptions=raise_server_exceptions,
    )
