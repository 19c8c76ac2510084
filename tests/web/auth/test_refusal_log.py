"""The log says which check of credentials failed, once a minute, and nothing of the credentials."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx2
import jwt
import pytest
from starlette.datastructures import Headers

from tests.support.auth import token_issuer as issuer
from tests.support.auth.fake_keystone import StandIn
from tests.support.auth.token_issuer import AUDIENCE, NAME, claims, token
from tests.support.log_capture import logged
from web.auth.authenticator import AuthenticationError, Authenticator
from web.auth.http_client import BoundedClient
from web.auth.jwks import FileSigningKey
from web.auth.jwt import JwtAuthenticator
from web.auth.keystone import KeystoneAuthenticator
from web.auth.keystone_client import KeystoneClient
from web.auth.proxy_headers import ProxyHeadersAuthenticator
from web.auth.refusal_log import RefusalLog

RSA = issuer.rsa_key()
ROLES = (
    "the claim of `GLIMPSE_JWT_ROLES_CLAIM` must be a list of names, or a text with blanks between names; "
    "a name has no comma"
)
NAMES = "the token's project, user (`sub`) and roles must be texts of at most 255 printable characters"


def signed(**given: Any) -> str:
    """A token that PyJWT itself may refuse to write."""
    return "Bearer " + jwt.PyJWS().encode(json.dumps(claims(**given)).encode(), RSA, "RS256")


def by_jwt() -> Authenticator:
    return JwtAuthenticator(
        FileSigningKey(issuer.pem_of(RSA), ("RS256", "ES256")),
        issuer=NAME,
        audience=AUDIENCE,
        algorithms=("RS256", "ES256"),
        project_claim="project_id",
        roles_claim="roles",
        anonymous_read=False,
    )


def by_proxy() -> Authenticator:
    return ProxyHeadersAuthenticator("0123456789abcdef", anonymous_read=False)


def by_keystone() -> Authenticator:
    keystone = StandIn()
    keystone.own = "own"
    remote = BoundedClient(httpx2.ASGITransport(keystone.app))
    client = KeystoneClient("http://keystone", remote, "own")
    return KeystoneAuthenticator(client, anonymous_read=False)


def log_of(authenticator: Authenticator, headers: list[tuple[str, str]], times: int = 2) -> str:
    """What is logged when the same credentials are refused several times."""

    async def ask() -> None:
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
        for _ in range(times):
            with pytest.raises(AuthenticationError) as refused:
                await authenticator.authenticate(Headers(raw=raw), None)
            assert refused.value.status == 401
        await authenticator.close()

    with logged() as log:
        asyncio.run(ask())
    return log.getvalue()


TOO_EARLY = "the token is not valid yet (`nbf` or `iat`); clocks may differ by 30 seconds"
BEARER = "the request must have one header `Authorization: Bearer` with a token"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: signed(aud="other"), "the token's audience (`aud`) is not `GLIMPSE_JWT_AUDIENCE`"),
        (lambda: signed(aud=...), "the token must have the claim `aud`"),
        (
            lambda: signed(iss="https://other.example"),
            "the token's issuer (`iss`) is not `GLIMPSE_JWT_ISSUER`",
        ),
        (lambda: signed(iss=...), "the token must have the claim `iss`"),
        (lambda: signed(exp=...), "the token must have the claim `exp`"),
        (lambda: signed(exp_in=-31), "the token has expired (`exp`)"),
        (lambda: signed(exp="9999999999"), "the token's `exp` must be a number"),
        (lambda: signed(iat_in=60), TOO_EARLY),
        (lambda: signed(nbf_in=60), TOO_EARLY),
        (lambda: signed(iat="now"), "the token's `iat` must be a number"),
        (lambda: signed(iat="0"), "the token's `iat` must be a number"),
        (lambda: signed(sub=1), "the token's user (`sub`) must be a text"),
        (lambda: signed(sub="u\n"), NAMES),
        (lambda: signed(project_id=7), NAMES),
        (lambda: signed(roles="member,reader"), ROLES),
        (lambda: signed(roles=["member,reader"]), ROLES),
        (lambda: signed(roles={"admin": True}), ROLES),
        (lambda: signed(roles=[1]), NAMES),
        (
            lambda: "Bearer " + token(RSA, "RS512"),
            "the token's algorithm (`alg`) is not among `GLIMPSE_JWT_ALGORITHMS`",
        ),
        (
            lambda: "Bearer " + token(issuer.curve_key(), "ES256"),
            "the issuer has no key for the token's key id (`kid`) and algorithm (`alg`)",
        ),
        (
            lambda: "Bearer " + token(issuer.rsa_key("other")),
            "the token's signature is not that of the issuer's key",
        ),
        (lambda: "Bearer garbage", "the token is not a signed JWT with valid claims"),
        (lambda: "Basic s3cret", BEARER),
        (lambda: "Bearer " + "a" * 16_385, BEARER),
    ],
)
def test_the_check_of_a_token_that_failed_is_logged_once(make: Callable[[], str], reason: str) -> None:
    authorization = make()
    log = log_of(by_jwt(), [("authorization", authorization)])
    assert log.count("\n") == 1
    assert f" WARNING glimpse.web Credentials are refused: {reason}" in log
    assert not [part for part in authorization.split(" ")[1].split(".") if part and part in log]


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"x-user-id": "anna"}, "`X-Proxy-Secret` is not `GLIMPSE_PROXY_SECRET`"),
        ({"x-proxy-secret": "s3cret"}, "`X-Proxy-Secret` is not `GLIMPSE_PROXY_SECRET`"),
        (
            {"x-proxy-secret": "0123456789abcdef", "x-user-id": "anna"},
            "`X-Identity-Status` is not `Confirmed`",
        ),
        (
            {"x-proxy-secret": "0123456789abcdef", "x-identity-status": "Confirmed", "x-user-id": "a,b"},
            "the project and the user must be printable ASCII of at most 255 characters, without commas",
        ),
    ],
)
def test_the_identity_header_that_is_wrong_is_logged_once(headers: dict[str, str], reason: str) -> None:
    log = log_of(by_proxy(), list(headers.items()))
    assert log.count("\n") == 1
    assert f"Credentials are refused: {reason}. " in log
    assert not {"anna", "s3cret", "0123456789abcdef"} & set(log.replace(".", " ").split())


def test_an_identity_header_that_occurs_twice_is_logged() -> None:
    log = log_of(by_proxy(), [("x-user-id", "anna"), ("x-user-id", "bert")])
    assert "Credentials are refused: an identity header occurs twice. " in log


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("s3cret", "Keystone does not know the token, or it has expired"),
        ("s3 cret", "the request must have one header `X-Auth-Token` with a token"),
    ],
)
def test_a_token_that_keystone_refuses_is_logged_once(value: str, reason: str) -> None:
    log = log_of(by_keystone(), [("x-auth-token", value)])
    assert log.count("\n") == 1
    assert f"Credentials are refused: {reason}. " in log
    assert "cret" not in log.replace("Credentials", "")


@pytest.mark.parametrize("authenticator", [by_jwt(), by_proxy()], ids=["jwt", "headers"])
def test_a_request_without_credentials_is_not_logged(authenticator: Authenticator) -> None:
    assert log_of(authenticator, []) == ""


def test_a_reason_is_logged_again_after_a_minute() -> None:
    times = iter((0.0, 59.9, 60.0, 61.0, 61.0))
    refusals = RefusalLog(lambda: next(times))
    with logged() as log:
        for reason in ("one", "one", "one", "one", "two"):
            refusals.add(reason)
    lines = [line.split("refused: ")[1][:3] for line in log.getvalue().splitlines()]
    assert lines == ["one", "one", "two"]
