"""Signed tokens: a good one says who calls, and whatever is wrong with one is refused in one sentence."""

import asyncio
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from resolvers.caller import Caller
from tests.support.auth import token_issuer as issuer
from tests.support.auth.token_issuer import AUDIENCE, NAME, claims, raw_token, token
from web.auth.authenticator import AuthenticationError
from web.auth.jwks import FileSigningKey
from web.auth.jwt import JwtAuthenticator

RSA = issuer.rsa_key()
GOOD = claims()


def identity_of(key: issuer.PrivateKey = RSA, **options: Any) -> JwtAuthenticator:
    algorithms = options.pop("algorithms", ("RS256", "ES256"))
    whole: dict[str, Any] = {"project_claim": "project_id", "roles_claim": "roles", "anonymous_read": False}
    keys = FileSigningKey(issuer.pem_of(key), algorithms)
    return JwtAuthenticator(keys, issuer=NAME, audience=AUDIENCE, algorithms=algorithms, **whole | options)


def identified(identity: JwtAuthenticator, *authorizations: str) -> Caller:
    raw = [(b"authorization", given.encode("latin-1", "replace")) for given in authorizations]
    return asyncio.run(identity.authenticate(Headers(raw=raw), None))


def check_refused(message: str, *authorizations: str, identity: JwtAuthenticator | None = None) -> None:
    with pytest.raises(AuthenticationError) as refused:
        identified(identity or identity_of(), *authorizations)
    assert (refused.value.status, refused.value.code) == (401, "UNAUTHENTICATED")
    assert refused.value.headers == {"WWW-Authenticate": "Bearer"}
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("given", "caller"),
    [
        ({}, Caller("p", "u", frozenset({"member"}))),
        ({"project_id": "", "roles": ["Admin"]}, Caller(None, "u", frozenset({"admin"}))),
        ({"project_id": ..., "roles": ..., "sub": ...}, Caller()),
        ({"project_id": None, "roles": None}, Caller(user="u")),
        ({"roles": "Reader  member"}, Caller("p", "u", frozenset({"reader", "member"}))),
        ({"roles": []}, Caller("p", "u")),
        ({"roles": ["a role", ""]}, Caller("p", "u", frozenset({"a role"}))),
        ({"aud": ["other", AUDIENCE], "iat": ...}, Caller("p", "u", frozenset({"member"}))),
        ({"exp_in": -20}, Caller("p", "u", frozenset({"member"}))),
        ({"nbf_in": 20}, Caller("p", "u", frozenset({"member"}))),
        ({"exp": 1e10 + 0.5}, Caller("p", "u", frozenset({"member"}))),
    ],
)
def test_a_good_token_says_who_calls(given: dict[str, object], caller: Caller) -> None:
    assert identified(identity_of(), f"Bearer {token(**given)}") == caller


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["admin"]}}),
        ("https://glimpse.example/roles", {"https://glimpse.example/roles": ["admin"]}),
        ("realm_access.roles", {"realm_access.roles": "admin"}),
    ],
)
def test_roles_are_found_by_a_path(path: str, given: dict[str, object]) -> None:
    caller = identified(identity_of(roles_claim=path), f"bearer {token(**given)}")
    assert caller.is_administrator


@pytest.mark.parametrize("given", [{}, {"realm_access": "roles"}, {"realm_access": []}, {"realm_access": {}}])
def test_roles_that_are_not_there_are_none(given: dict[str, object]) -> None:
    caller = identified(identity_of(roles_claim="realm_access.roles"), f"Bearer {token(**given)}")
    assert caller.roles == frozenset()


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (RSA, "RS512"),
        (RSA, "PS256"),
        (issuer.curve_key(), "ES256"),
        (issuer.curve_key(ec.SECP384R1), "ES384"),
        (issuer.curve_key(ec.SECP521R1), "ES512"),
        (issuer.edwards_key(), "EdDSA"),
    ],
)
def test_every_kind_of_key_verifies(key: issuer.PrivateKey, algorithm: str) -> None:
    identity = identity_of(key, algorithms=(algorithm,))
    assert identified(identity, f"Bearer {token(key, algorithm)}").project == "p"


@pytest.mark.parametrize("given", [{"exp_in": -31}, {"exp": 0}, {"exp": -1}], ids=str)
def test_an_expired_token_is_said_to_have_expired(given: dict[str, object]) -> None:
    check_refused("The token has expired.", f"Bearer {token(**given)}")


