"""What every change of an image starts with: the image is there, the caller's, and of the version."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry import UNSET

from db import stored
from db.stored import StoredImage
from resolvers.caller import Caller
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
from resolvers.image import is_image_id


def utc_now() -> datetime:
    """Naive, as it is stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def time_of_change(image: StoredImage) -> datetime:
    """Later than the last change by a microsecond at least, so that `version` always differs."""
    return max(utc_now(), image.updated_at + timedelta(microseconds=1))


async def image_to_change(
    connection: AsyncConnection,
    context: Context,
    image_id: str,
    if_version: str | None,
    path: InputPath = (),
) -> StoredImage:
    """The image; raises NOT_FOUND, FORBIDDEN, UNAUTHENTICATED, or CONFLICT if the version is another.

    `path` is the place of `id` and `ifVersion` in the arguments.
    """
    caller = context.caller
    image = None
    if is_image_id(image_id):
        image = await stored.image_to_change(connection, image_id, caller.sight(), caller.values)
    if image is None:
        raise NotFound("There is no image with this id.", (*path, "id"))
    _require_own(caller, image, (*path, "id"))
    if if_version is not None and if_version is not UNSET and if_version != image.version:
        raise Conflict(f"The image {image_id} has changed since.", (*path, "ifVersion"))
    return image


def _require_own(caller: Caller, image: StoredImage, path: InputPath) -> None:
    if caller.is_administrator:
        return
    if caller.project is None:
        raise Unauthenticated("Without a project nothing can be changed.", path)
    if image.values["owner"] != caller.project:
        raise Forbidden(f"The image {image.id} is not your project's.", path)


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
