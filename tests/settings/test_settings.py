"""Settings: what the environment may say, and that a refusal names the variable."""

import pytest

from settings import AuthSettings, Limits, Settings, SubscriptionSettings
from settings.definitions import SETTINGS
from settings.setting import InvalidSettingError

DISK_FORMATS = ("ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop")
CONTAINER_FORMATS = ("ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed")

HEADERS = {"GLIMPSE_AUTH": "headers"}
JWT = {
    "GLIMPSE_AUTH": "jwt",
    "GLIMPSE_JWT_JWKS_URL": "https://issuer/keys",
    "GLIMPSE_JWT_ISSUER": "https://issuer",
    "GLIMPSE_JWT_AUDIENCE": "glimpse",
}
KEYSTONE = {
    "GLIMPSE_AUTH": "keystone",
    "GLIMPSE_KEYSTONE_URL": "https://keystone/v3/",
    "GLIMPSE_KEYSTONE_USER": "glimpse",
    "GLIMPSE_KEYSTONE_PASSWORD": "hidden",
    "GLIMPSE_KEYSTONE_PROJECT": "service",
}


@pytest.mark.parametrize(
    ("environ", "variable"),
    [
        (HEADERS, "GLIMPSE_PROXY_SECRET"),
        (JWT | {"GLIMPSE_JWT_JWKS_URL": ""}, "GLIMPSE_JWT_JWKS_URL"),
        (JWT | {"GLIMPSE_JWT_KEY_FILE": "key.pem"}, "GLIMPSE_JWT_JWKS_URL"),
        (JWT | {"GLIMPSE_JWT_ISSUER": ""}, "GLIMPSE_JWT_ISSUER"),
        (JWT | {"GLIMPSE_JWT_AUDIENCE": ""}, "GLIMPSE_JWT_AUDIENCE"),
        (KEYSTONE | {"GLIMPSE_KEYSTONE_URL": ""}, "GLIMPSE_KEYSTONE_URL"),
        (KEYSTONE | {"GLIMPSE_KEYSTONE_USER": ""}, "GLIMPSE_KEYSTONE_USER"),
        (KEYSTONE | {"GLIMPSE_KEYSTONE_PASSWORD": ""}, "GLIMPSE_KEYSTONE_PASSWORD"),
        (KEYSTONE | {"GLIMPSE_KEYSTONE_PROJECT": ""}, "GLIMPSE_KEYSTONE_PROJECT"),
        (KEYSTONE | {"GLIMPSE_KEYSTONE_TOKEN": "t"}, "GLIMPSE_KEYSTONE_TOKEN"),
    ],
)
def test_what_a_way_of_authentication_needs_is_named(environ: dict[str, str], variable: str) -> None:
    with pytest.raises(InvalidSettingError) as refusal:
        Settings.from_environment(environ)
    assert str(refusal.value).startswith(f"`{variable}` ")


@pytest.mark.parametrize(
    "environ",
    [
        HEADERS | {"GLIMPSE_PROXY_SECRET": "0123456789abcdef"},
        JWT,
        JWT | {"GLIMPSE_JWT_JWKS_URL": "", "GLIMPSE_JWT_KEY_FILE": "key.pem"},
        KEYSTONE,
        {"GLIMPSE_AUTH": "keystone", "GLIMPSE_KEYSTONE_URL": "http://k:5000", "GLIMPSE_KEYSTONE_TOKEN": "t"},
    ],
)
def test_each_way_of_authentication_starts_with_what_it_needs(environ: dict[str, str]) -> None:
    assert Settings.from_environment(environ).authentication.auth == environ["GLIMPSE_AUTH"]


@pytest.mark.parametrize(
    "variable", ["GLIMPSE_PROXY_SECRET", "GLIMPSE_KEYSTONE_TOKEN", "GLIMPSE_KEYSTONE_URL"]
)
def test_a_refusal_of_a_secret_does_not_repeat_it(variable: str) -> None:
    with pytest.raises(InvalidSettingError) as refusal:
        Settings.from_environment({variable: "http://me:hidden@k two"})
    assert "hidden" not in str(refusal.value)


