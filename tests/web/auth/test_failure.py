"""When recognising a caller fails by a mistake of ours: masked, logged, and shut."""

import asyncio

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from resolvers.caller import Caller
from tests.support.auth.token_issuer import pem_of, rsa_key
from web.auth.authenticator import Authenticator
from web.auth.http_client import BoundedClient, UnreachableError
from web.auth.jwks import FileSigningKey
from web.auth.middleware import AuthenticationMiddleware


class Broken(Authenticator):
    async def authenticate(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        raise RuntimeError("a secret")


def test_a_mistake_of_ours_is_masked_with_an_id_that_stands_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def served(_: Request) -> Response:
        raise AssertionError("nobody may come here")

    app = Starlette(
        routes=[Route("/", served, middleware=[Middleware(AuthenticationMiddleware, lambda _: Broken())])]
    )
    response = TestClient(app).get("/")
    assert (response.status_code, response.headers["cache-control"]) == (500, "no-store")
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "secret" not in response.text
    (record,) = caplog.records
    assert error["extensions"]["id"] in record.getMessage()


class Surprising(httpx2.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        raise RuntimeError("what was sent")


def test_whatever_the_network_does_is_that_the_service_cannot_be_reached() -> None:
    async def ask() -> None:
        remote = BoundedClient(Surprising())
        try:
            with pytest.raises(UnreachableError, match=r"^RuntimeError at port 80 of issuer$"):
                await remote.request("GET", "http://issuer")
        finally:
            await remote.close()

    asyncio.run(ask())


def test_a_file_of_two_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="must contain exactly one key"):
        FileSigningKey(pem_of(rsa_key()) * 2, ("RS256",))
