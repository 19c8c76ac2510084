"""Which images match: those that the caller sees and that meet the filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from db.condition import ALWAYS, Condition, Where
from db.image import ImageTable
from db.order import Order
from db.visibility import Sight, in_scope, ways_to_see


@dataclass(frozen=True, slots=True)
class Matching:
    """Operands are bind parameters, so that reads of one shape share a statement."""

    sight: Sight
    condition: Condition = ALWAYS


def ways_to_match(
    matching: Matching, stored: ImageTable, names: Sequence[str], order: Order = ()
) -> list[Select[*tuple[Any, ...]]]:
    """The columns of `names`, in one select for each way to see an image: no image is in two of them.

    Several also select the keys of the order, in which they are then merged.
    """
    condition = Where(stored, matching.sight).sql(matching.condition)
    ways = ways_to_see(matching.sight, stored)
    if len(ways) > 1:
        names = list(dict.fromkeys([*names, *(key.column for key in order)]))
    chosen = columns_of(stored, names).where(in_scope(matching.sight, stored), condition)
    return [chosen.where(way) for way in ways]


def columns_of(stored: ImageTable, names: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return select(*(stored.column(name).label(name) for name in names))
