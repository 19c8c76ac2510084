"""Typed settings; the only file that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from settings.definitions import PREFIX, SETTINGS, BadSetting
from settings.parsers import SQLITE

VERSION = "0.1.0"


@dataclass(frozen=True)
class Limits:
    """What a request must keep to; the API tells each. The timeout is in seconds."""

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


# Without a default, and of no use to another way of knowing callers.
_ONLY_FOR = {
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
class Callers:
    """Who may call, and how they prove who they are; what shows the settings shows no secret."""

    auth: str
    allow_open: bool
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
        """Raises BadSetting if the way of `auth` lacks something, or has two of which it takes one."""
        self._refuse_settings_of_others()
        if self.auth == "headers":
            self._need("proxy_secret")
        if self.auth == "jwt":
            self._need("jwt_issuer", "jwt_audience")
            if not self._one_of("jwt_jwks_url", "jwt_key_file"):
                self._need("jwt_jwks_url")
        if self.auth == "keystone":
            self._need("keystone_url")
            if not self._one_of("keystone_token", "keystone_password"):
                self._need("keystone_password")
            if self.keystone_password is not None:
                self._need("keystone_user", "keystone_project")

    def _refuse_settings_of_others(self) -> None:
        # Whoever forgot GLIMPSE_AUTH would else serve everyone as administrator.
        if self.allow_open and self.auth != "none":
            raise BadSetting(f"{PREFIX}ALLOW_OPEN is for GLIMPSE_AUTH none, not {self.auth}.")
        for name, way in _ONLY_FOR.items():
            if way != self.auth and getattr(self, name) is not None:
                raise BadSetting(f"{PREFIX}{name.upper()} is for GLIMPSE_AUTH {way}, not {self.auth}.")

    def _need(self, *needed: str) -> None:
        for name in needed:
            if getattr(self, name) is None:
                raise BadSetting(f"{PREFIX}{name.upper()} must be set when GLIMPSE_AUTH is {self.auth}.")

    def _one_of(self, one: str, other: str) -> bool:
        given = [name for name in (one, other) if getattr(self, name) is not None]
        if len(given) > 1:
            raise BadSetting(f"{PREFIX}{one.upper()} and {PREFIX}{other.upper()} exclude each other.")
        return bool(given)


@dataclass(frozen=True)
class Live:
    """How changes are followed; times are in seconds."""

    events_kept: int
    connection_init_timeout: float
    keep_alive: float
    slow_client_timeout: float
    recheck_callers: float


@dataclass(frozen=True)
class Settings:
    """The timeout is in seconds."""

    database_url: str = field(repr=False)
    read_database_url: str | None = field(repr=False)
    pool_size: int
    sqlite_cache: int
    disk_formats: tuple[str, ...]
    container_formats: tuple[str, ...]
    public_by_anyone: bool
    busy_timeout: float
    shutdown_timeout: int
    introspection: bool
    graphiql: bool
    trusted_documents: str | None
    trusted_only: bool
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
    callers: Callers
    live: Live

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """The process's environment unless another is given; raises BadSetting."""
        environ = os.environ if environ is None else environ
        known = {setting.variable for setting in SETTINGS}
        for variable in sorted(environ):
            if variable.startswith(PREFIX) and variable not in known:
                raise BadSetting(f"{variable} is not a setting of Glimpse.")
        values: dict[str, Any] = {setting.field: setting.value(environ) for setting in SETTINGS}
        limits = Limits(**{each.name: values.pop(each.name) for each in fields(Limits)})
        callers = Callers(**{each.name: values.pop(each.name) for each in fields(Callers)})
        callers.check()
        live = Live(**{each.name: values.pop(each.name) for each in fields(Live)})
        if limits.default_page_size > limits.max_page_size:
            raise BadSetting(
                "GLIMPSE_DEFAULT_PAGE_SIZE must not be above GLIMPSE_MAX_PAGE_SIZE, "
                f"which is {limits.max_page_size}."
            )
        settings = cls(**values, limits=limits, callers=callers, live=live)
        settings._check()
        return settings

    def _check(self) -> None:
        if self.read_database_url is not None and not self.on_server:
            raise BadSetting("GLIMPSE_READ_DATABASE_URL is for a server's database, not for a file.")
        if self.trusted_only and self.trusted_documents is None:
            raise BadSetting("GLIMPSE_TRUSTED_DOCUMENTS must be set when GLIMPSE_TRUSTED_ONLY is true.")
        if "*" in self.cors_origins and self.callers.auth == "none":
            # Any page that somebody on this machine opens would be an administrator.
            raise BadSetting("GLIMPSE_CORS_ORIGINS must not be * when GLIMPSE_AUTH is none.")

    @property
    def on_server(self) -> bool:
        """Whether the database is a server's, and no file."""
        return not self.database_url.startswith(SQLITE)

    @property
    def database_path(self) -> Path:
        """The SQLite file; a relative one is looked for in the working directory."""
        return Path(os.path.expanduser(self.database_url.removeprefix(SQLITE)))
