"""The one place that says which images a caller sees (behaviour §4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, or_, select, true

from db.dialect.json import sql_string
from db.dialect.scalars import hide_from_index
from db.rows.soft_delete import live_membership
from db.rows.source import ANY, ImageTable
from db.tables import image_members

PROJECT = "project"

Onlooker = Literal["administrator", "project", "nobody"]
Scope = Literal["listed", "visible"]


class Sight(NamedTuple):
    """Who looks, and how far; a project's name is the bind parameter `project`, not part of it."""

    caller: Onlooker
    scope: Scope = "visible"
    tombstones: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """Why a caller sees an image. `listed` has the ids of all those images by an index, and maybe others."""

    condition: ColumnElement[bool]
    listed: Select[str] | None = None


def visible(sight: Sight, image: ImageTable) -> ColumnElement[bool]:
    """Whether the caller sees the image."""
    ways = (way.condition for way in ways_to_see(sight, image))
    return and_(in_scope(sight, image), or_(false(), *ways))


def in_scope(sight: Sight, image: ImageTable) -> ColumnElement[bool]:
    """What holds whoever looks: not deleted, and in a list not hidden."""
    terms: list[ColumnElement[bool]] = []
    if not sight.tombstones:
        terms.append(hide_from_index(image.column("deleted")) == false())
    if sight.scope == "listed":
        terms.append(hide_from_index(image.column("os_hidden")) == false())
    return and_(true(), *terms)


class Seen(Protocol):
    """What has an owner and a visibility: an image, or the state of one that an event keeps."""

    def column(self, name: str, *, equal: bool = False) -> ColumnElement[Any]: ...


def ways_to_see(sight: Sight, image: ImageTable) -> list[Way]:
    """Why the caller sees an image that is in scope: no image meets two of them.

    Each can be walked along an index of its own, so that a list costs what the caller sees, not what
    there is.
    """
    return _ways(sight, image, lambda: _is_member(sight, image))


def saw(sight: Sight, state: Seen, is_member: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the caller saw by id an image that was in this state, and had these members."""
    ways = _ways(sight, state, lambda: is_member)
    return or_(false(), *(way.condition for way in ways))


# Of whom only this is known: somebody of them may have seen the image. None are all there are.
Audience = frozenset[str] | None


def audience(states: Iterable[tuple[str | None, str | None]], members: Iterable[str]) -> Audience:
    """Whoever may have seen an image in these states (visibility and owner), with these members."""
    projects = set(members)
    for visibility, owner in states:
        if visibility in ("public", "community"):
            return None
        if owner is not None:
            projects.add(owner)
    return frozenset(projects)


def is_of(sight: Sight, project: str | None, told: Audience) -> bool:
    """Whether the caller is of them; administrators always are."""
    return sight.caller == "administrator" or told is None or project in told


def _ways(sight: Sight, image: Seen, is_member: Callable[[], ColumnElement[bool]]) -> list[Way]:
    if sight.caller == "administrator":
        return [Way(true())]
    visibility, owner = image.column("visibility", equal=True), image.column("owner", equal=True)
    open_to_all = ["public"] if sight.scope == "listed" else ["public", "community"]
    ways = [Way(visibility == sql_string(each)) for each in open_to_all]
    if sight.caller == "project":
        project: ColumnElement[Any] = bindparam(PROJECT)
        closed = [hide_from_index(visibility) != sql_string(each) for each in open_to_all]
        ways.append(Way(and_(owner == project, *closed)))
        # An image without owner is shared by nobody: Glance shows it to all by id, which is a leak.
        shared = and_(visibility == sql_string("shared"), hide_from_index(owner) != project)
        ways.append(Way(and_(shared, is_member()), _memberships(sight)))
    return ways


def _memberships(sight: Sight) -> Select[str]:
    """The ids of images that the project is or was a member of."""
    member = image_members.c
    rows = select(member.image_id.label("id")).where(member.member == bindparam(PROJECT))
    return rows.where(member.status == sql_string("accepted")) if sight.scope == "listed" else rows


def _is_member(sight: Sight, image: ImageTable) -> ColumnElement[bool]:
    member, memberships = image_members.c, _memberships(sight)
    its_own = and_(member.image_id == image.column("id"), live_membership(image, sight.tombstones))
    if image.along not in (None, ANY):
        # Along an index or by its id the image is there, and its membership is looked for.
        return exists(memberships.where(its_own).correlate(image.source))
    if not sight.tombstones:
        return image.column("id").in_(memberships.where(hide_from_index(member.deleted) == false()))
    # The first is found by the index on members, and leaves few images for the second to look at.
    return and_(
        image.column("id").in_(memberships), exists(memberships.where(its_own).correlate(image.source))
    )


def members_seen(sight: Sight, image: ImageTable, member: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the caller may know of a membership: owner and administrators, and the member itself."""
    if sight.caller == "administrator":
        return true()
    if sight.caller == "nobody":
        return false()
    project: ColumnElement[Any] = bindparam(PROJECT)
    itself = and_(member == project, image.column("visibility") == sql_string("shared"))
    return or_(image.column("owner") == project, itself)
