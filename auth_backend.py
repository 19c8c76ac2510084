"""The way of recognising callers that the settings choose."""

from pathlib import Path
from typing import TYPE_CHECKING

from settings import Callers
from settings.definitions import BadSetting
from web.auth.base import Identity
from web.auth.loopback import OpenIdentity
from web.auth.proxy_headers import HeadersIdentity

if TYPE_CHECKING:
    from web.auth.jwks import SigningKeys
    from web.auth.keystone_client import ServiceUser


def identity_of(callers: Callers) -> Identity:
    """Raises BadSetting, with a sentence, if a key cannot be used."""
    if callers.auth == "none":
        return OpenIdentity(allow_open=callers.allow_open)
    if callers.auth == "headers":
        assert callers.proxy_secret is not None
        return HeadersIdentity(callers.proxy_secret, anonymous_read=callers.anonymous_read)
    # What these take, cryptography and a client of HTTP, takes a tenth of a second to load.
    return _by_token(callers) if callers.auth == "jwt" else _by_keystone(callers)


def _by_token(callers: Callers) -> Identity:
    from web.auth.jwt import JwtIdentity

    assert callers.jwt_issuer is not None
    assert callers.jwt_audience is not None
    return JwtIdentity(
        _signing_keys(callers),
        issuer=callers.jwt_issuer,
        audience=callers.jwt_audience,
        algorithms=callers.jwt_algorithms,
        project_claim=callers.jwt_project_claim,
        roles_claim=callers.jwt_roles_claim,
        anonymous_read=callers.anonymous_read,
    )


def _by_keystone(callers: Callers) -> Identity:
    from web.auth.http_client import Remote
    from web.auth.keystone import KeystoneIdentity
    from web.auth.keystone_client import Keystone

    assert callers.keystone_url is not None
    keystone = Keystone(callers.keystone_url, Remote(), _service(callers))
    return KeystoneIdentity(keystone, anonymous_read=callers.anonymous_read)


def _signing_keys(callers: Callers) -> "SigningKeys":
    from web.auth.http_client import Remote
    from web.auth.jwks import FileKey, PublishedKeys

    if callers.jwt_jwks_url is not None:
        return PublishedKeys(callers.jwt_jwks_url, Remote())
    assert callers.jwt_key_file is not None
    try:
        pem = Path(callers.jwt_key_file).expanduser().read_bytes()
    except (OSError, RuntimeError) as error:
        raise BadSetting("GLIMPSE_JWT_KEY_FILE names a file that cannot be read.") from error
    try:
        return FileKey(pem, callers.jwt_algorithms)
    except ValueError as error:
        raise BadSetting(
            "GLIMPSE_JWT_KEY_FILE must name a file with a public key (PEM) that one of "
            f"GLIMPSE_JWT_ALGORITHMS fits: {', '.join(callers.jwt_algorithms)}."
        ) from error


def _service(callers: Callers) -> "str | ServiceUser":
    from web.auth.keystone_client import ServiceUser

    if callers.keystone_token is not None:
        return callers.keystone_token
    assert callers.keystone_user is not None
    assert callers.keystone_password is not None
    assert callers.keystone_project is not None
    return ServiceUser(
        callers.keystone_user,
        callers.keystone_password,
        callers.keystone_project,
        callers.keystone_domain,
    )
