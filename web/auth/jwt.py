"""Bearer tokens (JWT) that an issuer has signed, as in OpenID Connect."""

import jwt
from starlette.datastructures import Headers

from resolvers.caller import Caller
from web.auth.base import AuthenticationError, CredentialAuthenticator, authentication_unavailable
from web.auth.http_client import UnreachableError
from web.auth.jwks import SigningKeys

_MAX_TOKEN_CHARACTERS = 16 * 1024
_LEEWAY_SECONDS = 30


class JwtAuthenticator(CredentialAuthenticator):
    """Verifies signed tokens. A claim is named by its name, or by a path with dots through objects."""

    challenge = "Bearer"

    def __init__(
        self,
        keys: SigningKeys,
        *,
        issuer: str,
        audience: str,
        algorithms: tuple[str, ...],
        project_claim: str,
        roles_claim: str,
        anonymous_read: bool,
    ) -> None:
        super().__init__(anonymous_read=anonymous_read)
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._algorithms = algorithms
        self._project_claim = project_claim
        self._roles_claim = roles_claim

    async def authenticate(self, headers: Headers, client: tuple[str, int] | None) -> Caller:
        given = headers.getlist("authorization")
        if not given:
            return self.anonymous()
        scheme, _, token = given[0].partition(" ")
        if len(given) > 1 or scheme.lower() != "bearer" or len(token) > _MAX_TOKEN_CHARACTERS:
            raise self._wrong()
        try:
            return self._caller_of(await self._claims(token))
        except jwt.ExpiredSignatureError as error:
            raise self.invalid_credentials("The token has expired.") from error
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise self._wrong() from error
        except UnreachableError as error:
            raise authentication_unavailable() from error

    async def close(self) -> None:
        await self._keys.close()

    async def _claims(self, token: str) -> dict[str, object]:
        head = jwt.get_unverified_header(token)
        algorithm = head.get("alg")
        # No key is fetched for a token with another algorithm.
        if algorithm not in self._algorithms:
            raise jwt.InvalidAlgorithmError
        key = await self._keys.find(head.get("kid"), algorithm)
        if key is None:
            raise jwt.InvalidKeyError
        claims: dict[str, object] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=self._issuer,
            audience=self._audience,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "iss", "aud"]},
        )
        for name in ("exp", "nbf", "iat"):
            # PyJWT also accepts true and "1".
            if type(claims.get(name, 0)) not in (int, float):
                raise TypeError(name)
        return claims

    def _caller_of(self, claims: dict[str, object]) -> Caller:
        roles = _claim(claims, self._roles_claim)
        if isinstance(roles, str):
            roles = roles.split()
        if not isinstance(roles, list | None):
            raise TypeError(self._roles_claim)
        return self.caller(_claim(claims, self._project_claim), claims.get("sub"), roles or ())

    def _wrong(self) -> AuthenticationError:
        return self.invalid_credentials("The token is not valid.")


def _claim(claims: dict[str, object], path: str) -> object:
    """The claim's value, None if the token does not have it."""
    # Some issuers name claims by URLs, which contain dots.
    if path in claims:
        return claims[path]
    found: object = claims
    for name in path.split("."):
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found
