"""The public keys that verify tokens: one from a file, or an issuer's published key set."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import orjson
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt import PyJWK

from web.auth.http_client import BoundedClient, UnreachableError
from web.auth.refresh import RefreshableValue

# Age at which published keys are fetched again, and age at which they are no longer used.
_FRESH_SECONDS = 600.0
_STALE_SECONDS = 3600.0

_RSA_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
_CURVE_ALGORITHMS = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    id: str | None
    key: PublicKey
    algorithms: frozenset[str]


class SigningKeys(Protocol):
    async def find(self, key_id: str | None, algorithm: str) -> PublicKey | None:
        """The key, None if it is unknown or for other algorithms; raises UnreachableError."""
        ...

    async def close(self) -> None: ...


class FileSigningKey:
    """The only key of a PEM file, for tokens with any key id; raises ValueError if it fits no algorithm."""

    def __init__(self, pem: bytes, algorithms: tuple[str, ...]) -> None:
        if pem.count(b"-----BEGIN") != 1:
            raise ValueError("the file must contain exactly one key")
        try:
            self._key = _signing_key(None, load_pem_public_key(pem), frozenset(algorithms))
        except UnsupportedAlgorithm as error:
            raise ValueError("the kind of key is not supported") from error

    async def find(self, key_id: str | None, algorithm: str) -> PublicKey | None:
        return self._key.key if algorithm in self._key.algorithms else None

    async def close(self) -> None:
        return None


class JwksKeys:
    """A JSON Web Key Set at a URL; `now` is a clock in seconds."""

    def __init__(self, url: str, client: BoundedClient, now: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._client = client
        self._keys = RefreshableValue("the issuer's keys", self._fetched, now)

    async def find(self, key_id: str | None, algorithm: str) -> PublicKey | None:
        # Only one caller waits for the fetch; others use the previous keys meanwhile.
        if self._keys.age > _STALE_SECONDS or (
            self._keys.age > _FRESH_SECONDS and not self._keys.is_refreshing
        ):
            await self._keys.refresh(self._keys.value)
        keys = self._usable()
        found = _find(keys, key_id, algorithm)
        if found is None:
            await self._keys.refresh(keys)
            found = _find(self._usable(), key_id, algorithm)
            if found is None and self._keys.has_failed:
                raise UnreachableError("the key is unknown and the key set cannot be fetched")
        return found

    async def close(self) -> None:
        await self._client.close()

    def _usable(self) -> tuple[SigningKey, ...]:
        if self._keys.value is None or self._keys.age > _STALE_SECONDS:
            raise UnreachableError("no current key set is available")
        return self._keys.value

    async def _fetched(self) -> tuple[SigningKey, ...]:
        answer = await self._client.request("GET", self._url)
        if answer.status != 200:
            raise UnreachableError(f"status {answer.status}")
        keys = parse_key_set(answer.body)
        if not keys:
            raise UnreachableError("the response has no usable key")
        return keys


def parse_key_set(body: bytes) -> tuple[SigningKey, ...]:
    """The usable keys: public keys for signatures, of a supported kind and not weak."""
    try:
        published = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ()
    listed = published.get("keys") if isinstance(published, dict) else None
    keys = list[SigningKey]()
    for each in listed if isinstance(listed, list) else ():
        try:
            keys.append(_published_key(each))
        except Exception:
            # The library raises various errors for a bad key; the other keys stay usable.
            continue
    return tuple(keys)


def _published_key(given: dict[str, object]) -> SigningKey:
    key_id, algorithm, use = given.get("kid"), given.get("alg"), given.get("use", "sig")
    operations = given.get("key_ops", ["verify"])
    for_signatures = use == "sig" and isinstance(operations, list) and "verify" in operations
    if not for_signatures or not isinstance(key_id, str | None):
        raise ValueError("the key is not for signatures")
    key = PyJWK(given).key
    return _signing_key(key_id, key, None if algorithm is None else frozenset({str(algorithm)}))


def _signing_key(key_id: str | None, key: object, algorithms: frozenset[str] | None) -> SigningKey:
    """The key with the algorithms that fit it; raises ValueError if none fits."""
    if isinstance(key, RSAPublicKey) and key.key_size >= 2048:
        return SigningKey(key_id, key, _some(_RSA_ALGORITHMS, algorithms))
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name in _CURVE_ALGORITHMS:
        return SigningKey(key_id, key, _some(frozenset({_CURVE_ALGORITHMS[key.curve.name]}), algorithms))
    if isinstance(key, Ed25519PublicKey):
        return SigningKey(key_id, key, _some(frozenset({"EdDSA"}), algorithms))
    raise ValueError("the key is unsupported, weak or private")


def _some(fitting: frozenset[str], allowed: frozenset[str] | None) -> frozenset[str]:
    some = fitting if allowed is None else fitting & allowed
    if not some:
        raise ValueError("the key is for other algorithms")
    return some


def _find(keys: tuple[SigningKey, ...], key_id: str | None, algorithm: str) -> PublicKey | None:
    """The one key that fits; a token without a key id needs exactly one that does."""
    fitting = [each.key for each in keys if algorithm in each.algorithms and key_id in (None, each.id)]
    return fitting[0] if len(fitting) == 1 else None
