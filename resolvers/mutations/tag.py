"""Changing tags, which are a set."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from db.store import Transaction
from db.write.child import Times
from db.write.tag import StoredTags, add_tags, remove_tags, revive_tags
from resolvers.errors import BadUserInput, InputPath, LimitExceeded
from resolvers.mutations.field_rules import checked_text
from resolvers.text import require_text
from schema.tag import ImageTagsChange


@dataclass(frozen=True, slots=True)
class TagWish:
    """What is to be there and what not; `replace` removes all others."""

    add: Collection[str] = ()
    remove: Collection[str] = ()
    replace: bool = False


def new_tags(given: Sequence[str], most: int, path: InputPath) -> list[str]:
    """Each once; raises LIMIT_EXCEEDED beyond `most`, BAD_USER_INPUT with the place of a tag."""
    tags = dict.fromkeys(given)
    require_few_tags(tags, most, path)
    for at, tag in enumerate(given):
        checked_text(tag, (*path, at), least=1, most=255)
    return list(tags)


def tag_wish(change: ImageTagsChange, most: int, path: InputPath) -> TagWish:
    if change.replace is not None:
        return TagWish(new_tags(change.replace.value, most, (*path, "replace")), replace=True)
    assert change.merge is not None  # One of the two is given, says @oneOf.
    merge, path = change.merge.value, (*path, "merge")
    add = new_tags(merge.add, most, (*path, "add"))
    for at, tag in enumerate(merge.remove):
        place = (*path, "remove", at)
        require_text(tag, "A tag", place)
        if tag in add:
            raise BadUserInput(f"The tag {tag} is both added and removed.", place)
    return TagWish(add, merge.remove)


def require_few_tags(tags: Collection[str], most: int, path: InputPath) -> None:
    if len(tags) > most:
        raise LimitExceeded(f"An image may have at most {most} tags.", path)


@dataclass(frozen=True, slots=True)
class TagChange:
    """What differs from what stands; the image had `known` ones once."""

    remove: Sequence[str]
    known: Sequence[str]
    new: Sequence[str]


def tag_change(stored: StoredTags, wish: TagWish, most: int, path: InputPath) -> TagChange | None:
    """None if nothing differs; raises LIMIT_EXCEEDED."""
    live = {tag for tag, lives in stored.items() if lives}
    remove = live.difference(wish.add) if wish.replace else live.intersection(wish.remove)
    add = [tag for tag in wish.add if tag not in live]
    if add:
        require_few_tags((live | set(add)) - remove, most, path)
    if not remove and not add:
        return None
    return TagChange(
        sorted(remove), [tag for tag in add if tag in stored], [tag for tag in add if tag not in stored]
    )


async def write_tags(tx: Transaction, changes: Mapping[str, TagChange], times: Times) -> None:
    """By images."""
    await remove_tags(tx, {id_: each.remove for id_, each in changes.items()}, times)
    await revive_tags(tx, {id_: each.known for id_, each in changes.items()}, times)
    await add_tags(tx, {id_: each.new for id_, each in changes.items()}, times)
