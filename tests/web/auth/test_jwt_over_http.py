"""Signed tokens at the front door: with published keys, with a key in a file, and with none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.testclient import TestClient

from app import create_app
from db.sqlite.migrate import migrate
from settings import Settings
from settings.setting import InvalidSettingError
from tests.support.auth import token_issuer as issuer
from tests.support.auth.token_issuer import AUDIENCE, NAME, Issuer, served, token

RSA = issuer.rsa_key()

# Of openssl's secp128r1.
UNKNOWN_CURVE = b"""-----BEGIN PUBLIC KEY-----
MDYwEAYHKoZIzj0CAQYFK4EEABwDIgAEoetFq9wV1roRvYVGCALOhiOgtOoFqjuR
pLwvHvfI0e4=
-----END PUBLIC KEY-----
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    path = tmp_path / "glimpse.db"
    migrate(path)
    return {
        "GLIMPSE_DATABASE_URL": f"sqlite+aiosqlite:///{path}",
        "GLIMPSE_AUTH": "jwt",
        "GLIMPSE_JWT_ISSUER": NAME,
        "GLIMPSE_JWT_AUDIENCE": AUDIENCE,
    }


@pytest.fixture
def by_address(environ: dict[str, str]) -> Iterator[tuple[TestClient, Issuer]]:
    keys = Issuer(issuer.published(RSA))
    with served(keys.app) as address:
        settings = Settings.from_environment(environ | {"GLIMPSE_JWT_JWKS_URL": f"{address}/keys"})
        with TestClient(create_app(settings)) as client:
            yield client, keys


def answered(client: TestClient, signed: str) -> tuple[int, Any]:
    headers = {"authorization": f"Bearer {signed}"}
    response = client.post("/graphql", json={"query": "{ images { id } }"}, headers=headers)
    return response.status_code, response.json()


def test_a_token_opens_the_front_door_with_published_keys(by_address: tuple[TestClient, Issuer]) -> None:
    client, keys = by_address
    assert answered(client, token()) == (200, {"data": {"images": []}})
    assert answered(client, token()) == (200, {"data": {"images": []}})
    assert keys.asked == 1
    assert answered(client, token(issuer.rsa_key("other"))) == (
        401,
        {"errors": [{"message": "The token is not valid.", "extensions": {"code": "UNAUTHENTICATED"}}]},
    )


def test_the_door_stays_shut_while_there_are_no_keys(environ: dict[str, str]) -> None:
    settings = Settings.from_environment(
        environ | {"GLIMPSE_JWT_JWKS_URL": "http://127.0.0.1:9/keys", "GLIMPSE_ANONYMOUS_READ": "true"}
    )
    with TestClient(create_app(settings)) as client:
        status, answer = answered(client, token())
        assert (status, answer["errors"][0]["extensions"]) == (503, {"code": "UNAVAILABLE"})
        assert client.post("/graphql", json={"query": "{ images { id } }"}).status_code == 200


def test_a_token_opens_the_front_door_with_a_key_in_a_file(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(issuer.pem_of(RSA))
    settings = Settings.from_environment(environ | {"GLIMPSE_JWT_KEY_FILE": str(tmp_path / "key.pem")})
    with TestClient(create_app(settings)) as client:
        assert answered(client, token()) == (200, {"data": {"images": []}})
        response = client.post("/graphql", json={"query": "{ images { id } }"})
        assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    "pem",
    [
        None,
        b"",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        issuer.pem_of(issuer.rsa_key(bits=1024)),
        issuer.pem_of(issuer.curve_key(ec.SECP384R1)),
        issuer.pem_of(issuer.edwards_key()),
        UNKNOWN_CURVE,
    ],
    ids=[
        "no file",
        "an empty one",
        "no key",
        "a weak one",
        "another curve",
        "another kind",
        "an unknown one",
    ],
)
def test_a_file_without_a_fitting_key_stops_the_start(
    environ: dict[str, str], tmp_path: Path, pem: bytes | None
) -> None:
    if pem is not None:
        (tmp_path / "key.pem").write_bytes(pem)
    settings = Settings.from_environment(environ | {"GLIMPSE_JWT_KEY_FILE": str(tmp_path / "key.pem")})
    with pytest.raises(InvalidSettingError) as refusal, TestClient(create_app(settings)):
        pass
    assert str(refusal.value).startswith("`GLIMPSE_JWT_KEY_FILE` ")
