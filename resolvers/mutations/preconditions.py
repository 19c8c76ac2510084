"""What every change of an image starts with: the image is there, the caller's, and of the version."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from strawberry import UNSET

from db.store import Transaction
from db.write import image as stored
from db.write.image import StoredImage
from resolvers.caller import Caller
from resolvers.clock import utc_now
from resolvers.context import Context
from resolvers.errors import (
    BadUserInput,
    Conflict,
    Forbidden,
    InputPath,
    LimitExceeded,
    NotFound,
    Unauthenticated,
)
from resolvers.queries.image import is_image_id

Seen = Mapping[str, StoredImage]


def time_of_change(image: StoredImage) -> datetime:
    """Later than the last change by a microsecond at least, so that `version` always differs."""
    return max(utc_now(), image.updated_at + timedelta(microseconds=1))


def image_to_change(
    context: Context, seen: Seen, image_id: str, if_version: str | None, path: InputPath = ()
) -> StoredImage:
    """One of what the caller sees; raises NOT_FOUND, FORBIDDEN, UNAUTHENTICATED, or CONFLICT if the version
    is another.

    `path` is the place of `id` and `ifVersion` in the arguments.
    """
    image = _required(context, seen, image_id, (*path, "id"))
    if not is_own(context.caller, image):
        raise Forbidden(f"The image {image.id} is not your project's.", (*path, "id"))
    if if_version is not None and if_version is not UNSET and if_version != image.version:
        raise Conflict(f"The image {image_id} has changed since.", (*path, "ifVersion"))
    return image


async def visible_image(tx: Transaction, context: Context, image_id: str, path: InputPath) -> StoredImage:
    """The image that the caller, who has a project, sees; raises NOT_FOUND or UNAUTHENTICATED."""
    return _required(context, await seen_images(tx, context, [image_id]), image_id, path)


async def seen_images(tx: Transaction, context: Context, ids: Sequence[str]) -> Seen:
    """Those of the images that the caller sees, by their ids."""
    caller, known = context.caller, [id_ for id_ in ids if is_image_id(id_)]
    if not known:
        return {}
    return await stored.images_to_change(tx, known, caller.viewer_scope(), caller.values)


def _required(context: Context, seen: Seen, image_id: str, path: InputPath) -> StoredImage:
    caller, image = context.caller, seen.get(image_id)
    if image is None:
        raise NotFound("There is no image with this id.", path)
    if caller.project is None and not caller.is_administrator:
        raise Unauthenticated("Without a project nothing can be changed.", path)
    return image


def is_own(caller: Caller, image: StoredImage) -> bool:
    """Whether the caller may change the image as its owner does."""
    return caller.is_administrator or image.values["owner"] == caller.project


async def lock_bulk(tx: Transaction, ids: Sequence[str], most: int) -> None:
    """Keeps all images from others' changes; raises as `require_bulk`."""
    require_bulk(ids, most)
    await stored.lock_images(tx, ids)


def require_bulk(ids: Sequence[str | None], most: int) -> None:
    """Raises LIMIT_EXCEEDED beyond `most`, BAD_USER_INPUT if an image is named twice."""
    if len(ids) > most:
        raise LimitExceeded(f"At most {most} images can be changed at once.", ("input",))
    named: set[str] = set()
    for at, image_id in enumerate(ids):
        if not image_id:
            continue
        if image_id in named:
            raise BadUserInput(f"The image {image_id} is named twice.", ("input", at, "id"))
        named.add(image_id)
