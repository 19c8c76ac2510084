"""What pages claim of the program, in forms that can be compared: settings, codes, limits, metrics, rules."""

import re
from collections.abc import Iterator

from graphql import GraphQLEnumType, build_schema

from resolvers import errors
from settings import CLIENT_VARIABLES
from settings.definitions import SETTINGS
from tests.support.pages.markdown import Page
from tests.support.paths import EXPORTED_SCHEMA

# Codes that no class of `resolvers.errors` has.
_OTHER_CODES = {
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "INTERNAL_SERVER_ERROR",
    "PERSISTED_QUERY_NOT_FOUND",
    "TOO_SLOW",
}

# Words in capitals that are neither codes nor of the schema nor settings.
_OTHER_WORDS = {
    "ALL_PROXY",
    "CREATE",
    "DELETE",
    "EUC_JP",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "INSERT",
    "LISTEN",
    "NOTIFY",
    "NO_COLOR",
    "NO_PROXY",
    "SELECT",
    "SIGKILL",
    "SIGTERM",
    "SQL_ASCII",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "TMPDIR",
    "UPDATE",
    "WEBSOCKET",
}

# What a command that `glimpse image watch` runs gets.
_EVENT_VARIABLES = ("GLIMPSE_EVENT_CURSOR", "GLIMPSE_EVENT_TYPE", "GLIMPSE_IMAGE_ID")

# What Kubernetes makes of a Service named glimpse, and what the command line reads.
_NO_SETTINGS = {"GLIMPSE_PORT", "GLIMPSE_SERVICE_HOST", *CLIENT_VARIABLES, *_EVENT_VARIABLES}

# Databases, tables, roles, and a package.
_NO_METRICS = {"glimpse_alembic_version", "glimpse_app", "glimpse_bench", "glimpse_client"}

_SETTING_ROW = re.compile(r"^\| `([A-Z_]+)` \| `([^`]*)` \| (.+) \|$", re.MULTILINE)
_SETTING = re.compile(r"\bGLIMPSE_[A-Z_]*[A-Z]\b")
_CAPITALS = re.compile(r"(?<![\w<{$-])[A-Z]+_[A-Z_]*[A-Z](?![\w>}])|`([A-Z]{6,})`")
_LIMIT = re.compile(r"(\d[\d.]*)(?: [a-z]+){0,4} \(`(GLIMPSE_[A-Z_]+)`\)")
_LIMIT_ROW = re.compile(r"^\| .+ \| (\d[\d.]*) \| `(GLIMPSE_[A-Z_]+)` \|$", re.MULTILINE)
_METRIC = re.compile(r"\bglimpse_[a-z_]+[a-z]\b")
_CITATION = re.compile(r"rules(?:\.md)?`? ((?:§\d+(?:, | and )?)+)")


def settings_listed(page: Page) -> list[tuple[str, str, str]]:
    """Variable, default and words of each row."""
    return _SETTING_ROW.findall(page.text)


def settings_named(page: Page) -> set[str]:
    """The settings, with files for them under the settings' own names."""
    variables = {each.file_variable: each.variable for each in SETTINGS}
    return {variables.get(name, name) for name in _SETTING.findall(page.text)} - _NO_SETTINGS


def error_codes() -> set[str]:
    """Every code that a response may have."""
    ours = {each.code for each in errors.GlimpseError.__subclasses__()}
    return ours | {code for code, _ in errors.STORE_ERRORS.values()} | _OTHER_CODES


def codes_explained(page: Page) -> set[str]:
    """The codes that a table of the page has a row for."""
    return set(re.findall(r"^\| `([A-Z_]{7,})` \| \w", page.text, re.MULTILINE)) - _schema_words()


def unknown_capitals(page: Page) -> list[str]:
    """Words that look like a code and are none, nor a word of the schema, nor a setting."""
    found = {match[1] or match[0] for match in _CAPITALS.finditer(page.text)}
    known = error_codes() | _schema_words() | _OTHER_WORDS | {each.variable for each in SETTINGS}
    return sorted(each for each in found - known if not each.startswith(("GLIMPSE_", "OTEL_", "TEST_")))


def _schema_words() -> set[str]:
    types = build_schema(EXPORTED_SCHEMA.read_text()).type_map.values()
    return {value for each in types if isinstance(each, GraphQLEnumType) for value in each.values}


def limits_claimed(page: Page) -> Iterator[tuple[str, str]]:
    """Setting and number of each limit, as in "100 images (`GLIMPSE_X`)" or in a row of a table."""
    text = " ".join(page.text.split("\n"))
    for number, setting in [*_LIMIT.findall(text), *_LIMIT_ROW.findall(page.text)]:
        yield setting, number


def metrics_named(page: Page) -> set[str]:
    """Without the endings of a histogram's series."""
    named = {re.sub(r"_(bucket|sum|count)$", "", each) for each in _METRIC.findall(page.text)}
    return named - _NO_METRICS


def rules_cited(source: str) -> set[str]:
    """The numbers of the rules that a module cites."""
    return {number for cited in _CITATION.findall(source) for number in re.findall(r"§(\d+)", cited)}
