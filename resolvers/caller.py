"""The caller of a request (rules §1)."""

from dataclasses import dataclass
from functools import lru_cache

from db.rows.visibility import PROJECT_PARAMETER, Scope, ViewerKind, ViewerScope


@dataclass(frozen=True, slots=True)
class Caller:
    """`project` becomes the owner of images that the caller creates; it may be None."""

    project: str | None = None
    user: str | None = None
    roles: frozenset[str] = frozenset()

    @property
    def is_administrator(self) -> bool:
        return "admin" in self.roles

    @property
    def can_change(self) -> bool:
        """Whether the caller may create images, and change its own (rules §1)."""
        return self.is_administrator or self.project is not None

    def viewer_scope(
        self, scope: Scope = "visible", *, include_deleted: bool = False, shows_hidden: bool = False
    ) -> ViewerScope:
        """The images that the caller sees: all that are visible by id, or a list (rules §4)."""
        return _viewer_scope(self._kind, scope, include_deleted, shows_hidden)

    @property
    def _kind(self) -> ViewerKind:
        if self.is_administrator:
            return "administrator"
        return "nobody" if self.project is None else "project"

    @property
    def values(self) -> dict[str, object]:
        """The bind parameters that a ViewerScope needs."""
        return {PROJECT_PARAMETER: self.project}


# There are few combinations: a read takes one, and finds its statement by it.
@lru_cache
def _viewer_scope(kind: ViewerKind, scope: Scope, include_deleted: bool, shows_hidden: bool) -> ViewerScope:
    return ViewerScope(kind, scope, include_deleted, shows_hidden)


ADMINISTRATOR = Caller(roles=frozenset({"admin"}))
