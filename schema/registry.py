"""What the service says of itself: version, formats and limits."""

import strawberry


@strawberry.type(description="What a request must keep to.")
class Limits:
    default_page_size: int
    max_page_size: int
    max_rows: int = strawberry.field(
        description="Images that one request may ask for in all: its pages and ids added up."
    )
    max_bulk_items: int
    max_query_characters: int
    max_query_tokens: int
    max_query_depth: int = strawberry.field(description="Levels of fields.")
    max_query_aliases: int = strawberry.field(
        description="Aliased fields of an operation, each use of a fragment anew; the next two count so too."
    )
    max_query_root_fields: int
    max_query_directives: int
    max_filter_conditions: int
    max_filter_depth: int = strawberry.field(description="Levels of `and`, `or` and `not` in each other.")
    max_list_items: int = strawberry.field(description="Items of one list in the variables.")
    max_json_depth: int = strawberry.field(
        description="Levels of lists and objects in each other, in a request's body or in a literal."
    )
    max_request_bytes: int
    max_batch: int = strawberry.field(
        description="Requests that one body may have as a JSON array; 1 takes no array."
    )
    max_requests_in_flight: int = strawberry.field(
        description="Requests that are worked on at a time; those beyond are refused."
    )
    max_properties_per_image: int
    max_tags_per_image: int
    max_members_per_image: int
    max_locations_per_image: int
    max_subscriptions: int = strawberry.field(description="Open at a time, of all clients of one process.")
    max_subscriptions_per_connection: int = strawberry.field(
        description="Operations under way at a time on one WebSocket."
    )
    statement_timeout: float = strawberry.field(
        description="Seconds that one read may take; then it is stopped, with code `TIMEOUT`."
    )


@strawberry.type(description="What this service is and allows.")
class Registry:
    version: str
    disk_formats: list[str]
    container_formats: list[str]
    limits: Limits
