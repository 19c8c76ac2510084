"""Who is calling."""

from dataclasses import dataclass

from db.visibility import PROJECT, Scope, Sight


@dataclass(frozen=True, slots=True)
class Caller:
    """`project` becomes the owner of what the caller creates; an administrator may have none."""

    project: str | None = None
    user: str | None = None
    roles: frozenset[str] = frozenset()

    @property
    def is_administrator(self) -> bool:
        return "admin" in self.roles

    def sight(self, *, listed: bool = False, tombstones: bool = False) -> Sight:
        """How far the caller sees: what is listed, or all that is visible by id."""
        scope: Scope = "listed" if listed else "visible"
        if self.is_administrator:
            return Sight("administrator", scope, tombstones)
        return Sight("nobody" if self.project is None else "project", scope, tombstones)

    @property
    def values(self) -> dict[str, object]:
        """The bind parameter that a sight names."""
        return {PROJECT: self.project}


ADMINISTRATOR = Caller(roles=frozenset({"admin"}))
