"""Which images of a list, as the arguments of the API."""

from dataclasses import dataclass, field
from typing import Any

# Only deleted images have the time of their deletion.
ONLY_DELETED: dict[str, Any] = {"deletedAt": {"gte": "0001-01-01T00:00:00Z"}}


@dataclass
class Selection:
    """Which images of a list: the arguments `where`, `scope`, `includeDeleted` and `orderBy`."""

    conditions: list[dict[str, Any]] = field(default_factory=list)
    scope: str = "LISTED"
    include_deleted: bool = False
    order: list[dict[str, Any]] = field(default_factory=list)

    @property
    def where(self) -> dict[str, Any] | None:
        """One object if no field has two conditions: some fields mean more at the top of a filter."""
        keys = [key for each in self.conditions for key in each]
        if len(keys) == len(set(keys)):
            return {key: value for each in self.conditions for key, value in each.items()} or None
        return {"and": self.conditions}

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of a document; one that has its default is left out."""
        found: dict[str, Any] = {}
        if where := self.where:
            found["where"] = where
        if self.scope != "LISTED":
            found["scope"] = self.scope
        if self.include_deleted:
            found["includeDeleted"] = True
        if self.order:
            found["orderBy"] = self.order
        return found
