"""Which images match: those that the caller sees and that meet the filter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select

from db.rows.filter import ALWAYS, Condition, Where
from db.rows.index_probe import Few, candidates, few_of_filter, few_shared
from db.rows.order import Order
from db.rows.source import ANY, ImageTable
from db.rows.visibility import Sight, Way, in_scope, ways_to_see
from db.tables import images


class Matching(NamedTuple):
    """Operands are bind parameters, so that reads of one shape share a statement."""

    sight: Sight
    condition: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the images that match: no image is in two parts.

    They are found along an index or, if they are `few`, by their ids, all of them. `image` is the table
    for what else they are asked. If `unless` holds, those of this part are all in others.
    """

    rows: Select[*tuple[Any, ...]]
    image: ImageTable
    few: bool = False
    unless: ColumnElement[bool] | None = None


class Matches:
    """The images that match in a statement, which asks an index once whether they are few."""

    def __init__(self, matching: Matching, stored: ImageTable) -> None:
        self.stored = stored
        self.sight = matching.sight
        self._condition = matching.condition
        self._few = few_of_filter(candidates(Where(stored, matching.sight), matching.condition))
        self._by_id = replace(stored, along="id")

    def in_any_order(self, names: Sequence[str]) -> list[Part]:
        """The few that an index has for the filter, if they are few, or else each way to see an image."""
        image = replace(self.stored, along=ANY)
        ways = ways_to_see(self.sight, image)
        return [*self._narrowed(names), *(self._along(image, way, names) for way in ways)]

    def in_order(self, order: Order, names: Sequence[str]) -> list[Part]:
        """As those, each to be walked along an index; several also select the keys of the order."""
        along = replace(self.stored, along=order[0].column if order else "")
        ways = ways_to_see(self.sight, along)
        if len(ways) > 1 or self._few is not None:
            names = list(dict.fromkeys([*names, *(key.column for key in order)]))
        parts = list(self._narrowed(names))
        for way, by_id in zip(ways, ways_to_see(self.sight, self._by_id), strict=True):
            listed = None if way.listed is None else self._shared
            if listed is not None:
                parts.append(self._among(listed, by_id.condition, names, instead=self._few))
            parts.append(self._along(along, way, names, instead=listed))
        return parts

    @cached_property
    def _shared(self) -> Few | None:
        """Those shared with the project, if they are few."""
        ways = ways_to_see(self.sight, self.stored)
        listed = [way.listed for way in ways if way.listed is not None]
        if not listed or self.stored.glance:
            return None
        return few_shared(listed[0], filtered=self._condition != ALWAYS)

    def _narrowed(self, names: Sequence[str]) -> Iterator[Part]:
        if self._few is not None:
            ways = (way.condition for way in ways_to_see(self.sight, self._by_id))
            yield self._among(self._few, or_(*ways), names)

    def _among(
        self, few: Few, sees: ColumnElement[bool], names: Sequence[str], instead: Few | None = None
    ) -> Part:
        rows = self._chosen(self._by_id, sees, names).where(images.c.id.in_(select(few.ids.c.id)))
        return Part(rows, self._by_id, few=True, unless=None if instead is None else instead.few)

    def _along(self, image: ImageTable, way: Way, names: Sequence[str], instead: Few | None = None) -> Part:
        found = [few.few for few in (self._few, instead) if few is not None]
        rows = self._chosen(image, way.condition, names)
        return Part(rows, image, unless=or_(*found) if found else None)

    def _chosen(
        self, image: ImageTable, sees: ColumnElement[bool], names: Sequence[str]
    ) -> Select[*tuple[Any, ...]]:
        meets = Where(image, self.sight).sql(self._condition)
        return columns_of(self.stored, names).where(in_scope(self.sight, image), sees, meets)


def columns_of(stored: ImageTable, names: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return select(*(stored.column(name).label(name) for name in names))
