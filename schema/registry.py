"""The registry itself: version, formats and limits; and the caller as it knows it."""

import strawberry


@strawberry.type(description="Limits of requests; a request beyond one fails with `LIMIT_EXCEEDED`.")
class Limits:
    default_page_size: int
    max_page_size: int
    max_rows: int = strawberry.field(
        description="Images that one request may select in total: its pages and ids added up."
    )
    max_bulk_items: int
    max_query_characters: int
    max_query_tokens: int = strawberry.field(
        description="Tokens of a document; also its selections, counted at each use of a fragment."
    )
    max_query_depth: int = strawberry.field(description="Levels of nested fields.")
    max_query_aliases: int = strawberry.field(
        description="Aliased fields of an operation. Each use of a fragment counts, also in the next two."
    )
    max_query_root_fields: int
    max_query_directives: int
    max_filter_conditions: int
    max_filter_depth: int = strawberry.field(description="Levels of nested `and`, `or` and `not`.")
    max_list_items: int = strawberry.field(description="Items of one list in the variables.")
    max_json_depth: int = strawberry.field(
        description="Levels of nested lists and objects, in a request's body or in a literal."
    )
    max_request_bytes: int
    max_batch: int = strawberry.field(
        description="Requests in a body that is a JSON array; 1 allows no arrays."
    )
    max_requests_in_flight: int = strawberry.field(
        description="Requests that a process executes at a time; more are refused."
    )
    max_properties_per_image: int
    max_tags_per_image: int
    max_members_per_image: int
    max_locations_per_image: int
    max_subscriptions: int = strawberry.field(description="Open subscriptions of all clients of one process.")
    max_subscriptions_per_connection: int = strawberry.field(
        description="Operations in progress on one WebSocket."
    )
    statement_timeout: float = strawberry.field(
        description="Seconds that one read may take; a longer one fails with `TIMEOUT`."
    )


@strawberry.type(description="The caller of the request.")
class Viewer:
    project: str | None = strawberry.field(
        description="Project that owns the images that the caller creates; null without one."
    )
    user: str | None
    roles: list[str] = strawberry.field(description="Roles in alphabetical order.")
    is_administrator: bool
    can_create: bool = strawberry.field(description="Whether the caller may create images.")


@strawberry.type(description="Version, formats and limits of this server.")
class Registry:
    version: str
    read_only: bool = strawberry.field(
        description="Whether every mutation is refused: a Glance database, or a file that cannot be written."
    )
    disk_formats: list[str]
    container_formats: list[str]
    limits: Limits
