"""Tags: a set of short texts on an image."""

import strawberry


@strawberry.input
class ImageTagsMerge:
    add: list[str] = strawberry.field(default_factory=list)
    remove: list[str] = strawberry.field(default_factory=list)


@strawberry.input(one_of=True, description="How to change the tags.")
class ImageTagsChange:
    replace: strawberry.Maybe[list[str]] = strawberry.field(description="Replace all tags by these.")
    merge: strawberry.Maybe[ImageTagsMerge] = strawberry.field(
        description="Add some and remove some; the others stay."
    )
