"""The table of contents: all root fields, and the schema that they form."""

from functools import cache

import strawberry
from strawberry.schema.config import StrawberryConfig

from resolvers.execution.schema import ExecutableSchema, finish_types
from resolvers.mutations import create, delete, member, restore, update
from resolvers.queries import aggregate, connection
from resolvers.queries import event as log
from resolvers.queries import image as reading
from resolvers.queries import registry as service
from resolvers.subscriptions import event
from schema.image import Image
from schema.scalars import SCALARS
from settings import Settings


@strawberry.type
class Query:
    image = strawberry.field(
        reading.image, description="One image; null if no image with this id is visible to the caller."
    )
    images = strawberry.field(
        reading.images,
        description="Images as a plain list: brief or detailed, depending on the selection.",
    )
    images_connection = strawberry.field(
        connection.images_connection,
        description="The same images as a Relay connection, with totals and statistics.",
    )
    images_aggregate = strawberry.field(aggregate.images_aggregate, description="Statistics without a page.")
    image_events = strawberry.field(
        log.image_events,
        description=(
            "Changes of the images that the caller sees now, deleted ones included, newest first. "
            "`GLIMPSE_EVENT_RETENTION` and `GLIMPSE_EVENT_MAX_AGE` limit how long they are kept."
        ),
    )
    node = strawberry.field(
        reading.node, description="An object by its id; null if it is not visible to the caller."
    )
    nodes = strawberry.field(
        reading.nodes,
        description="Several objects in the order of the ids; null for each not visible to the caller.",
    )
    registry = strawberry.field(service.registry)
    viewer = strawberry.field(service.viewer, description="The caller, as the registry recognises it.")


@strawberry.type(
    description=(
        "Root fields run one after another, each in its own transaction. A refused change is an error with\n"
        "`extensions.code`; its field is null and nothing of it is stored."
    )
)
class Mutation:
    create_image = strawberry.field(create.create_image)
    update_image = strawberry.field(
        update.update_image,
        description="Fails with CONFLICT if `ifVersion` is given and is not the image's current version.",
    )
    delete_image = strawberry.field(
        delete.delete_image,
        description=(
            "Deletes the metadata softly: the record stays readable with `includeDeleted`, "
            "its id is never reused."
        ),
    )
    restore_image = strawberry.field(
        restore.restore,
        description=(
            "Undoes a deletion that has not been purged: the image, its properties, tags, members and\n"
            "locations return as they were when deleted. Allowed to all who could have deleted the image."
        ),
    )
    create_images = strawberry.field(
        create.create_images,
        description="Creates all images or none; `updateImages` and `deleteImages` work the same.",
    )
    update_images = strawberry.field(update.update_images)
    delete_images = strawberry.field(delete.delete_images)
    add_image_member = strawberry.field(member.add_image_member)
    update_image_member = strawberry.field(
        member.update_image_member,
        description="The member itself accepts or rejects; the owner may change `canShare`.",
    )
    remove_image_member = strawberry.field(member.remove_image_member)


@strawberry.type
class Subscription:
    image_changed = strawberry.subscription(
        event.image_changed,
        description="Changes of the images that match, from now on or, without a gap, from `after`.",
    )


def create_schema(settings: Settings) -> ExecutableSchema:
    """The types are built once for all settings; the limits of documents depend on the settings."""
    return ExecutableSchema(build_types(), settings)


@cache
def build_types() -> strawberry.Schema:
    config = StrawberryConfig(scalar_map=SCALARS)
    return finish_types(strawberry.Schema(Query, Mutation, Subscription, types=[Image], config=config))
