"""Statistics over a set of images: numbers, facets and a histogram of creation times."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry import UNSET

from schema.image import ReadEngineError
from schema.scalars import Long


@strawberry.enum(description="Bucket width of a time histogram.")
class TimeInterval(Enum):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@strawberry.type(description="Statistics of a number over the images that have it.")
class LongStatistics:
    count: int
    sum: Long = strawberry.field(description="Sum of the values; 0 if there are none, at most 2^63-1.")
    min: Long | None = strawberry.field(
        description="Null if there are no values, as are `max` and `average`."
    )
    max: Long | None
    average: float | None


@strawberry.type(description="Images that share a value; largest group first, then by key, null last.")
class ImageBucket:
    key: str | None = strawberry.field(
        description="The shared value as the API writes it; null for images without one."
    )
    count: int
    total_size: Long = strawberry.field(description="Total size in bytes; at most 2^63-1.")


@strawberry.type(description="Images created within one interval.")
class ImageTimeBucket:
    from_: datetime = strawberry.field(name="from", description="Start of the interval, UTC.")
    count: int
    total_size: Long = strawberry.field(description="Total size in bytes; at most 2^63-1.")


@strawberry.type(description="Statistics over a set of images. Each part is computed only if selected.")
class ImageAggregate:
    count: int
    size: LongStatistics
    virtual_size: LongStatistics
    by_status: list[ImageBucket]
    by_visibility: list[ImageBucket]

    @strawberry.field
    def by_disk_format(self, first: int = 50) -> list[ImageBucket]:
        raise ReadEngineError

    @strawberry.field
    def by_container_format(self, first: int = 50) -> list[ImageBucket]:
        raise ReadEngineError

    @strawberry.field
    def by_owner(self, first: int = 50) -> list[ImageBucket]:
        raise ReadEngineError

    @strawberry.field
    def by_tag(self, first: int = 50) -> list[ImageBucket]:
        raise ReadEngineError

    @strawberry.field(
        description="By the value of one custom property; images without it are under the null key."
    )
    def by_property(self, name: str, first: int = 50) -> list[ImageBucket]:
        raise ReadEngineError

    @strawberry.field(
        description="How many images have a property of each name, or of each name with the prefix."
    )
    def by_property_name(self, prefix: str | None = UNSET, first: int = 50) -> list[ImageBucket]:
        raise ReadEngineError

    @strawberry.field(description="By time of creation, oldest first, empty buckets included.")
    def by_created_at(
        self, interval: TimeInterval = TimeInterval.DAY, last: int = 30
    ) -> list[ImageTimeBucket]:
        raise ReadEngineError