BAD_CLAIMS: list[dict[str, object]] = [
    {"exp": ...},
    {"exp": None},
    {"exp": "tomorrow"},
    {"exp": "9999999999"},
    {"exp": []},
    {"exp": float("nan")},
    {"exp": float("inf")},
    {"nbf_in": 60},
    {"nbf": True},
    {"nbf": {}},
    {"iat_in": 60},
    {"iat": "0"},
    {"aud": ...},
    {"aud": ""},
    {"aud": "other"},
    {"aud": ["other"]},
    {"aud": {AUDIENCE: 1}},
    {"aud": [AUDIENCE, 1]},
    {"iss": ...},
    {"iss": ""},
    {"iss": "https://other.example"},
    {"iss": NAME + "/"},
    {"sub": 1},
    {"sub": "u" * 256},
    {"sub": "u\0"},
    {"project_id": 1},
    {"project_id": ["p"]},
    {"project_id": False},
    {"project_id": "p\nq"},
    {"project_id": "\ud800"},
    {"project_id": "p" * 256},
    {"roles": 1},
    {"roles": False},
    {"roles": {"admin": True}},
    {"roles": [["admin"]]},
    {"roles": ["admin", 1]},
    {"roles": ["admin\0"]},
    {"roles": "member,reader"},
    {"roles": ["member,reader"]},
]


@pytest.mark.parametrize("given", BAD_CLAIMS, ids=str)
def test_a_wrong_claim_is_refused(given: dict[str, object]) -> None:
    # PyJWT would not write some of them.
    whole = claims(**given)
    signed = jwt.PyJWS().encode(json.dumps(whole).encode(), RSA, "RS256")
    check_refused("The token is not valid.", f"Bearer {signed}")


HEAD, PAYLOAD, SIGNATURE = token().split(".")
OTHER = token(issuer.rsa_key("other"))

BAD_TOKENS = {
    "nothing": "Bearer",
    "blanks": "Bearer  ",
    "no scheme": token(),
    "another scheme": f"Basic {token()}",
    "garbage": "Bearer garbage",
    "dots": "Bearer ...",
    "many dots": "Bearer " + "." * 16_000,
    "four parts": f"Bearer {token()}.a",
    "two tokens": f"Bearer {token()} {token()}",
    "a comma": f"Bearer {token()},",
    "not ASCII": "Bearer é.é.é",
    "too long": "Bearer " + "a" * 16_385,
    "100 kB": "Bearer " + "a" * 100_000,
    "100 kB and good": f"Bearer {token(filling='a' * 100_000)}",
    "unsigned": "Bearer " + raw_token({"alg": "none"}, GOOD),
    "unsigned, said otherwise": "Bearer " + raw_token({"alg": "None"}, GOOD),
    "without a signature": f"Bearer {HEAD}.{PAYLOAD}.",
    "no algorithm": "Bearer " + raw_token({}, GOOD),
    "a list as algorithm": "Bearer " + raw_token({"alg": ["RS256"]}, GOOD),
    "a head that is a list": "Bearer " + raw_token(["RS256"], GOOD),
    "a head that is deep": "Bearer " + raw_token(json.loads("[" * 900 + "]" * 900), GOOD),
    "the public key as secret": "Bearer " + raw_token({"alg": "HS256"}, GOOD, issuer.pem_of(RSA)),
    "that, said otherwise": "Bearer " + raw_token({"alg": "RS256"}, GOOD, issuer.pem_of(RSA)),
    "another's key": f"Bearer {OTHER}",
    "another's signature": f"Bearer {HEAD}.{PAYLOAD}.{OTHER.split('.')[2]}",
    "other claims": f"Bearer {HEAD}.{token(roles=['admin']).split('.')[1]}.{SIGNATURE}",
    "an algorithm not allowed": f"Bearer {token(None, 'RS512')}",
    "an algorithm that does not fit": f"Bearer {token(issuer.curve_key(), 'ES256')}",
    "a critical extension": "Bearer " + raw_token({"alg": "RS256", "crit": ["x"], "x": 1}, GOOD),
    "a key id that is a number": "Bearer " + raw_token({"alg": "RS256", "kid": 1}, GOOD),
    "claims that are a list": "Bearer " + jwt.PyJWS().encode(b"[]", RSA, "RS256"),
    "claims that are no JSON": "Bearer " + jwt.PyJWS().encode(b"\xff", RSA, "RS256"),
    "a detached payload": "Bearer " + jwt.PyJWS().encode(b"{}", RSA, "RS256", {"b64": False}),
}


@pytest.mark.parametrize("authorization", BAD_TOKENS.values(), ids=BAD_TOKENS)
def test_a_bad_token_is_refused(authorization: str) -> None:
    check_refused("The token is not valid.", authorization)


def test_two_tokens_are_refused() -> None:
    check_refused("The token is not valid.", f"Bearer {token()}", f"Bearer {token()}")


def test_a_bad_token_is_refused_where_anyone_may_read() -> None:
    check_refused("The token is not valid.", "Bearer x", identity=identity_of(anonymous_read=True))


@pytest.mark.slow
@given(
    st.text(max_size=200), st.sampled_from(["{}", f"{HEAD}.{{}}.{SIGNATURE}", f"{{}}.{PAYLOAD}.{SIGNATURE}"])
)
def test_no_text_is_a_token(text: str, form: str) -> None:
    check_refused("The token is not valid.", f"Bearer {form.format(text)}")


def test_without_a_token_it_is_nobody_if_nobody_may_read() -> None:
    assert identified(identity_of(anonymous_read=True)) == Caller()
    check_refused("Credentials are required.")
