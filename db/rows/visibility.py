"""Visibility: the only place that decides which images a caller sees (rules §4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, or_, select, true

from db.dialect.clauses import exists_for_each, unnest_json
from db.dialect.json import sql_string
from db.dialect.scalars import hide_flag_from_index, hide_from_index
from db.rows.soft_delete import is_live_membership
from db.rows.source import ImageTable
from db.tables import VISIBILITIES, image_members

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
    """One reason to see images; `candidate_ids` lists them from an index, and maybe others.

    With `has_own` the project's own images are among them, which another branch has too. `index_head` is the
    column at the head of the index that such images are walked along, before the key of the order.
    """

    condition: ColumnElement[bool]
    candidate_ids: Select[str] | None = None
    has_own: bool = False
    index_head: Literal["visibility", "owner"] | None = None


def is_visible(viewer: ViewerScope, image: ImageTable) -> ColumnElement[bool]:
    """Whether the caller sees the image."""
    ways = (way.condition for way in visibility_branches(viewer, image))
    return and_(is_in_scope(viewer, image), or_(false(), *ways))


def is_in_scope(viewer: ViewerScope, image: ImageTable) -> ColumnElement[bool]:
    """The condition for every viewer: not deleted, and in a list not hidden."""
    has_hidden = viewer.scope == "visible" or viewer.shows_hidden
    return and_(
        true(),
        *_excluded("deleted", viewer.include_deleted, image),
        *_excluded("os_hidden", has_hidden, image),
    )


def _excluded(flag: str, is_allowed: bool, image: ImageTable) -> list[ColumnElement[bool]]:
    """The condition that excludes images with the flag, unless they are allowed."""
    column = image.column(flag)
    if image.reads_covering_index:
        # Its first columns are the flags: without a condition on one, the next ones would not find anything.
        return [column.in_((false(), true()))] if is_allowed else [column == false()]
    hide = hide_from_index if image.is_glance else hide_flag_from_index
    return [] if is_allowed else [hide(column) == false()]


class HasVisibility(Protocol):
    """Has an owner and a visibility: an image, or the state of one in an event."""

    def column(self, name: str, *, is_equality: bool = False) -> ColumnElement[Any]: ...


def visibility_branches(viewer: ViewerScope, image: ImageTable) -> list[VisibilityBranch]:
    """The reasons to see an image that is in scope; only a project's own images have two of them.

    Each can be walked along an index of its own, so that the cost of a list depends on the images that the
    caller sees, not on all images.
    """
    own_terms: list[ColumnElement[bool]] = []
    if image.reads_covering_index:
        # The owner follows the visibility in it.
        own_terms.append(image.column("visibility").in_([sql_string(each) for each in VISIBILITIES]))
    return _branches(viewer, image, lambda: _is_member(viewer, image), own_terms)


def is_of_others(owner: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the owner is not the caller's project."""
    return hide_from_index(owner).is_distinct_from(bindparam(PROJECT_PARAMETER))


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
    viewer: ViewerScope,
    image: HasVisibility,
    is_member: Callable[[], ColumnElement[bool]],
    own_terms: Iterable[ColumnElement[bool]] = (),
) -> list[VisibilityBranch]:
    if viewer.kind == "administrator":
        return [VisibilityBranch(true())]
    visibility, owner = image.column("visibility", is_equality=True), image.column("owner", is_equality=True)
    shared = visibility == sql_string("shared")
    if viewer.scope == "community":
        return [VisibilityBranch(visibility == sql_string("community"), index_head="visibility")]
    if viewer.scope == "memberships":
        # Its own among them, though it can be no member there but by an import.
        owned = hide_from_index(owner).is_not(None)
        condition = and_(shared, owned, is_member())
        return [VisibilityBranch(condition, _memberships(viewer), index_head="visibility")]
    open_to_all = ["public"] if viewer.scope == "listed" else ["public", "community"]
    open_ = [visibility == sql_string(each) for each in open_to_all]
    if viewer.kind == "nobody":
        return [VisibilityBranch(each, index_head="visibility") for each in open_]
    project: ColumnElement[Any] = bindparam(PROJECT_PARAMETER)
    # An image without an owner has no members: Glance shows it to everyone by id, a leak (rules §10).
    shared_by_others = and_(shared, hide_from_index(owner) != project, is_member())
    return [
        *(VisibilityBranch(each, has_own=True, index_head="visibility") for each in open_),
        VisibilityBranch(and_(*own_terms, owner == project), index_head="owner"),
        VisibilityBranch(shared_by_others, _memberships(viewer), index_head="visibility"),
    ]


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
    if image.is_walked:
        return exists_for_each(memberships.where(its_own).correlate(image.source), image.dialect)
    if not viewer.include_deleted:
        return image.column("id").in_(memberships.where(hide_from_index(member.deleted) == false()))
    # The first condition uses the index on members, and leaves few images for the second.
    return and_(
        image.column("id").in_(memberships), exists(memberships.where(its_own).correlate(image.source))
    )


def can_change(viewer: ViewerScope, image: ImageTable) -> ColumnElement[bool]:
    """Whether the caller may change an image that it sees: it is live, and the caller's own (rules §5)."""
    if image.is_read_only or viewer.kind == "nobody":
        return false()
    is_live = image.column("deleted") == false()
    if viewer.kind == "administrator":
        return is_live
    project: ColumnElement[Any] = bindparam(PROJECT_PARAMETER)
    return and_(is_live, image.column("owner").is_not_distinct_from(project))


def can_delete(viewer: ViewerScope, image: ImageTable) -> ColumnElement[bool]:
    """Whether the caller may delete an image that it sees (rules §5)."""
    return and_(can_change(viewer, image), image.column("protected") == false())


def can_see_actor(viewer: ViewerScope, image: ImageTable) -> ColumnElement[bool]:
    """Whether the caller may see who changes the image: the owner and administrators (rules §8)."""
    if viewer.kind == "administrator":
        return true()
    if viewer.kind == "nobody":
        return false()
    return image.column("owner") == bindparam(PROJECT_PARAMETER)


def can_see_member(viewer: ViewerScope, image: ImageTable, member: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the caller may see a member: the owner, administrators and the member itself (rules §7)."""
    if viewer.kind == "administrator":
        return true()
    if viewer.kind == "nobody":
        return false()
    project: ColumnElement[Any] = bindparam(PROJECT_PARAMETER)
    itself = and_(member == project, image.column("visibility") == sql_string("shared"))
    return or_(image.column("owner") == project, itself)
