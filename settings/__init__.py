"""Typed settings; the only file that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from settings.definitions import SETTINGS
from settings.service_links import is_service_link
from settings.setting import PREFIX, InvalidSettingError

VERSION = "0.1.0"

# Of the command line, which is a client: a shell may have them where it starts a server.
CLIENT_VARIABLES = ("GLIMPSE_TOKEN", "GLIMPSE_URL")


@dataclass(frozen=True)
class Limits:
    """Limits of requests; `registry.limits` shows all of them. The timeout is in seconds."""

    default_page_size: int
    max_page_size: int
    max_rows: int
    max_bulk_items: int
    max_query_characters: int
    max_query_tokens: int
    max_query_depth: int
    max_query_aliases: int
    max_query_root_fields: int
    max_query_directives: int
    max_filter_conditions: int
    max_filter_depth: int
    max_list_items: int
    max_json_depth: int
    max_request_bytes: int
    max_batch: int
    max_requests_in_flight: int
    max_properties_per_image: int
    max_tags_per_image: int
    max_members_per_image: int
    max_locations_per_image: int
    max_subscriptions: int
    max_subscriptions_per_connection: int
    statement_timeout: float


# Settings without a default that belong to one authentication method only.
_AUTH_METHOD_OF_FIELD = {
    "proxy_secret": "headers",
    "jwt_jwks_url": "jwt",
    "jwt_key_file": "jwt",
    "jwt_issuer": "jwt",
    "jwt_audience": "jwt",
    "keystone_url": "keystone",
    "keystone_token": "keystone",
    "keystone_user": "keystone",
    "keystone_password": "keystone",
    "keystone_project": "keystone",
}


@dataclass(frozen=True)
class AuthSettings:
    """How callers authenticate; the repr leaves secrets out."""

    auth: str
    allow_unauthenticated: bool
    anonymous_read: bool
    proxy_secret: str | None = field(repr=False)
    jwt_jwks_url: str | None
    jwt_key_file: str | None
    jwt_issuer: str | None
    jwt_audience: str | None
    jwt_algorithms: tuple[str, ...]
    jwt_project_claim: str
    jwt_roles_claim: str
    keystone_url: str | None
    keystone_token: str | None = field(repr=False)
    keystone_user: str | None
    keystone_password: str | None = field(repr=False)
    keystone_project: str | None
    keystone_domain: str

    def check(self) -> None:
        """Raises InvalidSettingError if the method `auth` lacks a setting or has two that conflict."""
        self._reject_other_methods()
        if self.auth == "headers":
            self._require("proxy_secret")
        if self.auth == "jwt":
            self._require("jwt_issuer", "jwt_audience")
            if not self._require_exclusive("jwt_jwks_url", "jwt_key_file"):
                self._require("jwt_jwks_url")
        if self.auth == "keystone":
            self._require("keystone_url")
            if not self._require_exclusive("keystone_token", "keystone_password"):
                self._require("keystone_password")
            if self.keystone_password is not None:
                self._require("keystone_user", "keystone_project")

    def _reject_other_methods(self) -> None:
        # Otherwise a forgotten GLIMPSE_AUTH would make every caller an administrator.
        if self.allow_unauthenticated and self.auth != "none":
            raise InvalidSettingError(
                f"`{PREFIX}ALLOW_UNAUTHENTICATED` requires `GLIMPSE_AUTH` to be `none`, not `{self.auth}`."
            )
        for name, way in _AUTH_METHOD_OF_FIELD.items():
            if way != self.auth and getattr(self, name) is not None:
                raise InvalidSettingError(
                    f"`{PREFIX}{name.upper()}` requires `GLIMPSE_AUTH` to be `{way}`, not `{self.auth}`."
                )

    def _require(self, *needed: str) -> None:
        for name in needed:
            if getattr(self, name) is None:
                raise InvalidSettingError(
                    f"`{PREFIX}{name.upper()}` must be set when `GLIMPSE_AUTH` is `{self.auth}`."
                )

    def _require_exclusive(self, one: str, other: str) -> bool:
        given = [name for name in (one, other) if getattr(self, name) is not None]
        if len(given) > 1:
            raise InvalidSettingError(
                f"`{PREFIX}{one.upper()}` and `{PREFIX}{other.upper()}` must not be set together."
            )
        return bool(given)


@dataclass(frozen=True)
class SubscriptionSettings:
    """Settings of subscriptions; times are in seconds."""

    event_retention: int
    event_max_age: int
    connection_init_timeout: float
    keep_alive: float
    slow_client_timeout: float
    reauth_interval: float


@dataclass(frozen=True)
class Settings:
    """All settings, parsed and checked; timeouts are in seconds."""

    database_url: str = field(repr=False)
    read_database_url: str | None = field(repr=False)
    pool_size: int
    sqlite_cache: int
    disk_formats: tuple[str, ...]
    container_formats: tuple[str, ...]
    allow_publish: bool
    busy_timeout: float
    request_head_timeout: float
    request_body_timeout: float
    send_timeout: float
    idle_timeout: float
    shutdown_delay: float
    shutdown_timeout: int
    introspection: bool
    graphiql: bool
    dashboard: bool
    compression: bool
    trusted_documents: str | None
    trusted_documents_only: bool
    cors_origins: tuple[str, ...]
    root_path: str
    log_format: str
    log_level: str
    metrics: bool
    otel: bool
    host: str
    port: int
    web_concurrency: int
    limits: Limits
    authentication: AuthSettings
    subscriptions: SubscriptionSettings

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Reads the process's environment, unless another is given; raises InvalidSettingError."""
        environ = os.environ if environ is None else environ
        _reject_unknown(environ)
        values: dict[str, Any] = {setting.field: setting.value(environ) for setting in SETTINGS}
        limits = Limits(**{each.name: values.pop(each.name) for each in fields(Limits)})
        authentication = AuthSettings(**{each.name: values.pop(each.name) for each in fields(AuthSettings)})
        authentication.check()
        subscriptions = SubscriptionSettings(
            **{each.name: values.pop(each.name) for each in fields(SubscriptionSettings)}
        )
        if limits.default_page_size > limits.max_page_size:
            raise InvalidSettingError(
                "`GLIMPSE_DEFAULT_PAGE_SIZE` must not be above `GLIMPSE_MAX_PAGE_SIZE`, "
                f"which is {limits.max_page_size}."
            )
        settings = cls(**values, limits=limits, authentication=authentication, subscriptions=subscriptions)
        settings._check()
        return settings

    def _check(self) -> None:
        if self.trusted_documents_only and self.trusted_documents is None:
            raise InvalidSettingError(
                "`GLIMPSE_TRUSTED_DOCUMENTS` must be set when `GLIMPSE_TRUSTED_DOCUMENTS_ONLY` is `true`."
            )
        if "*" in self.cors_origins and self.authentication.auth == "none":
            # Every web page opened on this machine would act as an administrator.
            raise InvalidSettingError("`GLIMPSE_CORS_ORIGINS` must not be `*` when `GLIMPSE_AUTH` is `none`.")


def _reject_unknown(environ: Mapping[str, str]) -> None:
    known = {name for setting in SETTINGS for name in (setting.variable, setting.file_variable)}
    for variable in sorted(environ):
        if (
            variable.startswith(PREFIX)
            and variable not in known
            and variable not in CLIENT_VARIABLES
            and not is_service_link(variable, environ[variable])
        ):
            plain = variable.removeprefix(PREFIX)
            hint = f" The setting is `{plain}`." if plain in known else ""
            raise InvalidSettingError(f"`{variable}` is not a setting of Glimpse.{hint}")
