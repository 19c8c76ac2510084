"""What the service says of itself: version, formats and limits."""

import strawberry


@strawberry.type(description="What a request must keep to.")
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


@strawberry.type(description="What this service is and allows.")
class Registry:
    version: str
    disk_formats: list[str]
    container_formats: list[str]
    limits: Limits
