"""The images that a list, a connection or statistics cover."""

from collections.abc import Mapping

from db.rows.matching import MatchingImages
from resolvers.context import Info
from resolvers.queries.filter import build_condition
from schema.image import ImageScope
from schema.where import ImageWhere


def matching_images(
    info: Info, where: ImageWhere | None, scope: ImageScope, include_deleted: bool
) -> tuple[MatchingImages, Mapping[str, object]]:
    """The images that the caller sees in the scope and that match the filter, and operands by bind parameter.

    Raises as `build_condition` does.
    """
    context = info.context
    condition, operands = build_condition(where, context.settings.limits)
    viewer = context.caller.viewer_scope(
        is_listed=scope is ImageScope.LISTED, include_deleted=include_deleted
    )
    return MatchingImages(viewer, condition), {**context.caller.values, **operands}
