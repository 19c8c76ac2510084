"""Keystone's tokens: each is asked about once for a time, and the door is shut while Keystone is silent."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable

import httpx2
import pytest
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response

from resolvers.caller import Caller
from tests.support.auth.fake_keystone import PASSWORD, StandIn, meaning
from tests.support.auth.token_issuer import Clock
from web.auth.authenticator import AuthenticationError
from web.auth.http_client import BoundedClient
from web.auth.keystone import KeystoneAuthenticator
from web.auth.keystone_client import KeystoneClient, ServiceUser

SERVICE = ServiceUser("glimpse", PASSWORD, "service", "Default")
MEMBER = Caller("p", "u", frozenset({"member"}))

Test = Callable[[KeystoneAuthenticator, StandIn, Clock], Awaitable[None]]


def run(test: Test, service: str | ServiceUser = SERVICE, *, anonymous_read: bool = False) -> None:
    async def with_keystone() -> None:
        stand_in, clock = StandIn(), Clock()
        remote = BoundedClient(httpx2.ASGITransport(stand_in.app))
        keystone = KeystoneClient("http://keystone", remote, service, clock)
        identity = KeystoneAuthenticator(keystone, anonymous_read=anonymous_read, now=clock)
        try:
            await test(identity, stand_in, clock)
        finally:
            await identity.close()

    asyncio.run(with_keystone())


async def identified(identity: KeystoneAuthenticator, *tokens: str) -> Caller:
    raw = [(b"x-auth-token", token.encode("latin-1")) for token in tokens]
    return await identity.authenticate(Headers(raw=raw), None)


async def refused(identity: KeystoneAuthenticator, *tokens: str) -> int:
    """The status."""
    with pytest.raises(AuthenticationError) as refusal:
        await identified(identity, *tokens)
    assert refusal.value.code == {401: "UNAUTHENTICATED", 503: "UNAVAILABLE"}[refusal.value.status]
    assert PASSWORD not in str(refusal.value)
    return refusal.value.status


def test_a_token_is_asked_about_once_in_five_minutes() -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        assert await identified(identity, "good") == MEMBER
        clock.seconds += 299
        assert await identified(identity, "good") == MEMBER
        assert (stand_in.validations, stand_in.logins) == (1, 1)
        del stand_in.tokens["good"]
        clock.seconds += 1
        assert await refused(identity, "good") == 401
        assert (stand_in.validations, stand_in.logins) == (2, 1)

    run(test)


def test_a_token_is_not_believed_for_longer_than_it_lasts() -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        stand_in.tokens["short"] = meaning(minutes=1)
        assert await identified(identity, "short") == MEMBER
        clock.seconds += 61
        stand_in.tokens["short"] = meaning(minutes=-1)
        assert await refused(identity, "short") == 401

    run(test)


def test_a_thousand_who_bring_one_token_are_one_question() -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        callers = await asyncio.gather(*(identified(identity, "good") for _ in range(1000)))
        assert set(callers) == {MEMBER}
        assert (stand_in.validations, stand_in.logins) == (1, 1)

    run(test)


def test_a_caller_who_leaves_does_not_take_the_answer_along() -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        first = asyncio.ensure_future(identified(identity, "good"))
        second = asyncio.ensure_future(identified(identity, "good"))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == MEMBER
        assert stand_in.validations == 1

    run(test)


@pytest.mark.parametrize(
    ("given", "caller"),
    [
        (
            {"roles": [{"name": "Admin"}, {"name": "reader"}]},
            Caller("p", "u", frozenset({"admin", "reader"})),
        ),
        ({"project": None, "roles": None}, Caller(None, "u")),
        # Of one domain, or of nothing that is said: no administrator of all projects.
        ({"project": None, "domain": {"id": "d"}, "roles": [{"name": "admin"}]}, Caller(None, "u")),
        ({"project": None, "roles": [{"name": "admin"}]}, Caller(None, "u")),
        ({"project": None, "system": {"all": True}, "roles": [{"name": "admin"}]}, None),
    ],
)
def test_a_token_means_what_keystone_says(given: dict[str, object], caller: Caller | None) -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        stand_in.tokens["good"] = meaning(**given)  # type: ignore[arg-type]
        assert await identified(identity, "good") == (caller or Caller(None, "u", frozenset({"admin"})))

    run(test)


def test_an_unknown_token_is_asked_about_once_in_ten_seconds() -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        assert [await refused(identity, "bad") for _ in range(3)] == [401] * 3
        assert stand_in.validations == 1
        stand_in.tokens["bad"] = meaning()
        clock.seconds += 10
        assert await identified(identity, "bad") == MEMBER

    run(test)


@pytest.mark.parametrize("status", [400, 413, 414, 431])
def test_a_token_that_keystone_does_not_look_at_is_bad_and_asked_about_once(status: int) -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        stand_in.answer = Response(status_code=status)
        assert [await refused(identity, "odd") for _ in range(3)] == [401] * 3
        assert stand_in.validations == 1

    run(test)


def test_a_token_that_has_expired_is_asked_about_once() -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        stand_in.tokens["old"] = meaning(minutes=-1)
        assert [await refused(identity, "old") for _ in range(3)] == [401] * 3
        assert stand_in.validations == 1

    run(test)


def test_a_flood_at_one_time_is_turned_away_and_does_not_fill_the_memory() -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        refusals = await asyncio.gather(*(refused(identity, f"bad{number}") for number in range(600)))
        assert (refusals.count(503), refusals.count(401)) == (100, 500)

    run(test)


def test_a_flood_of_bad_tokens_forgets_no_good_one_and_keeps_bounds() -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        await identified(identity, "good")
        for number in range(1010):
            assert await refused(identity, f"bad{number}") == 401
        assert await identified(identity, "good") == MEMBER
        assert stand_in.validations == 1011
        assert (len(identity._valid_tokens), len(identity._rejected_tokens)) == (1, 1000)

    run(test)


@pytest.mark.parametrize("tokens", [("",), ("a b",), ("a\r\nb",), ("é",), ("a" * 16_385,), ("good", "good")])
@pytest.mark.parametrize("anonymous_read", [False, True])
def test_what_cannot_be_a_token_is_not_asked_about(tokens: tuple[str, ...], anonymous_read: bool) -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        assert await refused(identity, *tokens) == 401
        assert (stand_in.validations, stand_in.logins) == (0, 0)

    run(test, anonymous_read=anonymous_read)


def test_without_a_token_it_is_nobody_if_nobody_may_read() -> None:
    async def may_not(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        assert await refused(identity) == 401

    async def may(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        assert await identified(identity) == Caller()

    run(may_not)
    run(may, anonymous_read=True)


@pytest.mark.parametrize(
    "answer",
    [
        Response(status_code=500),
        Response(status_code=503),
        Response(status_code=403),
        Response(status_code=302, headers={"location": "http://elsewhere"}),
        Response("what?"),
        JSONResponse({}),
        JSONResponse({"token": None}),
        JSONResponse(meaning(user=None)),
        JSONResponse(meaning(expires_at=None)),
        JSONResponse(meaning(expires_at="2999-01-01T00:00:00")),
        JSONResponse(meaning(expires_at="soon")),
        JSONResponse(meaning(roles=["admin"])),
        JSONResponse(meaning(project={})),
        JSONResponse(meaning(project={"id": 1})),
        JSONResponse(meaning(user={"id": "u\n"})),
        Response(b" " * (2**20 + 1)),
    ],
)
def test_whatever_else_keystone_says_shuts_the_door_and_is_not_remembered(answer: Response) -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        stand_in.answer = answer
        assert await asyncio.gather(*(refused(identity, "good") for _ in range(3))) == [503] * 3
        stand_in.answer = None
        assert await identified(identity, "good") == MEMBER

    run(test, anonymous_read=True)


def test_our_own_token_is_renewed_when_it_counts_no_more() -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        await identified(identity, "good")
        stand_in.own = "own 2"
        stand_in.tokens |= {f"good {n}": meaning() for n in range(9)}
        clock.seconds += 3600
        names = [f"token{n}" for n in range(9)]
        stand_in.tokens |= {name: meaning() for name in names}
        assert await asyncio.gather(*(identified(identity, name) for name in names)) == [MEMBER] * 9
        assert stand_in.logins == 2

    run(test)


def test_a_wrong_password_shuts_the_door_and_is_not_tried_at_each_request(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        assert [await refused(identity, f"token{n}") for n in range(9)] == [503] * 9
        assert stand_in.logins == 1
        clock.seconds += 5
        assert await refused(identity, "good") == 503
        assert stand_in.logins == 2

    with caplog.at_level(logging.DEBUG):
        run(test, ServiceUser("glimpse", "a-wrong-password", "service", "Default"))
    assert "Glimpse's token from Keystone: status 401 for the login of Glimpse" in caplog.text
    assert "a-wrong-password" not in caplog.text


def test_our_own_token_can_be_given() -> None:
    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        assert await identified(identity, "good") == MEMBER
        stand_in.own = "another"
        stand_in.tokens["late"] = meaning()
        assert await refused(identity, "late") == 503
        assert stand_in.logins == 0

    run(test, "own 1")


def test_no_log_and_no_words_show_a_token_or_the_password(caplog: pytest.LogCaptureFixture) -> None:
    secret = "gAAAA-secret-token"

    async def test(identity: KeystoneAuthenticator, stand_in: StandIn, clock: Clock) -> None:
        stand_in.tokens[secret] = meaning()
        stand_in.answer = Response(secret, 500)
        assert await refused(identity, secret) == 503
        stand_in.answer = None
        await identified(identity, secret)
        assert hashlib.sha256(secret.encode()).digest() in identity._valid_tokens._kept

    with caplog.at_level(logging.DEBUG):
        run(test)
    assert "Keystone cannot validate a token: status 500" in caplog.text
    for hidden in (secret, PASSWORD, "own 1"):
        assert hidden not in caplog.text
    assert PASSWORD not in repr(SERVICE)


def test_nobody_home_shuts_the_door() -> None:
    async def test() -> None:
        keystone = KeystoneClient("http://127.0.0.1:9", BoundedClient(), "own")
        identity = KeystoneAuthenticator(keystone, anonymous_read=True)
        assert await refused(identity, "good") == 503
        await identity.close()

    asyncio.run(test())
