"""Custom properties: names and values that users add to an image."""

import strawberry


@strawberry.type(description="One custom property.")
class ImageProperty:
    name: str
    value: str | None


@strawberry.input
class ImagePropertyInput:
    name: str
    value: str


@strawberry.input
class ImagePropertiesMerge:
    set: list[ImagePropertyInput] = strawberry.field(default_factory=list)
    remove: list[str] = strawberry.field(default_factory=list)


@strawberry.input(one_of=True, description="How to change the custom properties.")
class ImagePropertiesChange:
    replace: strawberry.Maybe[list[ImagePropertyInput]] = strawberry.field(
        description="Replace all properties by these."
    )
    merge: strawberry.Maybe[ImagePropertiesMerge] = strawberry.field(
        description="Set some and remove some; the others stay."
    )
