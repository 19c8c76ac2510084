"""Settings of who may call: no secret is shown, and none is left without effect."""

import pytest

from settings import Settings
from settings.setting import InvalidSettingError


def test_what_shows_the_settings_shows_no_secret() -> None:
    headers = {"GLIMPSE_AUTH": "headers", "GLIMPSE_PROXY_SECRET": "hidden-from-all-eyes"}
    keystone = {"GLIMPSE_AUTH": "keystone", "GLIMPSE_KEYSTONE_URL": "https://k:5000"}
    token = keystone | {"GLIMPSE_KEYSTONE_TOKEN": "hidden-from-all-eyes"}
    password = keystone | {
        "GLIMPSE_KEYSTONE_PASSWORD": "hidden-from-all-eyes",
        "GLIMPSE_KEYSTONE_USER": "u",
        "GLIMPSE_KEYSTONE_PROJECT": "p",
    }
    for environment in (headers, token, password):
        settings = Settings.from_environment(environment)
        callers = settings.authentication
        given = (callers.proxy_secret, callers.keystone_token, callers.keystone_password)
        assert "hidden-from-all-eyes" in given
        assert "hidden" not in f"{settings!r} {settings}"


@pytest.mark.parametrize(
    "given", ["https://k:5000", "https://k:5000/", "https://k:5000/v3", "https://k:5000/v3/"]
)
def test_keystone_is_named_with_or_without_its_version(given: str) -> None:
    environment = {"GLIMPSE_AUTH": "keystone", "GLIMPSE_KEYSTONE_TOKEN": "t"}
    settings = Settings.from_environment(environment | {"GLIMPSE_KEYSTONE_URL": given})
    assert settings.authentication.keystone_url == "https://k:5000"


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"GLIMPSE_JWT_ISSUER": "i"}, "GLIMPSE_JWT_ISSUER"),
        ({"GLIMPSE_PROXY_SECRET": "s" * 16}, "GLIMPSE_PROXY_SECRET"),
        (
            {"GLIMPSE_AUTH": "headers", "GLIMPSE_PROXY_SECRET": "s" * 16, "GLIMPSE_KEYSTONE_USER": "u"},
            "GLIMPSE_KEYSTONE_USER",
        ),
        (
            {
                "GLIMPSE_AUTH": "headers",
                "GLIMPSE_PROXY_SECRET": "s" * 16,
                "GLIMPSE_ALLOW_UNAUTHENTICATED": "true",
            },
            "GLIMPSE_ALLOW_UNAUTHENTICATED",
        ),
        ({"GLIMPSE_JWT_ROLES_CLAIM": "a..b"}, "GLIMPSE_JWT_ROLES_CLAIM"),
        ({"GLIMPSE_JWT_PROJECT_CLAIM": "."}, "GLIMPSE_JWT_PROJECT_CLAIM"),
    ],
)
def test_settings_that_would_do_nothing_are_refused(environment: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidSettingError, match=named):
        Settings.from_environment(environment)
