"""The reference's callers: what each sees, stated as naively as the rule is written (rules §4 and §7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True)
class Viewer:
    """`project` is None for a caller without one. `members` are an image's, by project."""

    project: str | None = None
    administrator: bool = False

    def sees(self, image: Record, members: Mapping[str, Record]) -> bool:
        """By id, and in VISIBLE."""
        if self.administrator or image["visibility"] in ("public", "community"):
            return True
        return self.owns(image) or self._status(image, members) is not None

    def lists(self, image: Record, members: Mapping[str, Record], where: Mapping[str, Any]) -> bool:
        """In LISTED, of which some conditions at the top of the filter open more."""
        if image["os_hidden"] and where.get("hidden") is not True:
            return False
        if self.administrator or image["visibility"] == "public" or self.owns(image):
            return True
        if image["visibility"] == "community":
            return wants_community_alone(where.get("visibility", {}))
        shared_with = where.get("sharedWith", {"member": None})
        statuses = ["ACCEPTED"]
        if shared_with["member"] == self.project:
            statuses += shared_with.get("status", [])
        status = self._status(image, members)
        return status is not None and status.upper() in statuses

    def members_seen(self, image: Record, members: Mapping[str, Record]) -> dict[str, Record]:
        if self.administrator or self.owns(image):
            return dict(members)
        if self._status(image, members) is None:
            return {}
        return {project: row for project, row in members.items() if project == self.project}

    def changes(self, image: Record) -> bool:
        """An image that it sees."""
        return bool(image["can_change"]) and (self.administrator or self.owns(image))

    def owns(self, image: Record) -> bool:
        return self.project is not None and image["owner"] == self.project

    def _status(self, image: Record, members: Mapping[str, Record]) -> str | None:
        """What the project thinks of an image that is shared with it, None if it is not."""
        if image["visibility"] != "shared" or image["owner"] is None or self.project is None:
            return None
        return members[self.project]["status"] if self.project in members else None


def wants_community_alone(visibility: Mapping[str, Any]) -> bool:
    return visibility.get("eq") == "COMMUNITY" or set(visibility.get("in", [])) == {"COMMUNITY"}


ADMINISTRATOR = Viewer(administrator=True)
