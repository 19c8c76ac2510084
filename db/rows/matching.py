"""Matching images: visible to the caller, and matching the filter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select

from db.rows.filter import ALWAYS, Condition, FilterCompiler
from db.rows.index_probe import IndexProbe, candidate_ids, probe_filter, probe_shared
from db.rows.order import Order
from db.rows.source import ANY_INDEX, ImageTable
from db.rows.visibility import ViewerScope, VisibilityBranch, is_in_scope, visibility_branches
from db.tables import images


class MatchingImages(NamedTuple):
    """A viewer and a condition; operands are bind parameters, so equal shapes share a statement."""

    viewer: ViewerScope
    condition: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Branch:
    """A subset of the matching images; subsets do not overlap.

    The images are found along an index or, with `is_probe`, by their ids. `image` is the table for further
    conditions. If `skip_if` holds, other branches have all images of this one.
    """

    rows: Select[*tuple[Any, ...]]
    image: ImageTable
    is_probe: bool = False
    skip_if: ColumnElement[bool] | None = None


class MatchingBranches:
    """The branches of the matching images in a statement, which probes each index only once."""

    def __init__(self, matching: MatchingImages, stored: ImageTable) -> None:
        self.stored = stored
        self.viewer = matching.viewer
        self._condition = matching.condition
        candidates = candidate_ids(FilterCompiler(stored, matching.viewer), matching.condition)
        self._probe = probe_filter(candidates, stored.probe_limits)
        self._by_id = replace(stored, index_hint="id")

    def in_any_order(self, names: Sequence[str]) -> list[Branch]:
        """The images of an index probe if they are few, else one branch for each reason of visibility."""
        image = replace(self.stored, index_hint=ANY_INDEX)
        branches = visibility_branches(self.viewer, image)
        return [
            *self._probe_branches(names),
            *(self._from_index(image, branch, names) for branch in branches),
        ]

    def in_order(self, order: Order, names: Sequence[str]) -> list[Branch]:
        """Branches, each walked along an index; if there are several, they also select the order's keys."""
        image = replace(self.stored, index_hint=order[0].column if order else "")
        branches = visibility_branches(self.viewer, image)
        if len(branches) > 1 or self._probe is not None or self._shared_probe is not None:
            names = list(dict.fromkeys([*names, *(key.column for key in order)]))
        parts = list(self._probe_branches(names))
        for branch, by_id in zip(branches, visibility_branches(self.viewer, self._by_id), strict=True):
            listed = None if branch.candidate_ids is None else self._shared_probe
            if listed is not None:
                parts.append(self._from_probe(listed, by_id.condition, names, fallback=self._probe))
            parts.append(self._from_index(image, branch, names, fallback=listed))
        return parts

    @cached_property
    def _shared_probe(self) -> IndexProbe | None:
        """The probe of the images shared with the project."""
        branches = visibility_branches(self.viewer, self.stored)
        listed = [branch.candidate_ids for branch in branches if branch.candidate_ids is not None]
        if not listed or self.stored.is_glance:
            return None
        return probe_shared(listed[0], self.stored.probe_limits, is_filtered=self._condition != ALWAYS)

    def _probe_branches(self, names: Sequence[str]) -> Iterator[Branch]:
        if self._probe is not None:
            branches = (branch.condition for branch in visibility_branches(self.viewer, self._by_id))
            yield self._from_probe(self._probe, or_(*branches), names)

    def _from_probe(
        self,
        probe: IndexProbe,
        is_visible: ColumnElement[bool],
        names: Sequence[str],
        fallback: IndexProbe | None = None,
    ) -> Branch:
        rows = self._select(self._by_id, is_visible, names).where(images.c.id.in_(select(probe.ids.c.id)))
        return Branch(
            rows, self._by_id, is_probe=True, skip_if=None if fallback is None else fallback.is_complete
        )

    def _from_index(
        self,
        image: ImageTable,
        branch: VisibilityBranch,
        names: Sequence[str],
        fallback: IndexProbe | None = None,
    ) -> Branch:
        found = [probe.is_complete for probe in (self._probe, fallback) if probe is not None]
        rows = self._select(image, branch.condition, names)
        return Branch(rows, image, skip_if=or_(*found) if found else None)

    def _select(
        self, image: ImageTable, is_visible: ColumnElement[bool], names: Sequence[str]
    ) -> Select[*tuple[Any, ...]]:
        meets = FilterCompiler(image, self.viewer).compile(self._condition)
        return select_columns(self.stored, names).where(is_in_scope(self.viewer, image), is_visible, meets)


def select_columns(stored: ImageTable, names: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return select(*(stored.column(name).label(name) for name in names))
