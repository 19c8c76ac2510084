"""The one place that says which images a caller sees (behaviour §4)."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, or_, select, true

from db.image import ImageTable
from db.spelling import off_index, quoted
from db.tables import image_members
from db.tombstone import live_membership

PROJECT = "project"

Scope = Literal["listed", "visible"]


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks, and how far; a project's name is the bind parameter `project`, not part of it."""

    caller: Literal["administrator", "project", "nobody"]
    scope: Scope = "visible"
    tombstones: bool = False


def visible(sight: Sight, image: ImageTable) -> ColumnElement[bool]:
    """Whether the caller sees the image."""
    return and_(in_scope(sight, image), or_(false(), *ways_to_see(sight, image)))


def in_scope(sight: Sight, image: ImageTable) -> ColumnElement[bool]:
    """What holds whoever looks: not deleted, and in a list not hidden."""
    terms: list[ColumnElement[bool]] = []
    if not sight.tombstones:
        terms.append(off_index(image.column("deleted")) == false())
    if sight.scope == "listed":
        terms.append(off_index(image.column("os_hidden")) == false())
    return and_(true(), *terms)


def ways_to_see(sight: Sight, image: ImageTable) -> list[ColumnElement[bool]]:
    """Why the caller sees an image that is in scope: no image meets two of them.

    Each can be walked along an index of its own, so that a list costs what the caller sees, not what
    there is.
    """
    if sight.caller == "administrator":
        return [true()]
    visibility, owner = image.column("visibility"), image.column("owner")
    open_to_all = ["public"] if sight.scope == "listed" else ["public", "community"]
    ways: list[ColumnElement[bool]] = [visibility == quoted(each) for each in open_to_all]
    if sight.caller == "project":
        project: ColumnElement[Any] = bindparam(PROJECT)
        closed = [off_index(visibility) != quoted(each) for each in open_to_all]
        ways.append(and_(owner == project, *closed))
        # An image without owner is shared by nobody: Glance shows it to all by id, which is a leak.
        others = off_index(owner) != project
        ways.append(and_(off_index(visibility) == quoted("shared"), others, _is_member(sight, image)))
    return ways


def _is_member(sight: Sight, image: ImageTable) -> ColumnElement[bool]:
    member = image_members.c
    memberships = select(member.image_id).where(member.member == bindparam(PROJECT))
    if sight.scope == "listed":
        memberships = memberships.where(member.status == quoted("accepted"))
    if not sight.tombstones:
        return image.column("id").in_(memberships.where(off_index(member.deleted) == false()))
    counts = memberships.where(
        member.image_id == image.column("id"), live_membership(image, sight.tombstones)
    )
    # The first is found by the index on members, and leaves few images for the second to look at.
    return and_(image.column("id").in_(memberships), exists(counts.correlate(image.source)))


def members_seen(sight: Sight, image: ImageTable, member: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the caller may know of a membership: owner and administrators, and the member itself."""
    if sight.caller == "administrator":
        return true()
    if sight.caller == "nobody":
        return false()
    project: ColumnElement[Any] = bindparam(PROJECT)
    itself = and_(member == project, image.column("visibility") == quoted("shared"))
    return or_(image.column("owner") == project, itself)
