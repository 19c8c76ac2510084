"""The one place that says which images a caller sees (behaviour §4)."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, or_, true

from db.image import ImageTable
from db.spelling import off_index, quoted
from db.tables import image_members
from db.tombstone import live

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
    terms: list[ColumnElement[bool]] = []
    if not sight.tombstones:
        terms.append(off_index(image.column("deleted")) == false())
    if sight.scope == "listed":
        terms.append(off_index(image.column("os_hidden")) == false())
    if sight.caller != "administrator":
        terms.append(_open_to(sight, image))
    return and_(true(), *terms)


def _open_to(sight: Sight, image: ImageTable) -> ColumnElement[bool]:
    visibility = off_index(image.column("visibility"))
    ways: list[ColumnElement[bool]] = [visibility == quoted("public")]
    if sight.scope == "visible":
        ways.append(visibility == quoted("community"))
    if sight.caller == "project":
        ways.append(image.column("owner") == bindparam(PROJECT))
        accepted = image_members.c.status == quoted("accepted")
        # An image without owner is shared by nobody: Glance shows it to all by id, which is a leak.
        ways.append(
            and_(
                visibility == quoted("shared"),
                image.column("owner").is_not(None),
                exists()
                .where(
                    image_members.c.image_id == image.column("id"),
                    image_members.c.member == bindparam(PROJECT),
                    live(image_members, image, sight.tombstones),
                    *([accepted] if sight.scope == "listed" else []),
                )
                .correlate(image.source),
            )
        )
    return or_(*ways)


def members_seen(sight: Sight, image: ImageTable, member: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the caller may know of a membership: owner and administrators, and the member itself."""
    if sight.caller == "administrator":
        return true()
    if sight.caller == "nobody":
        return false()
    project: ColumnElement[Any] = bindparam(PROJECT)
    itself = and_(member == project, image.column("visibility") == quoted("shared"))
    return or_(image.column("owner") == project, itself)
