"""Typed settings; the only file that reads the environment."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

VERSION = "0.1.0"

PREFIX = "GLIMPSE_"

_SQLITE = "sqlite+aiosqlite:///"


class BadSetting(ValueError):
    """A variable cannot be used; the message names it in a sentence."""


class _Unfit(ValueError):
    """Why a text cannot be a setting's value; completes a sentence that begins with its name."""


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
        except _Unfit as unfit:
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


@dataclass(frozen=True)
class Settings:
    """Timeouts are in seconds."""

    database_url: str
    auth: str
    disk_formats: tuple[str, ...]
    container_formats: tuple[str, ...]
    public_by_anyone: bool
    statement_timeout: float
    busy_timeout: float
    introspection: bool
    host: str
    port: int
    limits: Limits

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """The process's environment unless another is given; raises BadSetting."""
        environ = os.environ if environ is None else environ
        known = {setting.variable for setting in SETTINGS}
        for variable in sorted(environ):
            if variable.startswith(PREFIX) and variable not in known:
                raise BadSetting(f"{variable} is not a setting of Glimpse.")
        values: dict[str, Any] = {setting.field: setting.value(environ) for setting in SETTINGS}
        limits = Limits(**{field.name: values.pop(field.name) for field in fields(Limits)})
        if limits.default_page_size > limits.max_page_size:
            raise BadSetting(
                "GLIMPSE_DEFAULT_PAGE_SIZE must not be above GLIMPSE_MAX_PAGE_SIZE, "
                f"which is {limits.max_page_size}."
            )
        return cls(**values, limits=limits)

    @property
    def database_path(self) -> Path:
        """The SQLite file; a relative one is looked for in the working directory."""
        return Path(os.path.expanduser(self.database_url.removeprefix(_SQLITE)))


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        # `int` would also take signs, blanks, underscores and the digits of other scripts.
        if re.fullmatch(r"[0-9]{1,18}", text) and low <= int(text) <= high:
            return int(text)
        raise _Unfit(f"must be a whole number from {low} to {high}")

    return read


def _seconds(text: str) -> float:
    if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text) and 0.001 <= float(text) <= 3600:
        return float(text)
    raise _Unfit("must be a number of seconds from 0.001 to 3600, such as 2.5")


def _truth(text: str) -> bool:
    truths = {"true": True, "false": False}
    if text.lower() in truths:
        return truths[text.lower()]
    raise _Unfit("must be true or false")


def _names(text: str) -> tuple[str, ...]:
    names = [name.strip() for name in text.split(",")]
    if all(1 <= len(name) <= 20 and name.isprintable() for name in names):
        return tuple(dict.fromkeys(names))
    raise _Unfit("must be names of 1 to 20 characters with commas between them")


def _database_url(text: str) -> str:
    # No message repeats the value: the address of another kind of database may hold a password.
    if not text.startswith(_SQLITE):
        raise _Unfit(f"must begin with {_SQLITE}, the only kind of database served so far")
    path = text.removeprefix(_SQLITE)
    if path == ":memory:" or path.startswith("file:"):
        raise _Unfit("must name a file: a database in memory would be lost at every restart")
    if "?" in path or not path.isprintable():
        raise _Unfit("must be the path of a file without options or control characters")
    if not path.strip() or path.endswith("/"):
        raise _Unfit(f"must name a file, such as {_SQLITE}data/glimpse.db")
    return text


def _auth(text: str) -> str:
    if text == "none":
        return text
    if text in ("headers", "jwt", "keystone"):
        raise _Unfit(f"cannot be {text} yet: only none is served so far")
    raise _Unfit("must be none")


def _host(text: str) -> str:
    if text and text.isprintable() and " " not in text:
        return text
    raise _Unfit("must be an address or name to listen at, such as 127.0.0.1")


_COUNT = _whole(1, 1_000_000)

SETTINGS = (
    Setting(
        "GLIMPSE_DATABASE_URL",
        "sqlite+aiosqlite:///data/glimpse.db",
        "Where the images are: three slashes and a relative path, four and an absolute one.",
        _database_url,
    ),
    Setting("GLIMPSE_AUTH", "none", "Who is calling: none makes everyone administrator.", _auth),
    Setting(
        "GLIMPSE_DISK_FORMATS",
        "ami,ari,aki,vhd,vhdx,vmdk,raw,qcow2,vdi,iso,ploop",
        "The disk formats that an image may have.",
        _names,
    ),
    Setting(
        "GLIMPSE_CONTAINER_FORMATS",
        "ami,ari,aki,bare,ovf,ova,docker,compressed",
        "The container formats that an image may have.",
        _names,
    ),
    Setting(
        "GLIMPSE_PUBLIC_BY_ANYONE",
        "false",
        "Whether others than administrators may make an image public.",
        _truth,
    ),
    Setting("GLIMPSE_DEFAULT_PAGE_SIZE", "25", "Images on a page unless asked.", _COUNT),
    Setting("GLIMPSE_MAX_PAGE_SIZE", "1000", "Images on a page at most.", _COUNT),
    Setting("GLIMPSE_MAX_BULK_ITEMS", "100", "Images that one mutation may change.", _COUNT),
    Setting("GLIMPSE_MAX_QUERY_TOKENS", "10000", "Tokens of a document.", _COUNT),
    Setting("GLIMPSE_MAX_QUERY_DEPTH", "12", "Levels of nested fields.", _whole(1, 100)),
    # Each is an expression that SQLite has to compile.
    Setting("GLIMPSE_MAX_QUERY_ALIASES", "500", "Aliased fields of a query.", _whole(1, 1500)),
    # 900 alternatives took 10 s on a million images.
    Setting("GLIMPSE_MAX_FILTER_CONDITIONS", "100", "Conditions of a filter.", _whole(1, 300)),
    Setting(
        "GLIMPSE_MAX_REQUEST_BYTES",
        # An image may have 128 properties of 65 535 bytes, and JSON may spell them longer.
        "16777216",
        "Bytes of a request's body at most.",
        _whole(1024, 2**30),
    ),
    Setting("GLIMPSE_MAX_PROPERTIES_PER_IMAGE", "128", "Properties of one image.", _COUNT),
    Setting("GLIMPSE_MAX_TAGS_PER_IMAGE", "128", "Tags of one image.", _COUNT),
    Setting("GLIMPSE_MAX_MEMBERS_PER_IMAGE", "128", "Members of one image.", _COUNT),
    Setting("GLIMPSE_MAX_LOCATIONS_PER_IMAGE", "10", "Locations of one image.", _COUNT),
    Setting("GLIMPSE_STATEMENT_TIMEOUT", "10.0", "Seconds that one read may take.", _seconds),
    Setting("GLIMPSE_BUSY_TIMEOUT", "5.0", "Seconds to wait for a locked database.", _seconds),
    Setting("GLIMPSE_INTROSPECTION", "true", "Whether clients may ask for the schema.", _truth),
    Setting("HOST", "127.0.0.1", "The address to listen at.", _host),
    Setting("PORT", "8000", "The port to listen at.", _whole(1, 65535)),
)
