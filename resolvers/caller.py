"""The caller of a request."""

from dataclasses import dataclass
from functools import lru_cache

from db.rows.visibility import PROJECT_PARAMETER, ViewerKind, ViewerScope


@dataclass(frozen=True, slots=True)
class Caller:
    """`project` becomes the owner of images that the caller creates; it may be None."""

    project: str | None = None
    user: str | None = None
    roles: frozenset[str] = frozenset()

    @property
    def is_administrator(self) -> bool:
        return "admin" in self.roles

    def viewer_scope(self, *, is_listed: bool = False, include_deleted: bool = False) -> ViewerScope:
        """The images that the caller sees: in lists, or all that are visible by id (rules §4)."""
        if self.is_administrator:
            return _viewer_scope("administrator", is_listed, include_deleted)
        return _viewer_scope("nobody" if self.project is None else "project", is_listed, include_deleted)

    @property
    def values(self) -> dict[str, object]:
        """The bind parameters that a ViewerScope needs."""
        return {PROJECT_PARAMETER: self.project}


# There are twelve combinations.
@lru_cache
def _viewer_scope(viewer: ViewerKind, is_listed: bool, include_deleted: bool) -> ViewerScope:
    return ViewerScope(viewer, "listed" if is_listed else "visible", include_deleted)


ADMINISTRATOR = Caller(roles=frozenset({"admin"}))
