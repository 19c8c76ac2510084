"""Creates the authenticator that the settings choose."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from settings import AuthSettings
from settings.setting import InvalidSettingError
from web.auth.authenticator import Authenticator
from web.auth.loopback import LoopbackAuthenticator
from web.auth.proxy_headers import ProxyHeadersAuthenticator

if TYPE_CHECKING:
    from web.auth.jwks import SigningKeys
    from web.auth.keystone_client import ServiceUser


def create_authenticator(callers: AuthSettings) -> Authenticator:
    """The authenticator of `GLIMPSE_AUTH`; raises InvalidSettingError for unusable files or proxies."""
    if callers.auth == "none":
        return LoopbackAuthenticator(allow_unauthenticated=callers.allow_unauthenticated)
    if callers.auth == "headers":
        assert callers.proxy_secret is not None
        return ProxyHeadersAuthenticator(callers.proxy_secret, anonymous_read=callers.anonymous_read)
    # Imported on demand: cryptography and the HTTP client take a tenth of a second to load.
    from web.auth.http_client import InvalidEnvironmentError

    try:
        return (
            _create_jwt_authenticator(callers)
            if callers.auth == "jwt"
            else _create_keystone_authenticator(callers)
        )
    except InvalidEnvironmentError as error:
        raise InvalidSettingError(str(error)) from error


def _create_jwt_authenticator(callers: AuthSettings) -> Authenticator:
    from web.auth.jwt import JwtAuthenticator

    assert callers.jwt_issuer is not None
    assert callers.jwt_audience is not None
    return JwtAuthenticator(
        _signing_keys(callers),
        issuer=callers.jwt_issuer,
        audience=callers.jwt_audience,
        algorithms=callers.jwt_algorithms,
        project_claim=callers.jwt_project_claim,
        roles_claim=callers.jwt_roles_claim,
        anonymous_read=callers.anonymous_read,
    )


def _create_keystone_authenticator(callers: AuthSettings) -> Authenticator:
    from web.auth.http_client import BoundedClient
    from web.auth.keystone import KeystoneAuthenticator
    from web.auth.keystone_client import KeystoneClient

    assert callers.keystone_url is not None
    keystone = KeystoneClient(callers.keystone_url, BoundedClient(), _service_user(callers))
    return KeystoneAuthenticator(keystone, anonymous_read=callers.anonymous_read)


def _signing_keys(callers: AuthSettings) -> "SigningKeys":
    from web.auth.http_client import BoundedClient
    from web.auth.jwks import FileSigningKey, JwksKeys

    if callers.jwt_jwks_url is not None:
        return JwksKeys(callers.jwt_jwks_url, BoundedClient())
    assert callers.jwt_key_file is not None
    try:
        pem = Path(os.path.expanduser(callers.jwt_key_file)).read_bytes()
    except OSError as error:
        raise InvalidSettingError(
            f"`GLIMPSE_JWT_KEY_FILE` names `{callers.jwt_key_file}`, which cannot be read: {error.strerror}."
        ) from error
    try:
        return FileSigningKey(pem, callers.jwt_algorithms)
    except ValueError as error:
        raise InvalidSettingError(
            "`GLIMPSE_JWT_KEY_FILE` must name a PEM file with one public key for one of "
            f"`GLIMPSE_JWT_ALGORITHMS`: {', '.join(callers.jwt_algorithms)}."
        ) from error


def _service_user(callers: AuthSettings) -> "str | ServiceUser":
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
