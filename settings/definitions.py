"""Every setting: its variable, its default, its description and its parser."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from settings.parsers import (
    InvalidValueError,
    algorithms,
    boolean,
    claim,
    database_url,
    host,
    integer,
    keystone_address,
    names,
    one_of,
    optional,
    origins,
    root_path,
    seconds,
    secret,
    server_url,
    single_line,
    token,
    web_address,
)

PREFIX = "GLIMPSE_"


class InvalidSettingError(ValueError):
    """A setting is invalid; the message is a sentence that names its variable."""


@dataclass(frozen=True)
class Setting:
    """An environment variable; docs/settings.md has a row for each."""

    variable: str
    default: str
    description: str
    parse: Callable[[str], object]

    @property
    def field(self) -> str:
        return self.variable.removeprefix(PREFIX).lower()

    def value(self, environ: Mapping[str, str]) -> object:
        try:
            return self.parse(environ.get(self.variable, self.default))
        except InvalidValueError as unfit:
            raise InvalidSettingError(f"`{self.variable}` {unfit}.") from unfit


_count = integer(1, 1_000_000)

SETTINGS = (
    Setting(
        "GLIMPSE_DATABASE_URL",
        "sqlite+aiosqlite:///data/glimpse.db",
        "URL of the database: an SQLite file (three slashes and its path) or a server.",
        database_url,
    ),
    Setting(
        "GLIMPSE_READ_DATABASE_URL",
        "",
        "URL of a replica of the server's database; queries read from it.",
        optional(server_url),
    ),
    Setting(
        "GLIMPSE_POOL_SIZE",
        "10",
        "Connections of each process to a server for reads, and as many for changes.",
        integer(1, 1000),
    ),
    Setting(
        "GLIMPSE_SQLITE_CACHE",
        "64",
        "MiB of page cache for each of the four connections to an SQLite file.",
        integer(1, 65_536),
    ),
    Setting(
        "GLIMPSE_AUTH",
        "none",
        "How callers authenticate: `none`, `headers`, `jwt` or `keystone`.",
        one_of("none", "headers", "jwt", "keystone"),
    ),
    Setting(
        "GLIMPSE_ALLOW_UNAUTHENTICATED",
        "false",
        "With `none`: whether callers on other machines are administrators too.",
        boolean,
    ),
    Setting(
        "GLIMPSE_ANONYMOUS_READ",
        "false",
        "With the others: whether callers without credentials may read public and community images.",
        boolean,
    ),
    Setting("GLIMPSE_PROXY_SECRET", "", "With `headers`: the secret that the proxy sends.", optional(secret)),
    Setting("GLIMPSE_JWT_JWKS_URL", "", "With `jwt`: URL of the issuer's key set.", optional(web_address)),
    Setting("GLIMPSE_JWT_KEY_FILE", "", "Or a PEM file with its one public key.", optional(single_line)),
    Setting("GLIMPSE_JWT_ISSUER", "", "Required `iss` claim of tokens.", optional(single_line)),
    Setting("GLIMPSE_JWT_AUDIENCE", "", "Required `aud` claim of tokens.", optional(single_line)),
    Setting("GLIMPSE_JWT_ALGORITHMS", "RS256,ES256", "Accepted signature algorithms.", algorithms),
    Setting("GLIMPSE_JWT_PROJECT_CLAIM", "project_id", "Claim that names the project.", claim),
    Setting(
        "GLIMPSE_JWT_ROLES_CLAIM",
        "roles",
        "Claim that lists the roles, such as `realm_access.roles`.",
        claim,
    ),
    Setting(
        "GLIMPSE_KEYSTONE_URL",
        "",
        "With `keystone`: its URL, with or without /v3.",
        optional(keystone_address),
    ),
    Setting("GLIMPSE_KEYSTONE_TOKEN", "", "A token that may validate other tokens.", optional(token)),
    Setting("GLIMPSE_KEYSTONE_USER", "", "Or the name of a user who may do so.", optional(single_line)),
    Setting("GLIMPSE_KEYSTONE_PASSWORD", "", "That user's password.", optional(single_line)),
    Setting("GLIMPSE_KEYSTONE_PROJECT", "", "Name of that user's project.", optional(single_line)),
    Setting("GLIMPSE_KEYSTONE_DOMAIN", "Default", "Name of the domain of user and project.", single_line),
    Setting(
        "GLIMPSE_DISK_FORMATS",
        "ami,ari,aki,vhd,vhdx,vmdk,raw,qcow2,vdi,iso,ploop",
        "Disk formats that an image may have.",
        names,
    ),
    Setting(
        "GLIMPSE_CONTAINER_FORMATS",
        "ami,ari,aki,bare,ovf,ova,docker,compressed",
        "Container formats that an image may have.",
        names,
    ),
    Setting(
        "GLIMPSE_ALLOW_PUBLISH",
        "false",
        "Whether callers other than administrators may make an image public.",
        boolean,
    ),
    Setting("GLIMPSE_DEFAULT_PAGE_SIZE", "25", "Images on a page if the request sets no size.", _count),
    Setting("GLIMPSE_MAX_PAGE_SIZE", "1000", "Maximum images on a page.", _count),
    Setting("GLIMPSE_MAX_ROWS", "10000", "Maximum images that one request may select in total.", _count),
    Setting(
        "GLIMPSE_MAX_BULK_ITEMS",
        "100",
        "Maximum images that one mutation may change, up to 10000.",
        # Their ids are bind parameters; PostgreSQL allows at most 32767 in a statement.
        integer(1, 10_000),
    ),
    Setting(
        "GLIMPSE_MAX_QUERY_CHARACTERS",
        # Comments and commas are not tokens, but take as long to parse.
        "262144",
        "Maximum characters of a document.",
        integer(1000, 1_000_000),
    ),
    Setting(
        "GLIMPSE_MAX_QUERY_TOKENS",
        "10000",
        "Maximum tokens of a document; also of its selections, counted at each use of a fragment.",
        _count,
    ),
    Setting("GLIMPSE_MAX_QUERY_DEPTH", "12", "Maximum levels of nested fields.", integer(1, 100)),
    # Each becomes an expression that SQLite must compile.
    Setting("GLIMPSE_MAX_QUERY_ALIASES", "500", "Maximum aliased fields of an operation.", integer(1, 1500)),
    Setting("GLIMPSE_MAX_QUERY_ROOT_FIELDS", "50", "Maximum root fields of an operation.", integer(1, 1000)),
    Setting("GLIMPSE_MAX_QUERY_DIRECTIVES", "100", "Maximum directives of an operation.", integer(1, 1000)),
    # 900 alternatives took 10 s on a million images.
    Setting("GLIMPSE_MAX_FILTER_CONDITIONS", "100", "Maximum conditions of a filter.", integer(1, 300)),
    # SQLite's parser allows 40 in the longest possible list: see db/rows/filter.py.
    Setting("GLIMPSE_MAX_FILTER_DEPTH", "20", "Maximum levels of a filter.", integer(1, 30)),
    Setting("GLIMPSE_MAX_LIST_ITEMS", "10000", "Maximum items of one list in the variables.", _count),
    Setting(
        "GLIMPSE_MAX_JSON_DEPTH",
        "64",
        "Maximum levels of nested lists and objects, in a request's body or in a literal.",
        # graphql-core refuses more.
        integer(10, 200),
    ),
    Setting(
        "GLIMPSE_MAX_REQUEST_BYTES",
        # An image may have 128 properties of 65 535 bytes, and JSON may spell them longer.
        "16777216",
        "Maximum bytes of a request's body.",
        integer(1024, 2**30),
    ),
    Setting(
        "GLIMPSE_MAX_BATCH",
        "1",
        "Maximum requests in a body that is a JSON array; 1 allows no arrays.",
        integer(1, 100),
    ),
    Setting(
        "GLIMPSE_MAX_REQUESTS_IN_FLIGHT",
        "100",
        "Maximum requests that each process executes at a time.",
        _count,
    ),
    Setting("GLIMPSE_MAX_PROPERTIES_PER_IMAGE", "128", "Maximum properties of one image.", _count),
    Setting("GLIMPSE_MAX_TAGS_PER_IMAGE", "128", "Maximum tags of one image.", _count),
    Setting("GLIMPSE_MAX_MEMBERS_PER_IMAGE", "128", "Maximum members of one image.", _count),
    Setting("GLIMPSE_MAX_LOCATIONS_PER_IMAGE", "10", "Maximum locations of one image.", _count),
    Setting("GLIMPSE_MAX_SUBSCRIPTIONS", "5000", "Maximum open subscriptions of each process.", _count),
    Setting(
        "GLIMPSE_MAX_SUBSCRIPTIONS_PER_CONNECTION",
        "100",
        "Maximum operations in progress on one WebSocket.",
        _count,
    ),
    Setting(
        "GLIMPSE_EVENT_RETENTION",
        "100000",
        "Number of newest events that are kept, for subscribers to resume.",
        integer(1, 1_000_000_000),
    ),
    Setting(
        "GLIMPSE_CONNECTION_INIT_TIMEOUT",
        "10.0",
        "Seconds that a WebSocket client has to authenticate.",
        seconds,
    ),
    Setting(
        "GLIMPSE_KEEP_ALIVE",
        "15.0",
        "Seconds between two keep-alive messages on an idle connection.",
        seconds,
    ),
    Setting(
        "GLIMPSE_SLOW_CLIENT_TIMEOUT",
        "10.0",
        "Seconds that a subscriber may pause reading before it is disconnected.",
        seconds,
    ),
    Setting(
        "GLIMPSE_REAUTH_INTERVAL",
        "10.0",
        "Seconds between two checks of a subscriber's credentials.",
        seconds,
    ),
    Setting("GLIMPSE_REQUEST_HEAD_TIMEOUT", "10.0", "Seconds that a request's head may take.", seconds),
    Setting("GLIMPSE_REQUEST_BODY_TIMEOUT", "60.0", "Seconds that a request's body may take.", seconds),
    Setting(
        "GLIMPSE_SEND_TIMEOUT",
        "60.0",
        "Seconds that a client may pause reading an answer before it is disconnected.",
        seconds,
    ),
    Setting("GLIMPSE_STATEMENT_TIMEOUT", "10.0", "Seconds that one read may take.", seconds),
    Setting("GLIMPSE_BUSY_TIMEOUT", "5.0", "Seconds to wait for a locked database.", seconds),
    Setting(
        "GLIMPSE_SHUTDOWN_TIMEOUT",
        "30",
        "Seconds that requests in progress have to finish when the server stops.",
        integer(1, 3600),
    ),
    Setting("GLIMPSE_INTROSPECTION", "true", "Whether clients may read the schema.", boolean),
    Setting("GLIMPSE_GRAPHIQL", "true", "Whether browsers get GraphiQL at the endpoint.", boolean),
    Setting("GLIMPSE_COMPRESSION", "true", "Whether long answers are compressed on request.", boolean),
    Setting(
        "GLIMPSE_TRUSTED_DOCUMENTS",
        "",
        "Path of a manifest of documents that clients name by `documentId`.",
        optional(single_line),
    ),
    Setting("GLIMPSE_TRUSTED_DOCUMENTS_ONLY", "false", "Whether other documents are refused.", boolean),
    Setting(
        "GLIMPSE_CORS_ORIGINS",
        "",
        "Origins whose web pages may use the API from a browser, with commas between them, or `*`.",
        origins,
    ),
    Setting("GLIMPSE_ROOT_PATH", "", "Path under which a proxy serves Glimpse, such as /images.", root_path),
    Setting("GLIMPSE_LOG_FORMAT", "text", "Format of log lines: `text` or `json`.", one_of("text", "json")),
    Setting(
        "GLIMPSE_LOG_LEVEL",
        "info",
        "Lowest level that is logged: `debug`, `info`, `warning` or `error`.",
        one_of("debug", "info", "warning", "error"),
    ),
    Setting("GLIMPSE_METRICS", "true", "Whether `/metrics` is served, without authentication.", boolean),
    Setting(
        "GLIMPSE_OTEL",
        "false",
        "Whether requests are traced with OpenTelemetry, configured by the variables `OTEL_...`.",
        boolean,
    ),
    Setting("HOST", "127.0.0.1", "Address to listen on.", host),
    Setting("PORT", "8000", "Port to listen on.", integer(1, 65535)),
    Setting("WEB_CONCURRENCY", "1", "Number of processes that serve.", integer(1, 256)),
)
