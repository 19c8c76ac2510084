"""Every setting: its variable, its default, what it means, and how its text is read."""

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
    """A variable cannot be used; the message names it in a sentence."""


@dataclass(frozen=True)
class Setting:
    """A variable of the environment; the README's table has a line for each."""

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
            raise InvalidSettingError(f"{self.variable} {unfit}.") from unfit


_count = integer(1, 1_000_000)

SETTINGS = (
    Setting(
        "GLIMPSE_DATABASE_URL",
        "sqlite+aiosqlite:///data/glimpse.db",
        "Where the images are: in a file (three slashes and its path), or on a server.",
        database_url,
    ),
    Setting(
        "GLIMPSE_READ_DATABASE_URL",
        "",
        "A replica of the server's database, which queries read.",
        optional(server_url),
    ),
    Setting(
        "GLIMPSE_POOL_SIZE",
        "10",
        "Connections to a server for reads, and as many for changes, of each process.",
        integer(1, 1000),
    ),
    Setting(
        "GLIMPSE_SQLITE_CACHE",
        "64",
        "MiB of an SQLite file's pages that each of the four connections may keep.",
        integer(1, 65_536),
    ),
    Setting(
        "GLIMPSE_AUTH",
        "none",
        "How callers prove who they are: none, headers, jwt or keystone.",
        one_of("none", "headers", "jwt", "keystone"),
    ),
    Setting(
        "GLIMPSE_ALLOW_UNAUTHENTICATED",
        "false",
        "Under none: whether callers elsewhere than on this machine are administrators too.",
        boolean,
    ),
    Setting(
        "GLIMPSE_ANONYMOUS_READ",
        "false",
        "Under the others: whether callers without credentials may read what anyone may.",
        boolean,
    ),
    Setting("GLIMPSE_PROXY_SECRET", "", "What the proxy proves itself with under headers.", optional(secret)),
    Setting("GLIMPSE_JWT_JWKS_URL", "", "Where the issuer publishes its keys.", optional(web_address)),
    Setting("GLIMPSE_JWT_KEY_FILE", "", "Or a file with its one public key, as PEM.", optional(single_line)),
    Setting("GLIMPSE_JWT_ISSUER", "", "The `iss` that tokens must have.", optional(single_line)),
    Setting("GLIMPSE_JWT_AUDIENCE", "", "The `aud` that tokens must have.", optional(single_line)),
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
    Setting("GLIMPSE_KEYSTONE_USER", "", "Or the name of a user who may.", optional(single_line)),
    Setting("GLIMPSE_KEYSTONE_PASSWORD", "", "That user's password.", optional(single_line)),
    Setting("GLIMPSE_KEYSTONE_PROJECT", "", "The name of that user's project.", optional(single_line)),
    Setting("GLIMPSE_KEYSTONE_DOMAIN", "Default", "The name of the domain of both.", single_line),
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
        "GLIMPSE_ALLOW_PUBLISH",
        "false",
        "Whether others than administrators may make an image public.",
        boolean,
    ),
    Setting("GLIMPSE_DEFAULT_PAGE_SIZE", "25", "Images on a page unless asked.", _count),
    Setting("GLIMPSE_MAX_PAGE_SIZE", "1000", "Images on a page at most.", _count),
    Setting("GLIMPSE_MAX_ROWS", "10000", "Images that one request may ask for in all.", _count),
    Setting(
        "GLIMPSE_MAX_BULK_ITEMS",
        "100",
        "Images that one mutation may change, 10000 at most.",
        # Their ids are parameters of a statement, of which PostgreSQL takes no more than 32767.
        integer(1, 10_000),
    ),
    Setting(
        "GLIMPSE_MAX_QUERY_CHARACTERS",
        # Comments and commas are no tokens, but take as long to read.
        "262144",
        "Characters of a document.",
        integer(1000, 1_000_000),
    ),
    Setting("GLIMPSE_MAX_QUERY_TOKENS", "10000", "Tokens of a document.", _count),
    Setting("GLIMPSE_MAX_QUERY_DEPTH", "12", "Levels of nested fields.", integer(1, 100)),
    # Each is an expression that SQLite has to compile.
    Setting("GLIMPSE_MAX_QUERY_ALIASES", "500", "Aliased fields of a query.", integer(1, 1500)),
    Setting("GLIMPSE_MAX_QUERY_ROOT_FIELDS", "50", "Fields at the root of a query.", integer(1, 1000)),
    Setting("GLIMPSE_MAX_QUERY_DIRECTIVES", "100", "Directives in a query.", integer(1, 1000)),
    # 900 alternatives took 10 s on a million images.
    Setting("GLIMPSE_MAX_FILTER_CONDITIONS", "100", "Conditions of a filter.", integer(1, 300)),
    # SQLite's parser takes 40 in the longest list there is; db/rows/filter.py sees to it.
    Setting("GLIMPSE_MAX_FILTER_DEPTH", "20", "Levels of a filter.", integer(1, 30)),
    Setting("GLIMPSE_MAX_LIST_ITEMS", "10000", "Items of one list in the variables.", _count),
    Setting(
        "GLIMPSE_MAX_JSON_DEPTH",
        "64",
        "Levels of lists and objects in each other, in a request's body or in a literal.",
        # graphql-core refuses more.
        integer(10, 200),
    ),
    Setting(
        "GLIMPSE_MAX_REQUEST_BYTES",
        # An image may have 128 properties of 65 535 bytes, and JSON may spell them longer.
        "16777216",
        "Bytes of a request's body at most.",
        integer(1024, 2**30),
    ),
    Setting(
        "GLIMPSE_MAX_BATCH",
        "1",
        "Requests that one body may have as a JSON array; 1 takes no array.",
        integer(1, 100),
    ),
    Setting("GLIMPSE_MAX_REQUESTS_IN_FLIGHT", "100", "Requests that are worked on at a time.", _count),
    Setting("GLIMPSE_MAX_PROPERTIES_PER_IMAGE", "128", "Properties of one image.", _count),
    Setting("GLIMPSE_MAX_TAGS_PER_IMAGE", "128", "Tags of one image.", _count),
    Setting("GLIMPSE_MAX_MEMBERS_PER_IMAGE", "128", "Members of one image.", _count),
    Setting("GLIMPSE_MAX_LOCATIONS_PER_IMAGE", "10", "Locations of one image.", _count),
    Setting("GLIMPSE_MAX_SUBSCRIPTIONS", "5000", "Subscriptions open at a time, of each process.", _count),
    Setting(
        "GLIMPSE_MAX_SUBSCRIPTIONS_PER_CONNECTION",
        "100",
        "Operations under way at a time on one WebSocket.",
        _count,
    ),
    Setting(
        "GLIMPSE_EVENT_RETENTION",
        "100000",
        "Events kept, the newest: as far back a follower can resume.",
        integer(1, 1_000_000_000),
    ),
    Setting(
        "GLIMPSE_CONNECTION_INIT_TIMEOUT",
        "10.0",
        "Seconds that a WebSocket has to say who is calling.",
        seconds,
    ),
    Setting(
        "GLIMPSE_KEEP_ALIVE",
        "15.0",
        "Seconds between two signs of life on a connection where nothing happens.",
        seconds,
    ),
    Setting(
        "GLIMPSE_SLOW_CLIENT_TIMEOUT",
        "10.0",
        "Seconds that a follower may take to read on, before it is cut off.",
        seconds,
    ),
    Setting(
        "GLIMPSE_REAUTH_INTERVAL",
        "10.0",
        "Seconds between two looks at whether a follower's credentials still hold.",
        seconds,
    ),
    Setting("GLIMPSE_STATEMENT_TIMEOUT", "10.0", "Seconds that one read may take.", seconds),
    Setting("GLIMPSE_BUSY_TIMEOUT", "5.0", "Seconds to wait for a locked database.", seconds),
    Setting(
        "GLIMPSE_SHUTDOWN_TIMEOUT",
        "30",
        "Seconds that requests under way have when the server is told to stop.",
        integer(1, 3600),
    ),
    Setting("GLIMPSE_INTROSPECTION", "true", "Whether clients may ask for the schema.", boolean),
    Setting("GLIMPSE_GRAPHIQL", "true", "Whether browsers get GraphiQL at the endpoint.", boolean),
    Setting(
        "GLIMPSE_TRUSTED_DOCUMENTS",
        "",
        "A manifest of documents that clients name by `documentId`.",
        optional(single_line),
    ),
    Setting("GLIMPSE_TRUSTED_DOCUMENTS_ONLY", "false", "Whether no other documents are run.", boolean),
    Setting(
        "GLIMPSE_CORS_ORIGINS",
        "",
        "Origins whose web pages may ask from a browser, with commas between them, or `*`.",
        origins,
    ),
    Setting("GLIMPSE_ROOT_PATH", "", "The path under which a proxy serves it, such as /images.", root_path),
    Setting("GLIMPSE_LOG_FORMAT", "text", "How the log's lines look: text or json.", one_of("text", "json")),
    Setting(
        "GLIMPSE_LOG_LEVEL",
        "info",
        "From which level on the log tells: debug, info, warning or error.",
        one_of("debug", "info", "warning", "error"),
    ),
    Setting(
        "GLIMPSE_METRICS", "true", "Whether there is `/metrics`, which asks nobody who is calling.", boolean
    ),
    Setting(
        "GLIMPSE_OTEL",
        "false",
        "Whether requests are traced by OpenTelemetry, which the variables `OTEL_...` configure.",
        boolean,
    ),
    Setting("HOST", "127.0.0.1", "The address to listen at.", host),
    Setting("PORT", "8000", "The port to listen at.", integer(1, 65535)),
    Setting("WEB_CONCURRENCY", "1", "Processes that serve.", integer(1, 256)),
)
