"""Who is calling."""

from dataclasses import dataclass
from functools import lru_cache

from db.rows.visibility import PROJECT, Onlooker, Sight


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
        if self.is_administrator:
            return _sight("administrator", listed, tombstones)
        return _sight("nobody" if self.project is None else "project", listed, tombstones)

    @property
    def values(self) -> dict[str, object]:
        """The bind parameter that a sight names."""
        return {PROJECT: self.project}


# There are twelve.
@lru_cache
def _sight(caller: Onlooker, listed: bool, tombstones: bool) -> Sight:
    return Sight(caller, "listed" if listed else "visible", tombstones)


ADMINISTRATOR = Caller(roles=frozenset({"admin"}))
