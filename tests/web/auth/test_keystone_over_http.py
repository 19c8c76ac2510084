"""Keystone's tokens at the front door, with a Keystone that listens."""

from pathlib import Path

import orjson
import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from app import create_app
from db.sqlite.migrate import migrate
from settings import Settings
from tests.support.auth.fake_keystone import PASSWORD, StandIn
from tests.support.auth.token_issuer import served


@pytest.mark.parametrize(
    "service",
    [
        {"KEYSTONE_USER": "glimpse", "KEYSTONE_PASSWORD": PASSWORD, "KEYSTONE_PROJECT": "service"},
        {"KEYSTONE_TOKEN": "own-1"},
    ],
    ids=["a password", "a token"],
)
def test_a_token_of_keystone_opens_the_front_door(tmp_path: Path, service: dict[str, str]) -> None:
    path = tmp_path / "glimpse.db"
    migrate(path)
    stand_in = StandIn()
    stand_in.own = "own-1"
    with served(stand_in.app) as address:
        environ = {
            "GLIMPSE_DATABASE_URL": f"sqlite+aiosqlite:///{path}",
            "GLIMPSE_AUTH": "keystone",
            "GLIMPSE_KEYSTONE_URL": f"{address}/v3",
            **{f"GLIMPSE_{name}": value for name, value in service.items()},
        }
        with TestClient(create_app(Settings.from_environment(environ))) as client:

            def asked(headers: dict[str, str]) -> tuple[int, str | None, object]:
                response = client.post("/graphql", json={"query": "{ images { id } }"}, headers=headers)
                answer = orjson.loads(response.content)
                code = answer["errors"][0]["extensions"]["code"] if "errors" in answer else None
                return response.status_code, response.headers.get("www-authenticate"), code

            assert asked({"x-auth-token": "good"}) == (200, None, None)
            assert asked({"x-auth-token": "bad"}) == (401, "Keystone", "UNAUTHENTICATED")
            assert asked({}) == (401, "Keystone", "UNAUTHENTICATED")
            stand_in.answer = Response(status_code=500)
            assert asked({"x-auth-token": "new"}) == (503, None, "UNAVAILABLE")
            assert asked({"x-auth-token": "good"}) == (200, None, None)
