"""Who is calling."""

from dataclasses import dataclass
from functools import lru_cache

from db.rows.visibility import PROJECT_PARAMETER, ViewerKind, ViewerScope


@dataclass(frozen=True, slots=True)
class Caller:
    """`project` becomes the owner of what the caller creates; an administrator may have none."""

    project: str | None = None
    user: str | None = None
    roles: frozenset[str] = frozenset()

    @property
    def is_administrator(self) -> bool:
        return "admin" in self.roles

    def viewer_scope(self, *, is_listed: bool = False, include_deleted: bool = False) -> ViewerScope:
        """How far the caller sees: what is listed, or all that is visible by id."""
        if self.is_administrator:
            return _viewer_scope("administrator", is_listed, include_deleted)
        return _viewer_scope("nobody" if self.project is None else "project", is_listed, include_deleted)

    @property
    def values(self) -> dict[str, object]:
        """The bind parameter that a viewer names."""
        return {PROJECT_PARAMETER: self.project}


# There are twelve.
@lru_cache
def _viewer_scope(viewer: ViewerKind, is_listed: bool, include_deleted: bool) -> ViewerScope:
    return ViewerScope(viewer, "listed" if is_listed else "visible", include_deleted)


ADMINISTRATOR = Caller(roles=frozenset({"admin"}))
