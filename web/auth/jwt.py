"""Bearer tokens (JWT) that an issuer has signed, as in OpenID Connect."""

import jwt
from jwt.exceptions import InvalidSubjectError
from starlette.datastructures import Headers

from resolvers.caller import Caller
from web.auth.authenticator import AuthenticationError, CredentialAuthenticator, authentication_unavailable
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
            raise self._wrong("the request must have one header `Authorization: Bearer` with a token")
        try:
            return self._caller_of(await self._claims(token))
        except jwt.ExpiredSignatureError as error:
            reason = "the token has expired (`exp`)"
            raise self.invalid_credentials("The token has expired.", reason) from error
        except RefusedTokenError as error:
            raise self._wrong(error.reason) from error
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise self._wrong(_reason(error)) from error
        except UnreachableError as error:
            raise authentication_unavailable() from error

    async def close(self) -> None:
        await self._keys.close()

    async def _claims(self, token: str) -> dict[str, object]:
        head = jwt.get_unverified_header(token)
        algorithm = head.get("alg")
        # No key is fetched for a token with another algorithm.
        if algorithm not in self._algorithms:
            raise RefusedTokenError("the token's algorithm (`alg`) is not among `GLIMPSE_JWT_ALGORITHMS`")
        key = await self._keys.find(head.get("kid"), algorithm)
        if key is None:
            raise RefusedTokenError(
                "the issuer has no key for the token's key id (`kid`) and algorithm (`alg`)"
            )
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
                raise RefusedTokenError(f"the token's `{name}` must be a number")
        return claims

    def _caller_of(self, claims: dict[str, object]) -> Caller:
        roles = _claim(claims, self._roles_claim)
        if isinstance(roles, str):
            roles = roles.split()
        if not isinstance(roles, list | None) or any("," in str(role) for role in roles or ()):
            raise RefusedTokenError(
                "the claim of `GLIMPSE_JWT_ROLES_CLAIM` must be a list of names, or a text with blanks "
                "between names; a name has no comma"
            )
        try:
            return self.caller(_claim(claims, self._project_claim), claims.get("sub"), roles or ())
        except ValueError as error:
            raise RefusedTokenError(
                "the token's project, user (`sub`) and roles must be texts of at most 255 printable "
                "characters"
            ) from error

    def _wrong(self, reason: str) -> AuthenticationError:
        return self.invalid_credentials("The token is not valid.", reason)


class RefusedTokenError(Exception):
    """A check of a token failed; `reason` is a fixed text, which holds nothing of the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# In this order, because some are subclasses of others.
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (jwt.InvalidSignatureError, "the token's signature is not that of the issuer's key"),
    (jwt.InvalidAudienceError, "the token's audience (`aud`) is not `GLIMPSE_JWT_AUDIENCE`"),
    (jwt.InvalidIssuerError, "the token's issuer (`iss`) is not `GLIMPSE_JWT_ISSUER`"),
    (
        jwt.ImmatureSignatureError,
        f"the token is not valid yet (`nbf` or `iat`); clocks may differ by {_LEEWAY_SECONDS} seconds",
    ),
    (jwt.InvalidIssuedAtError, "the token's `iat` must be a number"),
    (InvalidSubjectError, "the token's user (`sub`) must be a text"),
)


def _reason(error: Exception) -> str:
    if isinstance(error, jwt.MissingRequiredClaimError):
        return f"the token must have the claim `{error.claim}`"
    return next(
        (reason for kind, reason in _REASONS if isinstance(error, kind)),
        "the token is not a signed JWT with valid claims",
    )


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
