"""Visibility: the only place that decides which images a caller sees (rules §4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, or_, select, true

from db.dialect.clauses import unnest_json
from db.dialect.json import sql_string
from db.dialect.scalars import hide_from_index
from db.rows.soft_delete import is_live_membership
from db.rows.source import ANY_INDEX, ImageTable
from db.tables import image_members

PROJECT_PARAMETER = "project"

# A list of statuses.
MEMBER_STATUSES_PARAMETER = "member_statuses"

ViewerKind = Literal["administrator", "project", "nobody"]

# All that is seen by id, or what a list shows. Of a list whose filter leaves nothing else: `community`, the
# images of the community; `memberships`, those shared with the project in `MEMBER_STATUSES_PARAMETER`.
Scope = Literal["visible", "listed", "community", "memberships"]


class ViewerScope(NamedTuple):
    """The kind of viewer and its scope; the project's name is the bind parameter `project`.

    Hidden images belong to scope `visible`, and to a list whose filter requests hidden ones.
    """

    kind: ViewerKind
    scope: Scope = "visible"
    include_deleted: bool = False
    shows_hidden: bool = False


@dataclass(frozen=True, slots=True)
class VisibilityBranch:
    """One reason to see images; `candidate_ids` lists them from an index, and maybe others."""

    condition: ColumnElement[bool]
    candidate_ids: Select[str] | None = None


def is_visible(viewer: ViewerScope, image: ImageTable) -> ColumnElement[bool]:
    """Whether the caller sees the image."""
    ways = (way.condition for way in visibility_branches(viewer, image))
    return and_(is_in_scope(viewer, image), or_(false(), *ways))


def is_in_scope(viewer: ViewerScope, image: ImageTable) -> ColumnElement[bool]:
    """The condition for every viewer: not deleted, and in a list not hidden."""
    terms: list[ColumnElement[bool]] = []
    if not viewer.include_deleted:
        terms.append(hide_from_index(image.column("deleted")) == false())
    if viewer.scope != "visible" and not viewer.shows_hidden:
        terms.append(hide_from_index(image.column("os_hidden")) == false())
    return and_(true(), *terms)


class HasVisibility(Protocol):
    """Has an owner and a visibility: an image, or the state of one in an event."""

    def column(self, name: str, *, is_equality: bool = False) -> ColumnElement[Any]: ...


def visibility_branches(viewer: ViewerScope, image: ImageTable) -> list[VisibilityBranch]:
    """The reasons to see an image that is in scope; no image has two of them.

    Each can be walked along an index of its own, so that the cost of a list depends on the images that the
    caller sees, not on all images.
    """
    return _branches(viewer, image, lambda: _is_member(viewer, image))


def was_visible(
    viewer: ViewerScope, state: HasVisibility, is_member: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Whether the caller could see by id an image in this state, with these members."""
    ways = _branches(viewer, state, lambda: is_member)
    return or_(false(), *(way.condition for way in ways))


# Projects that may have seen an image; None stands for all.
Audience = frozenset[str] | None


def audience(states: Iterable[tuple[str | None, str | None]], members: Iterable[str]) -> Audience:
    """The projects that may have seen an image in these states (visibility, owner), with these members."""
    projects = set(members)
    for visibility, owner in states:
        if visibility in ("public", "community"):
            return None
        if owner is not None:
            projects.add(owner)
    return frozenset(projects)


def audience_includes(viewer: ViewerScope, project: str | None, audience: Audience) -> bool:
    """Whether the caller is in the audience; administrators always are."""
    return viewer.kind == "administrator" or audience is None or project in audience


def _branches(
    viewer: ViewerScope, image: HasVisibility, is_member: Callable[[], ColumnElement[bool]]
) -> list[VisibilityBranch]:
    if viewer.kind == "administrator":
        return [VisibilityBranch(true())]
    visibility, owner = image.column("visibility", is_equality=True), image.column("owner", is_equality=True)
    shared = visibility == sql_string("shared")
    if viewer.scope == "community":
        return [VisibilityBranch(visibility == sql_string("community"))]
    if viewer.scope == "memberships":
        # Its own among them, though it can be no member there but by an import.
        owned = hide_from_index(owner).is_not(None)
        return [VisibilityBranch(and_(shared, owned, is_member()), _memberships(viewer))]
    open_to_all = ["public"] if viewer.scope == "listed" else ["public", "community"]
    ways = [VisibilityBranch(visibility == sql_string(each)) for each in open_to_all]
    if viewer.kind == "project":
        project: ColumnElement[Any] = bindparam(PROJECT_PARAMETER)
        closed = [hide_from_index(visibility) != sql_string(each) for each in open_to_all]
        ways.append(VisibilityBranch(and_(owner == project, *closed)))
        # An image without an owner has no members: Glance shows it to everyone by id, which is a leak.
        others = and_(shared, hide_from_index(owner) != project)
        ways.append(VisibilityBranch(and_(others, is_member()), _memberships(viewer)))
    return ways


def _memberships(viewer: ViewerScope) -> Select[str]:
    """The ids of images that the project is or was a member of; in lists only of accepted ones."""
    member = image_members.c
    rows = select(member.image_id.label("id")).where(member.member == bindparam(PROJECT_PARAMETER))
    if viewer.scope == "listed":
        return rows.where(member.status == sql_string("accepted"))
    if viewer.scope == "memberships":
        return rows.where(member.status.in_(unnest_json(bindparam(MEMBER_STATUSES_PARAMETER))))
    return rows


def _is_member(viewer: ViewerScope, image: ImageTable) -> ColumnElement[bool]:
    member, memberships = image_members.c, _memberships(viewer)
    its_own = and_(member.image_id == image.column("id"), is_live_membership(image, viewer.include_deleted))
    if image.index_hint not in (None, ANY_INDEX):
        # The image is found along an index or by its id; then its membership is looked up.
        return exists(memberships.where(its_own).correlate(image.source))
    if not viewer.include_deleted:
        return image.column("id").in_(memberships.where(hide_from_index(member.deleted) == false()))
    # The first condition uses the index on members, and leaves few images for the second.
    return and_(
        image.column("id").in_(memberships), exists(memberships.where(its_own).correlate(image.source))
    )


def can_see_member(viewer: ViewerScope, image: ImageTable, member: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the caller may see a member: the owner, administrators and the member itself (rules §7)."""
    if viewer.kind == "administrator":
        return true()
    if viewer.kind == "nobody":
        return false()
    project: ColumnElement[Any] = bindparam(PROJECT_PARAMETER)
    itself = and_(member == project, image.column("visibility") == sql_string("shared"))
    return or_(image.column("owner") == project, itself)
