"""An issuer's published keys: fetched when they are needed, by one at a time, and not often."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx2
import jwt
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from tests.support.auth import token_issuer as issuer
from tests.support.auth.token_issuer import Clock, Issuer, published, rsa_key
from web.auth.http_client import BoundedClient, UnreachableError
from web.auth.jwks import JwksKeys, SigningKey, parse_key_set

FIRST = published(rsa_key("first"), "first")
SECOND = published(rsa_key("second"), "second")

Test = Callable[[JwksKeys, Issuer, Clock], Awaitable[None]]


def run(test: Test) -> None:
    """With the keys of an issuer that has published the first."""

    async def with_keys() -> None:
        stand_in, clock = Issuer(FIRST), Clock()
        remote = BoundedClient(httpx2.ASGITransport(stand_in.app))
        keys = JwksKeys("http://issuer/keys", remote, clock)
        try:
            await test(keys, stand_in, clock)
        finally:
            await keys.close()

    asyncio.run(with_keys())


def key_set(*keys: object) -> tuple[SigningKey, ...]:
    return parse_key_set(orjson.dumps({"keys": keys}))


async def unreachable(keys: JwksKeys, key_id: str) -> bool:
    try:
        await keys.find(key_id, "RS256")
    except UnreachableError:
        return True
    return False


def test_known_keys_are_fetched_once() -> None:
    async def test(keys: JwksKeys, stand_in: Issuer, clock: Clock) -> None:
        found = await asyncio.gather(*(keys.find("first", "RS256") for _ in range(100)))
        assert all(found)
        assert stand_in.asked == 1

    run(test)


def test_a_flood_of_unknown_keys_is_one_fetch_each_half_minute() -> None:
    async def test(keys: JwksKeys, stand_in: Issuer, clock: Clock) -> None:
        await keys.find("first", "RS256")
        clock.seconds += 31
        found = await asyncio.gather(*(keys.find(f"unknown {n}", "RS256") for n in range(1000)))
        assert not any(found)
        assert stand_in.asked == 2
        clock.seconds += 29
        assert await keys.find("unknown", "RS256") is None
        assert stand_in.asked == 2
        clock.seconds += 1
        assert await keys.find("unknown", "RS256") is None
        assert stand_in.asked == 3

    run(test)


def test_a_new_key_is_found_when_it_is_first_used() -> None:
    async def test(keys: JwksKeys, stand_in: Issuer, clock: Clock) -> None:
        await keys.find("first", "RS256")
        stand_in.keys = [SECOND]
        clock.seconds += 30
        assert await keys.find("second", "RS256") is not None
        assert await keys.find("first", "RS256") is None

    run(test)


def test_a_withdrawn_key_counts_no_more_after_ten_minutes() -> None:
    async def test(keys: JwksKeys, stand_in: Issuer, clock: Clock) -> None:
        await keys.find("first", "RS256")
        stand_in.keys = [SECOND]
        clock.seconds += 600
        assert await keys.find("first", "RS256") is not None
        clock.seconds += 1
        assert await keys.find("first", "RS256") is None

    run(test)


def test_known_keys_outlast_an_issuer_that_is_down_by_an_hour() -> None:
    async def test(keys: JwksKeys, stand_in: Issuer, clock: Clock) -> None:
        await keys.find("first", "RS256")
        stand_in.answer = Response(status_code=500)
        clock.seconds += 3600
        assert await keys.find("first", "RS256") is not None
        assert await unreachable(keys, "second")
        clock.seconds += 1
        assert await unreachable(keys, "first")
        stand_in.answer = None
        clock.seconds += 5
        assert await keys.find("first", "RS256") is not None

    run(test)


def test_an_issuer_that_is_down_is_asked_again_after_five_seconds() -> None:
    async def test(keys: JwksKeys, stand_in: Issuer, clock: Clock) -> None:
        stand_in.answer = Response(status_code=503)
        assert all(await asyncio.gather(*(unreachable(keys, "first") for _ in range(100))))
        assert stand_in.asked == 1
        stand_in.answer = None
        assert await unreachable(keys, "first")
        clock.seconds += 5
        assert await keys.find("first", "RS256") is not None
        assert stand_in.asked == 2

    run(test)


@pytest.mark.parametrize(
    "answer",
    [
        Response(status_code=204),
        RedirectResponse("http://elsewhere/keys"),
        PlainTextResponse("keys"),
        PlainTextResponse("[]"),
        PlainTextResponse("{}"),
        PlainTextResponse('{"keys": 1}'),
        PlainTextResponse('{"keys": []}'),
        PlainTextResponse(" " * (2**20 + 1)),
    ],
    ids=["nothing", "elsewhere", "text", "a list", "no keys", "a number", "no key", "too much"],
)
def test_an_answer_that_is_no_key_set_is_as_none(answer: Response) -> None:
    async def test(keys: JwksKeys, stand_in: Issuer, clock: Clock) -> None:
        stand_in.answer = answer
        assert await unreachable(keys, "first")

    run(test)


def test_a_key_is_for_the_algorithms_that_fit_it() -> None:
    (rsa,) = key_set(published(rsa_key(), use="sig"))
    assert rsa.algorithms == {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}
    (rsa,) = key_set(published(rsa_key(), alg="PS256"))
    assert rsa.algorithms == {"PS256"}
    (curve,) = key_set(published(issuer.curve_key()))
    assert curve.algorithms == {"ES256"}


UNUSABLE = {
    "for encryption": published(rsa_key(), use="enc"),
    "for encryption, by its algorithm": published(rsa_key(), alg="RSA-OAEP"),
    "a secret": {"kty": "oct", "k": "c2VjcmV0", "kid": "1"},
    "weak": published(rsa_key(bits=1024)),
    "of another curve": published(issuer.curve_key(ec.SECP256K1)),
    "of a curve that is unknown": {"kty": "EC", "crv": "P-1"},
    "of a kind that is unknown": {"kty": "X"},
    "without a kind": {},
    "half": {"kty": "RSA", "n": "AQAB"},
    "numbers": {"kty": "RSA", "n": 1, "e": 2},
    "an id that is a number": published(rsa_key(), kid=1),
    "an algorithm that is a list": published(rsa_key(), alg=["RS256"]),
    "no object": 1,
    "an algorithm that is none": published(rsa_key(), alg="none"),
    "for encryption, by its operations": published(rsa_key(), key_ops=["encrypt"]),
    "operations that are no list": published(rsa_key(), key_ops="verify"),
}


@pytest.mark.parametrize("given", UNUSABLE.values(), ids=UNUSABLE)
def test_a_key_that_cannot_be_used_does_not_spoil_the_others(given: object) -> None:
    (usable,) = key_set(given, FIRST)
    assert usable.id == "first"


def test_a_private_key_that_is_published_is_not_used() -> None:
    private = jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key(), as_dict=True)
    assert "d" in private
    assert key_set(private) == ()


@pytest.mark.parametrize(
    ("listed", "found"),
    [([FIRST], True), ([FIRST, SECOND], False), ([FIRST, published(issuer.curve_key(), "c")], True)],
)
def test_a_token_without_a_key_id_is_of_the_only_key_that_fits(
    listed: list[dict[str, object]], found: bool
) -> None:
    async def test(keys: JwksKeys, stand_in: Issuer, clock: Clock) -> None:
        stand_in.keys = listed
        assert (await keys.find(None, "RS256") is not None) is found

    run(test)


def test_a_service_that_does_not_answer_is_given_up() -> None:
    class Silent(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            await asyncio.Event().wait()
            raise AssertionError

    async def test() -> None:
        remote = BoundedClient(Silent(), timeout=0.01)
        with pytest.raises(UnreachableError, match=r"did not answer within 0\.01 seconds"):
            await remote.request("GET", "http://issuer/keys")
        await remote.close()

    asyncio.run(test())
