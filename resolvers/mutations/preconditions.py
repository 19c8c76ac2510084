"""The preconditions of a change: the image is visible, is the caller's and has the expected version.

The owner of an image, and administrators, change it: see `is_owned_by` (rules §5).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from strawberry import UNSET

from db.store import Transaction
from db.write import image as stored
from db.write.image import StoredImage
from resolvers.caller import Caller
from resolvers.context import Context
from resolvers.errors import (
    BadUserInputError,
    ConflictError,
    ForbiddenError,
    InputPath,
    LimitExceededError,
    NotFoundError,
    UnauthenticatedError,
)
from resolvers.image_id import is_image_id

VisibleImages = Mapping[str, StoredImage]


def change_time(context: Context, image: StoredImage) -> datetime:
    """Now, but at least a microsecond after the last change, so that `version` always differs."""
    return max(context.now(), image.updated_at + timedelta(microseconds=1))


def require_changeable(
    context: Context, seen: VisibleImages, image_id: str, if_version: str | None, path: InputPath = ()
) -> StoredImage:
    """The image, if the caller may change it (rules §5).

    Raises NOT_FOUND, FORBIDDEN, UNAUTHENTICATED, or CONFLICT for another version. `path` leads to the
    arguments `id` and `ifVersion`.
    """
    image = _require_visible(context, seen, image_id, (*path, "id"))
    if not is_owned_by(context.caller, image):
        raise ForbiddenError(f"Only the owner may change the image {image.id}.", (*path, "id"))
    if if_version is not None and if_version is not UNSET and if_version != image.version:
        raise ConflictError(
            f"`ifVersion` is not the current version of the image {image_id}.", (*path, "ifVersion")
        )
    return image


async def load_visible_image(
    tx: Transaction, context: Context, image_id: str, path: InputPath
) -> StoredImage:
    """The image, if the caller sees it and has a project; raises NOT_FOUND or UNAUTHENTICATED."""
    return _require_visible(context, await load_visible_images(tx, context, [image_id]), image_id, path)


async def load_visible_images(
    tx: Transaction, context: Context, ids: Sequence[str], *, include_deleted: bool = False
) -> VisibleImages:
    """The images that the caller sees, by id; the live ones unless `include_deleted` is given."""
    caller, known = context.caller, [id_ for id_ in ids if is_image_id(id_)]
    if not known:
        return {}
    viewer = caller.viewer_scope(include_deleted=include_deleted)
    return await stored.images_to_change(tx, known, viewer, caller.values)


def _require_visible(context: Context, seen: VisibleImages, image_id: str, path: InputPath) -> StoredImage:
    caller, image = context.caller, seen.get(image_id)
    if image is None:
        raise NotFoundError("No visible image has this id.", path)
    if not caller.can_change:
        # It may read, and change nothing (rules §1).
        raise UnauthenticatedError("Changing an image requires a project.", path)
    return image


def is_owned_by(caller: Caller, image: StoredImage) -> bool:
    """Whether the caller may change the image as its owner does (rules §5)."""
    return caller.is_administrator or image.values["owner"] == caller.project


async def lock_bulk(tx: Transaction, ids: Sequence[str], limit: int) -> None:
    """Locks all images against other changes; raises as `require_bulk_limit`."""
    require_bulk_limit(ids, limit)
    await stored.lock_images(tx, ids)


def require_bulk_limit(ids: Sequence[str | None], limit: int) -> None:
    """Raises LIMIT_EXCEEDED beyond `limit`, BAD_USER_INPUT if an image is named twice."""
    if len(ids) > limit:
        raise LimitExceededError(f"`input` must have at most {limit} images.", ("input",))
    named: set[str] = set()
    for at, image_id in enumerate(ids):
        if not image_id:
            continue
        if image_id in named:
            raise BadUserInputError(f"`input` must not name the image {image_id} twice.", ("input", at, "id"))
        named.add(image_id)
