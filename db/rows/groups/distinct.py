"""The first image of each group: of images that are equal in some columns, the first in an order.

All images that match are read. A window numbers them within their groups, so the cost is that of a sort. If a
time decides, `db.rows.groups.newest` needs no sort.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from sqlalchemy import CTE, Select, select

from db.dialect.clauses import materialized
from db.dialect.json import sql_int
from db.rows.condition import ALWAYS
from db.rows.groups.newest import deciding_time, newest_ids
from db.rows.matching import Branch, Distinct, MatchingBranches, MatchingImages, select_stored
from db.rows.order import Order, OrderKey, place_in_order, property_columns
from db.rows.ordered_merge import all_rows
from db.rows.source import ImageTable
from db.tables import images


def matching_branches(matching: MatchingImages, stored: ImageTable, order: Order = ()) -> MatchingBranches:
    """The branches of the images that match and that remain of their groups."""
    if matching.distinct is None:
        scanned = replace(stored, scans_properties=scans_properties(matching, stored, order))
        return MatchingBranches(matching, scanned, order)
    return _FirstOfGroups(matching, matching.distinct, stored, order)


def scans_properties(matching: MatchingImages, stored: ImageTable, order: Order = ()) -> bool:
    """Whether all images that the viewer sees are ordered or grouped: then each property is read for all."""
    return (
        (matching.distinct is not None or bool(property_columns(order)))
        and matching.condition == ALWAYS
        and not matching.viewer.include_deleted
        and not stored.is_glance
    )


class _FirstOfGroups(MatchingBranches):
    """One branch: the images that remain, found by their ids."""

    def __init__(
        self, matching: MatchingImages, distinct: Distinct, stored: ImageTable, order: Order
    ) -> None:
        super().__init__(matching, stored, order)
        self._distinct = distinct
        self._scans = scans_properties(matching, stored)

    @cached_property
    def unseen(self) -> CTE | None:
        """Not known: no index has the images that remain."""
        return None

    def in_any_order(self, names: Sequence[str], *, is_covered: bool) -> list[Branch]:
        return [self._remaining(names)]

    def in_order(self, order: Order, names: Sequence[str]) -> list[Branch]:
        return [self._remaining(list(dict.fromkeys([*names, *self._order_properties])))]

    def _remaining(self, names: Sequence[str]) -> Branch:
        return self._from_ids(select_stored(self.stored, names, self.viewer), select(self._firsts.c.id))

    @cached_property
    def _firsts(self) -> CTE:
        """The ids of the images that remain, once for all readers."""
        time = deciding_time(self._distinct, self.stored)
        return materialized(self._numbered() if time is None else self._newest(time), "firsts")

    def _newest(self, time: OrderKey) -> Select[str]:
        keys = self._distinct.keys
        return newest_ids(self._scanned([time.column, *keys]), keys, time, self.stored)

    def _numbered(self) -> Select[str]:
        keys, order = self._distinct
        columns = dict.fromkeys(["id", *(key.column for key in order), *keys])
        found = ImageTable(all_rows(self._scanned(list(columns))).subquery("found"))
        place = place_in_order(order, found, keys)
        numbered = select(found.column("id"), place.label("place")).subquery("numbered")
        return select(numbered.c.id).where(numbered.c.place == sql_int(1))

    def _scanned(self, columns: Sequence[str]) -> list[Branch]:
        """All images that match."""
        scanned = MatchingBranches(
            MatchingImages(self.viewer, self.condition), replace(self.stored, scans_properties=self._scans)
        )
        branches = scanned.in_any_order(columns, is_covered=False)
        if self._scans and self.viewer.kind == "administrator":
            # Properties are stored in the order of their images; an index of images has another order.
            branches = [
                replace(branch, rows=branch.rows.with_hint(images, "NOT INDEXED", "sqlite"))
                for branch in branches
            ]
        return branches
