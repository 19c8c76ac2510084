"""A stand-in for an issuer of tokens: its key pairs, its tokens, and the address of its keys."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Thread
from typing import Any

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from web.http.write_coalescing import CoalescingProtocol

NAME = "https://issuer.example"
AUDIENCE = "glimpse"

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@cache
def rsa_key(name: str = "first", bits: int = 2048) -> rsa.RSAPrivateKey:
    """The same key for the same name."""
    return rsa.generate_private_key(65537, bits)


@cache
def curve_key(curve: type[ec.EllipticCurve] = ec.SECP256R1) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve())


@cache
def edwards_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def pem_of(key: PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def published(key: PrivateKey, key_id: str | None = "1", **members: object) -> dict[str, object]:
    """The public key as a JSON Web Key; a member that is None is left out."""
    of_kind: Any = {
        rsa.RSAPrivateKey: jwt.algorithms.RSAAlgorithm,
        ec.EllipticCurvePrivateKey: jwt.algorithms.ECAlgorithm,
        ed25519.Ed25519PrivateKey: jwt.algorithms.OKPAlgorithm,
    }
    algorithm = next(algorithm for kind, algorithm in of_kind.items() if isinstance(key, kind))
    given = {**algorithm.to_jwk(key.public_key(), as_dict=True), "kid": key_id, **members}
    return {name: value for name, value in given.items() if value is not None}


def claims(**given: object) -> dict[str, object]:
    """A good token's claims; one that is `...` is left out, and `exp_in=5` is `exp` five seconds from now."""
    now = int(time.time())
    for name in ("exp", "nbf", "iat"):
        seconds = given.pop(f"{name}_in", None)
        if isinstance(seconds, int):
            given[name] = now + seconds
    whole = {
        "iss": NAME,
        "aud": AUDIENCE,
        "sub": "u",
        "iat": now,
        "exp": now + 60,
        "project_id": "p",
        "roles": ["member"],
    }
    return {name: value for name, value in (whole | given).items() if value is not ...}


def token(
    key: PrivateKey | None = None,
    algorithm: str = "RS256",
    key_id: str | None = "1",
    /,
    **given: object,
) -> str:
    headers = {} if key_id is None else {"kid": key_id}
    return jwt.encode(claims(**given), key or rsa_key(), algorithm, headers)


def raw_token(header: object, payload: object, secret: bytes | None = None) -> str:
    """As nobody's library would write it: signed with HMAC, or with an empty signature."""
    parts = [_encoded(json.dumps(part).encode()) for part in (header, payload)]
    signed = ".".join(parts)
    signature = b"" if secret is None else hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_encoded(signature)}"


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


class Issuer:
    """Counts how often its keys are asked for; `answer` stands for another answer than the keys."""

    def __init__(self, *keys: dict[str, object]) -> None:
        self.keys = list(keys)
        self.asked = 0
        self.answer: Response | None = None
        self.app = Starlette(routes=[Route("/keys", self._keys)])

    async def _keys(self, _request: Request) -> Response:
        self.asked += 1
        return self.answer or JSONResponse({"keys": self.keys})


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@contextmanager
def served(app: ASGIApp, protocol: Any = CoalescingProtocol, **options: Any) -> Iterator[str]:
    """The address of a server of its own, in a thread, which speaks HTTP as ours does."""
    config = uvicorn.Config(app, port=0, log_level="warning", http=protocol, **options)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 10
        while not server.started:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
