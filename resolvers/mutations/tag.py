"""Changes of tags, which are a set."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from db.store import Transaction
from db.write.child import Times
from db.write.tag import StoredTags, add_tags, remove_tags, revive_tags
from resolvers.errors import BadUserInputError, InputPath, LimitExceededError
from resolvers.mutations.field_rules import checked_text
from resolvers.text import require_text
from schema.tag import ImageTagsChange


@dataclass(frozen=True, slots=True)
class TagPatch:
    """Tags to add and to remove; `replace` removes all others."""

    add: Collection[str] = ()
    remove: Collection[str] = ()
    is_replacement: bool = False


def new_tags(given: Sequence[str], limit: int, path: InputPath) -> list[str]:
    """Of a new image; raises as `_checked_tags`."""
    return _checked_tags(given, frozenset(), limit, path)


def _checked_tags(given: Sequence[str], live: AbstractSet[str], limit: int, path: InputPath) -> list[str]:
    """Each tag once; a tag that the image already has is not checked.

    Raises LIMIT_EXCEEDED beyond `limit`, BAD_USER_INPUT with the place of a tag.
    """
    tags = dict.fromkeys(given)
    if not tags.keys() <= live:
        require_tag_limit(tags, limit, path)
    for at, tag in enumerate(given):
        if tag not in live:
            checked_text(tag, (*path, at), min_characters=1, max_characters=255)
    return list(tags)


def tag_patch(change: ImageTagsChange, stored: StoredTags, limit: int, path: InputPath) -> TagPatch:
    """Raises as `_checked_tags`."""
    live = _live_tags(stored)
    if change.replace is not None:
        tags = _checked_tags(change.replace.value, live, limit, (*path, "replace"))
        return TagPatch(tags, is_replacement=True)
    assert change.merge is not None  # One of the two is given, says @oneOf.
    merge, path = change.merge.value, (*path, "merge")
    add = _checked_tags(merge.add, live, limit, (*path, "add"))
    for at, tag in enumerate(merge.remove):
        place = (*path, "remove", at)
        require_text(tag, "The tag", place)
        if tag in add:
            raise BadUserInputError(f"The tag {tag} must not be both added and removed.", place)
    return TagPatch(add, merge.remove)


def require_tag_limit(tags: Collection[str], limit: int, path: InputPath) -> None:
    if len(tags) > limit:
        raise LimitExceededError(f"An image may have at most {limit} tags.", path)


@dataclass(frozen=True, slots=True)
class TagChange:
    """The rows to write; the image had the tags in `revive` before."""

    remove: Sequence[str]
    revive: Sequence[str]
    add: Sequence[str]


def _live_tags(stored: StoredTags) -> set[str]:
    return {tag for tag, lives in stored.items() if lives}


def tag_change(stored: StoredTags, patch: TagPatch, limit: int, path: InputPath) -> TagChange | None:
    """The change, None if nothing differs; raises LIMIT_EXCEEDED."""
    live = _live_tags(stored)
    remove = live.difference(patch.add) if patch.is_replacement else live.intersection(patch.remove)
    add = [tag for tag in patch.add if tag not in live]
    if add:
        require_tag_limit((live | set(add)) - remove, limit, path)
    if not remove and not add:
        return None
    return TagChange(
        sorted(remove), [tag for tag in add if tag in stored], [tag for tag in add if tag not in stored]
    )


async def write_tags(tx: Transaction, changes: Mapping[str, TagChange], times: Times) -> None:
    """Writes the changes of each image."""
    await remove_tags(tx, {id_: each.remove for id_, each in changes.items()}, times)
    await revive_tags(tx, {id_: each.revive for id_, each in changes.items()}, times)
    await add_tags(tx, {id_: each.add for id_, each in changes.items()}, times)
