"""Which images a list, a connection and its statistics are about, decided in one place."""

from collections.abc import Mapping

from db.rows.matching import MatchingImages
from resolvers.context import Info
from resolvers.queries.filter import build_condition
from schema.image import ImageScope
from schema.where import ImageWhere


def matching_images(
    info: Info, where: ImageWhere | None, scope: ImageScope, include_deleted: bool
) -> tuple[MatchingImages, Mapping[str, object]]:
    """Those that the caller sees in the scope and that meet the filter, and the operands by bind parameter.

    Raises as `build_condition` does.
    """
    context = info.context
    condition, operands = build_condition(where, context.settings.limits)
    viewer = context.caller.viewer_scope(
        is_listed=scope is ImageScope.LISTED, include_deleted=include_deleted
    )
    return MatchingImages(viewer, condition), {**context.caller.values, **operands}
