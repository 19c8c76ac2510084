"""An authenticating proxy: its headers count beside its secret, and are nobody's else to give."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from app import create_app
from db.sqlite.migrate import migrate
from resolvers.caller import Caller
from settings import Settings
from web.auth.authenticator import AuthenticationError
from web.auth.proxy_headers import ProxyHeadersAuthenticator

SECRET = "0123456789abcdef"
CONFIRMED = [("x-proxy-secret", SECRET), ("X-Identity-Status", "Confirmed")]


def identified(headers: list[tuple[str, str]], *, anonymous_read: bool = False) -> Caller:
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    identity = ProxyHeadersAuthenticator(SECRET, anonymous_read=anonymous_read)
    return asyncio.run(identity.authenticate(Headers(raw=raw), None))


def check_refused(headers: list[tuple[str, str]], *, anonymous_read: bool = False) -> None:
    with pytest.raises(AuthenticationError) as refused:
        identified(headers, anonymous_read=anonymous_read)
    assert (refused.value.status, refused.value.code) == (401, "UNAUTHENTICATED")
    assert refused.value.headers == {"WWW-Authenticate": "Proxy-Secret"}
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("headers", "caller"),
    [
        ([], Caller()),
        (
            [("X-User-Id", "u"), ("X-Project-Id", "p"), ("X-Roles", "Member, READER")],
            Caller("p", "u", frozenset({"member", "reader"})),
        ),
        ([("X-Project-Id", ""), ("X-Roles", "Admin")], Caller(None, None, frozenset({"admin"}))),
        ([("X-Project-Id", " "), ("X-Roles", " ,, ")], Caller()),
        ([("X-Project-Id", "a name")], Caller("a name")),
    ],
)
def test_the_proxy_says_who_calls(headers: list[tuple[str, str]], caller: Caller) -> None:
    assert identified(CONFIRMED + headers) == caller


ADMIN = ("X-Roles", "admin")


@pytest.mark.parametrize(
    "headers",
    [
        [("X-Identity-Status", "Confirmed"), ADMIN],
        [ADMIN],
        [("X-Project-Id", "p")],
        [("X-Proxy-Secret", ""), *CONFIRMED[1:], ADMIN],
        [("X-Proxy-Secret", SECRET[:-1]), *CONFIRMED[1:], ADMIN],
        [("X-Proxy-Secret", SECRET + "é"), *CONFIRMED[1:], ADMIN],
        [("X-Proxy-Secret", "wrong")],
        [("X-Proxy-Secret", "wrong"), *CONFIRMED, ADMIN],
        [*CONFIRMED, ("X-Proxy-Secret", SECRET)],
        [CONFIRMED[0], ADMIN],
        [CONFIRMED[0], ("X-Identity-Status", "Invalid"), ADMIN],
        [CONFIRMED[0], ("X-Identity-Status", "confirmed"), ADMIN],
        [*CONFIRMED, ("X-Identity-Status", "Confirmed")],
        [*CONFIRMED, ("X-Roles", "member"), ADMIN],
        [*CONFIRMED, ("X-Roles", "member"), ("x-roles", "member")],
        [*CONFIRMED, ("X-Project-Id", "p"), ("X-Project-Id", "q")],
        [*CONFIRMED, ("X-Project-Id", "p, q")],
        [*CONFIRMED, ("X-Project-Id", "p\x01")],
        [*CONFIRMED, ("X-Project-Id", "é")],
        [*CONFIRMED, ("X-Project-Id", "p" * 256)],
        [*CONFIRMED, ("X-User-Id", "u,v")],
        [*CONFIRMED, ("X-User-Id", "u\tv")],
        [*CONFIRMED, ("X-Roles", "member\r\nX-Roles: admin")],
        [*CONFIRMED, ("X-Roles", "member\0,admin")],
    ],
)
@pytest.mark.parametrize("anonymous_read", [False, True])
def test_whatever_else_is_refused(headers: list[tuple[str, str]], anonymous_read: bool) -> None:
    check_refused(headers, anonymous_read=anonymous_read)


@pytest.mark.parametrize("headers", [[], [CONFIRMED[0]], [("Host", "h")]])
def test_without_credentials_it_is_nobody_if_nobody_may_read(headers: list[tuple[str, str]]) -> None:
    check_refused(headers)
    assert identified(headers, anonymous_read=True) == Caller()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    path = tmp_path / "glimpse.db"
    migrate(path)
    settings = Settings.from_environment(
        {
            "GLIMPSE_DATABASE_URL": f"sqlite+aiosqlite:///{path}",
            "GLIMPSE_AUTH": "headers",
            "GLIMPSE_PROXY_SECRET": SECRET,
        }
    )
    with TestClient(create_app(settings)) as client:
        yield client


def test_a_project_sees_its_own_images(client: TestClient) -> None:
    def ask(project: str, query: str) -> object:
        headers = {**dict(CONFIRMED), "X-Project-Id": project, "X-Roles": "member"}
        return client.post("/graphql", json={"query": query}, headers=headers).json()

    made = ask("p", "mutation { createImage(input: {}) { image { owner } } }")
    assert made == {"data": {"createImage": {"image": {"owner": "p"}}}}
    assert ask("p", "{ images { owner } }") == {"data": {"images": [{"owner": "p"}]}}
    assert ask("q", "{ images { owner } }") == {"data": {"images": []}}


def test_a_stranger_is_told_to_prove_who_calls(client: TestClient) -> None:
    response = client.post("/graphql", json={"query": "{ images { id } }"}, headers=dict([ADMIN]))
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Proxy-Secret"
    assert response.json() == {
        "errors": [
            {
                "message": "The identity headers are not valid.",
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ]
    }
