"""Which images a list, a connection and its statistics are about, decided in one place."""

from collections.abc import Mapping

from db.rows.matching import Matching
from resolvers.context import Info
from resolvers.queries.filter import condition_of
from schema.image import ImageScope
from schema.where import ImageWhere


def asked_images(
    info: Info, where: ImageWhere | None, scope: ImageScope, include_deleted: bool
) -> tuple[Matching, Mapping[str, object]]:
    """Those that the caller sees in the scope and that meet the filter, and the operands by bind parameter.

    Raises as `condition_of` does.
    """
    context = info.context
    condition, operands = condition_of(where, context.settings.limits)
    sight = context.caller.sight(listed=scope is ImageScope.LISTED, tombstones=include_deleted)
    return Matching(sight, condition), {**context.caller.values, **operands}
