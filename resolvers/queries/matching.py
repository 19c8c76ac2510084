"""The images that a list, a connection or statistics cover."""

from collections.abc import Mapping

from db.rows.matching import MatchingImages
from db.rows.visibility import MEMBER_STATUSES_PARAMETER, Scope
from resolvers.caller import Caller
from resolvers.context import Info
from resolvers.queries.filter import build_condition
from schema.image import ImageScope, ImageVisibility
from schema.where import ImageMemberFilter, ImageVisibilityFilter, ImageWhere


def matching_images(
    info: Info, where: ImageWhere | None, scope: ImageScope, include_deleted: bool
) -> tuple[MatchingImages, Mapping[str, object]]:
    """The images that the caller sees in the scope and that match the filter, and operands by bind parameter.

    Raises as `build_condition` does.
    """
    context = info.context
    caller = context.caller
    condition, operands = build_condition(
        where, context.settings.limits, folds_ids=not context.store.is_glance
    )
    values = {**caller.values, **operands}
    if scope is ImageScope.VISIBLE:
        return MatchingImages(caller.viewer_scope(include_deleted=include_deleted), condition), values
    opened, statuses = _opened_scope(where, caller) if isinstance(where, ImageWhere) else ("listed", {})
    viewer = caller.viewer_scope(
        opened,
        include_deleted=include_deleted,
        shows_hidden=isinstance(where, ImageWhere) and where.hidden is True,
    )
    return MatchingImages(viewer, condition), {**values, **statuses}


def _opened_scope(where: ImageWhere, caller: Caller) -> tuple[Scope, Mapping[str, object]]:
    """The scope that a condition at the top of the filter opens in LISTED, with its operand (rules §4).

    It includes every image of LISTED that matches the filter.
    """
    if caller.is_administrator:
        return "listed", {}
    visibility, shared_with = where.visibility, where.shared_with
    if isinstance(visibility, ImageVisibilityFilter) and _is_community_alone(visibility):
        return "community", {}
    if (
        isinstance(shared_with, ImageMemberFilter)
        and isinstance(shared_with.status, list)
        and shared_with.member == caller.project
    ):
        return "memberships", {MEMBER_STATUSES_PARAMETER: [status.value for status in shared_with.status]}
    return "listed", {}


def _is_community_alone(visibility: ImageVisibilityFilter) -> bool:
    if visibility.eq is ImageVisibility.COMMUNITY:
        return True
    return isinstance(visibility.in_, list) and {*visibility.in_} == {ImageVisibility.COMMUNITY}