def test_every_setting_has_a_default() -> None:
    assert Settings.from_environment({}) == Settings(
        database_url="sqlite+aiosqlite:///data/glimpse.db",
        read_database_url=None,
        pool_size=10,
        sqlite_cache=64,
        disk_formats=DISK_FORMATS,
        container_formats=CONTAINER_FORMATS,
        allow_publish=False,
        busy_timeout=5.0,
        request_head_timeout=10.0,
        request_body_timeout=60.0,
        send_timeout=60.0,
        idle_timeout=75.0,
        shutdown_delay=0.0,
        shutdown_timeout=30,
        introspection=True,
        graphiql=True,
        dashboard=True,
        compression=True,
        trusted_documents=None,
        trusted_documents_only=False,
        cors_origins=(),
        root_path="",
        log_format="text",
        log_level="info",
        metrics=True,
        otel=False,
        host="127.0.0.1",
        port=8000,
        web_concurrency=1,
        subscriptions=SubscriptionSettings(
            event_retention=100_000,
            event_max_age=0,
            connection_init_timeout=10.0,
            keep_alive=15.0,
            slow_client_timeout=10.0,
            reauth_interval=10.0,
        ),
        limits=Limits(
            default_page_size=25,
            max_page_size=1000,
            max_rows=10_000,
            max_bulk_items=100,
            max_query_characters=2**18,
            max_query_tokens=10_000,
            max_query_depth=12,
            max_query_aliases=500,
            max_query_root_fields=50,
            max_query_directives=100,
            max_filter_conditions=100,
            max_filter_depth=20,
            max_list_items=10_000,
            max_json_depth=64,
            max_request_bytes=16 * 2**20,
            max_batch=1,
            max_requests_in_flight=100,
            max_properties_per_image=128,
            max_tags_per_image=128,
            max_members_per_image=128,
            max_locations_per_image=10,
            max_subscriptions=5000,
            max_subscriptions_per_connection=100,
            statement_timeout=10.0,
        ),
        authentication=AuthSettings(
            auth="none",
            allow_unauthenticated=False,
            anonymous_read=False,
            proxy_secret=None,
            jwt_jwks_url=None,
            jwt_key_file=None,
            jwt_issuer=None,
            jwt_audience=None,
            jwt_algorithms=("RS256", "ES256"),
            jwt_project_claim="project_id",
            jwt_roles_claim="roles",
            keystone_url=None,
            keystone_token=None,
            keystone_user=None,
            keystone_password=None,
            keystone_project=None,
            keystone_domain="Default",
        ),
    )


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("GLIMPSE_DISK_FORMATS", "raw, iso,raw", "disk_formats", ("raw", "iso")),
        ("GLIMPSE_ALLOW_PUBLISH", "TRUE", "allow_publish", True),
        ("GLIMPSE_INTROSPECTION", "false", "introspection", False),
        ("GLIMPSE_GRAPHIQL", "false", "graphiql", False),
        ("GLIMPSE_DASHBOARD", "false", "dashboard", False),
        ("GLIMPSE_BUSY_TIMEOUT", "7", "busy_timeout", 7.0),
        ("GLIMPSE_SQLITE_CACHE", "2", "sqlite_cache", 2),
        ("GLIMPSE_LOG_FORMAT", "json", "log_format", "json"),
        ("GLIMPSE_LOG_LEVEL", "warning", "log_level", "warning"),
        ("GLIMPSE_LOG_LEVEL", "INFO", "log_level", "info"),
        ("GLIMPSE_LOG_FORMAT", "JSON", "log_format", "json"),
        ("GLIMPSE_IDLE_TIMEOUT", "620", "idle_timeout", 620.0),
        ("GLIMPSE_DATABASE_URL", "postgresql://host/images\n", "database_url", "postgresql://host/images"),
        ("GLIMPSE_ROOT_PATH", "/images\r\n", "root_path", "/images"),
        ("GLIMPSE_METRICS", "false", "metrics", False),
        ("GLIMPSE_OTEL", "true", "otel", True),
        ("HOST", "::", "host", "::"),
        ("PORT", "65535", "port", 65535),
        ("GLIMPSE_SHUTDOWN_TIMEOUT", "3600", "shutdown_timeout", 3600),
        ("GLIMPSE_SHUTDOWN_DELAY", "0.0", "shutdown_delay", 0.0),
        ("GLIMPSE_SHUTDOWN_DELAY", "2.5", "shutdown_delay", 2.5),
        ("GLIMPSE_ROOT_PATH", "/a-b/c.d_~1", "root_path", "/a-b/c.d_~1"),
        ("WEB_CONCURRENCY", "256", "web_concurrency", 256),
    ],
)
def test_a_good_value_is_taken(variable: str, text: str, field: str, value: object) -> None:
    assert getattr(Settings.from_environment({variable: text}), field) == value


def test_the_variables_of_others_are_left_alone() -> None:
    assert Settings.from_environment({"PATH": "", "DATABASE_URL": "x", "glimpse_x": "y"})


def test_the_process_environment_is_read_unless_another_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "8123")
    assert Settings.from_environment().port == 8123


def test_every_setting_is_described_by_a_sentence() -> None:
    assert [setting.variable for setting in SETTINGS if not setting.description.endswith(".")] == []
