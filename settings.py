"""Typed settings; the only file that reads the environment."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from setting_texts import (
    SQLITE,
    Unfit,
    algorithms,
    auth,
    claim,
    database_url,
    host,
    keystone_address,
    line,
    names,
    optional,
    seconds,
    secret,
    token,
    truth,
    web_address,
    whole,
)

VERSION = "0.1.0"

PREFIX = "GLIMPSE_"


class BadSetting(ValueError):
    """A variable cannot be used; the message names it in a sentence."""


@dataclass(frozen=True)
class Setting:
    """A variable of the environment; the README's table has a line for each."""

    variable: str
    default: str
    words: str
    read: Callable[[str], object]

    @property
    def field(self) -> str:
        return self.variable.removeprefix(PREFIX).lower()

    def value(self, environ: Mapping[str, str]) -> object:
        try:
            return self.read(environ.get(self.variable, self.default))
        except Unfit as unfit:
            raise BadSetting(f"{self.variable} {unfit}.") from unfit


@dataclass(frozen=True)
class Limits:
    default_page_size: int
    max_page_size: int
    max_bulk_items: int
    max_query_tokens: int
    max_query_depth: int
    max_query_aliases: int
    max_filter_conditions: int
    max_request_bytes: int
    max_properties_per_image: int
    max_tags_per_image: int
    max_members_per_image: int
    max_locations_per_image: int


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
class Settings:
    """Timeouts are in seconds."""

    database_url: str
    disk_formats: tuple[str, ...]
    container_formats: tuple[str, ...]
    public_by_anyone: bool
    statement_timeout: float
    busy_timeout: float
    introspection: bool
    host: str
    port: int
    limits: Limits
    callers: Callers

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
        if limits.default_page_size > limits.max_page_size:
            raise BadSetting(
                "GLIMPSE_DEFAULT_PAGE_SIZE must not be above GLIMPSE_MAX_PAGE_SIZE, "
                f"which is {limits.max_page_size}."
            )
        return cls(**values, limits=limits, callers=callers)

    @property
    def database_path(self) -> Path:
        """The SQLite file; a relative one is looked for in the working directory."""
        return Path(os.path.expanduser(self.database_url.removeprefix(SQLITE)))


_COUNT = whole(1, 1_000_000)

SETTINGS = (
    Setting(
        "GLIMPSE_DATABASE_URL",
        "sqlite+aiosqlite:///data/glimpse.db",
        "Where the images are: three slashes and a relative path, four and an absolute one.",
        database_url,
    ),
    Setting("GLIMPSE_AUTH", "none", "How callers prove who they are: none, headers, jwt or keystone.", auth),
    Setting(
        "GLIMPSE_ALLOW_OPEN",
        "false",
        "Under none: whether callers elsewhere than on this machine are administrators too.",
        truth,
    ),
    Setting(
        "GLIMPSE_ANONYMOUS_READ",
        "false",
        "Under the others: whether callers without credentials may read what anyone may.",
        truth,
    ),
    Setting("GLIMPSE_PROXY_SECRET", "", "What the proxy proves itself with under headers.", optional(secret)),
    Setting("GLIMPSE_JWT_JWKS_URL", "", "Where the issuer publishes its keys.", optional(web_address)),
    Setting("GLIMPSE_JWT_KEY_FILE", "", "Or a file with its one public key, as PEM.", optional(line)),
    Setting("GLIMPSE_JWT_ISSUER", "", "The `iss` that tokens must have.", optional(line)),
    Setting("GLIMPSE_JWT_AUDIENCE", "", "The `aud` that tokens must have.", optional(line)),
    Setting("GLIMPSE_JWT_ALGORITHMS", "RS256,ES256", "How tokens may be signed.", algorithms),
    Setting("GLIMPSE_JWT_PROJECT_CLAIM", "project_id", "Where a token names the project.", claim),
    Setting(
        "GLIMPSE_JWT_ROLES_CLAIM",
        "roles",
        "Where a token names the roles, such as `realm_access.roles`.",
        claim,
    ),
    Setting(
        "GLIMPSE_KEYSTONE_URL", "", "Where Keystone is, with or without /v3.", optional(keystone_address)
    ),
    Setting("GLIMPSE_KEYSTONE_TOKEN", "", "A token that may validate others.", optional(token)),
    Setting("GLIMPSE_KEYSTONE_USER", "", "Or the name of a user who may.", optional(line)),
    Setting("GLIMPSE_KEYSTONE_PASSWORD", "", "That user's password.", optional(line)),
    Setting("GLIMPSE_KEYSTONE_PROJECT", "", "The name of that user's project.", optional(line)),
    Setting("GLIMPSE_KEYSTONE_DOMAIN", "Default", "The name of the domain of both.", line),
    Setting(
        "GLIMPSE_DISK_FORMATS",
        "ami,ari,aki,vhd,vhdx,vmdk,raw,qcow2,vdi,iso,ploop",
        "The disk formats that an image may have.",
        names,
    ),
    Setting(
        "GLIMPSE_CONTAINER_FORMATS",
        "ami,ari,aki,bare,ovf,ova,docker,compressed",
        "The container formats that an image may have.",
        names,
    ),
    Setting(
        "GLIMPSE_PUBLIC_BY_ANYONE",
        "false",
        "Whether others than administrators may make an image public.",
        truth,
    ),
    Setting("GLIMPSE_DEFAULT_PAGE_SIZE", "25", "Images on a page unless asked.", _COUNT),
    Setting("GLIMPSE_MAX_PAGE_SIZE", "1000", "Images on a page at most.", _COUNT),
    Setting("GLIMPSE_MAX_BULK_ITEMS", "100", "Images that one mutation may change.", _COUNT),
    Setting("GLIMPSE_MAX_QUERY_TOKENS", "10000", "Tokens of a document.", _COUNT),
    Setting("GLIMPSE_MAX_QUERY_DEPTH", "12", "Levels of nested fields.", whole(1, 100)),
    # Each is an expression that SQLite has to compile.
    Setting("GLIMPSE_MAX_QUERY_ALIASES", "500", "Aliased fields of a query.", whole(1, 1500)),
    # 900 alternatives took 10 s on a million images.
    Setting("GLIMPSE_MAX_FILTER_CONDITIONS", "100", "Conditions of a filter.", whole(1, 300)),
    Setting(
        "GLIMPSE_MAX_REQUEST_BYTES",
        # An image may have 128 properties of 65 535 bytes, and JSON may spell them longer.
        "16777216",
        "Bytes of a request's body at most.",
        whole(1024, 2**30),
    ),
    Setting("GLIMPSE_MAX_PROPERTIES_PER_IMAGE", "128", "Properties of one image.", _COUNT),
    Setting("GLIMPSE_MAX_TAGS_PER_IMAGE", "128", "Tags of one image.", _COUNT),
    Setting("GLIMPSE_MAX_MEMBERS_PER_IMAGE", "128", "Members of one image.", _COUNT),
    Setting("GLIMPSE_MAX_LOCATIONS_PER_IMAGE", "10", "Locations of one image.", _COUNT),
    Setting("GLIMPSE_STATEMENT_TIMEOUT", "10.0", "Seconds that one read may take.", seconds),
    Setting("GLIMPSE_BUSY_TIMEOUT", "5.0", "Seconds to wait for a locked database.", seconds),
    Setting("GLIMPSE_INTROSPECTION", "true", "Whether clients may ask for the schema.", truth),
    Setting("HOST", "127.0.0.1", "The address to listen at.", host),
    Setting("PORT", "8000", "The port to listen at.", whole(1, 65535)),
)
