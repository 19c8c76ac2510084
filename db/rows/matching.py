"""Matching images: visible to the caller, and matching the filter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.sql import FromClause

from db.dialect.clauses import is_listed
from db.dialect.hash_joins import is_equal_beside_hash
from db.rows.condition import ALWAYS, Compare, Condition, IsNull, leaves, required_owners
from db.rows.filter import FilterCompiler
from db.rows.index_counts import unseen_images
from db.rows.index_probe import IndexProbe, candidate_ids, probe_filter, probe_shared
from db.rows.keyset import is_index_order
from db.rows.order import Order, property_columns
from db.rows.soft_delete import is_live
from db.rows.source import (
    ANY_INDEX,
    COVERING_INDEX,
    ImageTable,
    is_property_column,
    order_index,
    property_name_parameter,
    property_table,
)
from db.rows.visibility import (
    ViewerScope,
    VisibilityBranch,
    is_in_scope,
    is_of_others,
    visibility_branches,
)
from db.tables import images


class Distinct(NamedTuple):
    """Of images that are equal in all columns `keys` only the first in the order; null equals null."""

    keys: tuple[str, ...]
    order: Order


class MatchingImages(NamedTuple):
    """A viewer and a condition; operands are bind parameters, so equal shapes share a statement."""

    viewer: ViewerScope
    condition: Condition = ALWAYS
    distinct: Distinct | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A subset of the matching images.

    The images are found along an index or, with `is_probe`, by their ids. `image` is the table for further
    conditions. If `skip_if` holds, other branches have all images of this one. With `has_own` another branch
    has the caller's own images too.
    """

    rows: Select[*tuple[Any, ...]]
    image: ImageTable
    is_probe: bool = False
    skip_if: ColumnElement[bool] | None = None
    has_own: bool = False


class MatchingBranches:
    """The branches of the matching images in a statement, which probes each index only once.

    Branches in order select the properties of `order`, the order of the statement.
    """

    def __init__(self, matching: MatchingImages, stored: ImageTable, order: Order = ()) -> None:
        self.stored = stored
        self.viewer = matching.viewer
        self.condition = matching.condition
        candidates = candidate_ids(FilterCompiler(stored, matching.viewer), matching.condition)
        self._probe = probe_filter(candidates, stored.probe_limits)
        self._order_properties = property_columns(order)
        self._by_id = replace(stored, index_hint="id")

    @property
    def is_filtered(self) -> bool:
        return self.condition != ALWAYS

    def in_any_order(self, names: Sequence[str], *, is_covered: bool) -> list[Branch]:
        """The images of an index probe if they are few, else one branch for each reason of visibility.

        No image is in two of them. With `is_covered` the covering index is read, if there is no filter.
        """
        is_covered = is_covered and not self.is_filtered and not self.stored.is_glance
        image = replace(self.stored, index_hint=COVERING_INDEX if is_covered else ANY_INDEX)
        parts = list(self._probe_branches(names))
        for branch in visibility_branches(self.viewer, image):
            part = self._from_index(image, branch, names)
            if branch.has_own:
                others = part.rows.where(is_of_others(image.column("owner")))
                part = replace(part, rows=others, has_own=False)
            parts.append(part)
        return parts

    def in_order(self, order: Order, names: Sequence[str]) -> list[Branch]:
        """Branches, each walked along an index; if there are several, they also select the order's keys.

        Branches with the caller's own images also select the owner.
        """
        image = replace(self.stored, index_hint=order[0].column if order else "")
        branches = self._walked_branches(image)
        keys = [key.column for key in order]
        if any(branch.has_own for branch, _ in branches):
            names = [*names, *keys, "owner"]
        elif len(branches) > 1 or self._probe is not None or self._shared_probe is not None:
            names = [*names, *keys]
        names = list(dict.fromkeys([*names, *self._order_properties]))
        parts = list(self._probe_branches(names))
        for branch, by_id in branches:
            listed = None if branch.candidate_ids is None else self._shared_probe
            if listed is not None:
                parts.append(self._from_probe(listed, by_id.condition, names, fallback=self._probe))
            part = self._from_index(image, branch, names, fallback=listed)
            if order and _looks_up_children(self.condition):
                part = replace(part, rows=_walked_along(part.rows, order, branch, image))
            parts.append(part)
        return parts

    def _walked_branches(self, image: ImageTable) -> list[tuple[VisibilityBranch, VisibilityBranch]]:
        """The reasons of visibility for images that are walked, and the same for images found by their ids.

        If the filter names the owner, its index has all that match: one branch looks at each of them.
        """
        by_id = visibility_branches(self.viewer, self._by_id)
        if not required_owners(self.condition):
            return list(zip(visibility_branches(self.viewer, image), by_id, strict=True))
        visible = VisibilityBranch(or_(*(branch.condition for branch in by_id)), index_head="owner")
        return [(visible, visible)]

    @cached_property
    def unseen(self) -> CTE | None:
        """The images that the viewer does not see; one set for all that a statement counts."""
        return unseen_images(self.viewer, self.stored)

    @cached_property
    def _shared_probe(self) -> IndexProbe | None:
        """The probe of the images shared with the project."""
        branches = visibility_branches(self.viewer, self.stored)
        listed = [branch.candidate_ids for branch in branches if branch.candidate_ids is not None]
        if not listed or self.stored.is_glance:
            return None
        return probe_shared(listed[0], self.stored.probe_limits, is_filtered=self.is_filtered)

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
        rows = self._select(self._by_id, is_visible, names)
        skip_if = None if fallback is None else fallback.is_complete
        return self._from_ids(rows, select(probe.ids.c.id), skip_if)

    def _from_ids(
        self,
        rows: Select[*tuple[Any, ...]],
        ids: Select[str],
        skip_if: ColumnElement[bool] | None = None,
    ) -> Branch:
        """Those of the rows that have one of few ids."""
        listed = rows.where(is_listed(images.c.id, ids))
        if self.stored.dialect == "mariadb":
            # It would rather walk all public images than look at few by their ids.
            listed = listed.with_hint(images, "FORCE INDEX (PRIMARY)")
        return Branch(listed, self._by_id, is_probe=True, skip_if=skip_if)

    def _from_index(
        self,
        image: ImageTable,
        branch: VisibilityBranch,
        names: Sequence[str],
        fallback: IndexProbe | None = None,
    ) -> Branch:
        found = [probe.is_complete for probe in (self._probe, fallback) if probe is not None]
        rows = self._select(image, branch.condition, names)
        return Branch(rows, image, skip_if=or_(*found) if found else None, has_own=branch.has_own)

    def _select(
        self, image: ImageTable, is_visible: ColumnElement[bool], names: Sequence[str]
    ) -> Select[*tuple[Any, ...]]:
        meets = FilterCompiler(image, self.viewer).compile(self.condition)
        rows = select_stored(self.stored, names, self.viewer)
        return rows.where(is_in_scope(self.viewer, image), is_visible, meets)


def _looks_up_children(condition: Condition) -> bool:
    """Whether each image is looked up in other tables, and none is found by its id."""
    parts = tuple(leaves(condition))
    return any(not isinstance(part, Compare | IsNull) for part in parts) and not any(
        isinstance(part, Compare) and part.column == "id" for part in parts
    )


def _walked_along(
    rows: Select[*tuple[Any, ...]], order: Order, branch: VisibilityBranch, image: ImageTable
) -> Select[*tuple[Any, ...]]:
    """The rows, for MariaDB with the name of the index: it underestimates how soon a filter fills a page."""
    index = order_index(order[0].column, branch.index_head) if is_index_order(order) else None
    if image.dialect != "mariadb" or image.is_glance or index is None:
        return rows
    return rows.with_hint(images, f"FORCE INDEX ({index})")


def select_columns(stored: ImageTable, names: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return select(*(stored.column(name).label(name) for name in names))


def select_stored(stored: ImageTable, names: Sequence[str], viewer: ViewerScope) -> Select[*tuple[Any, ...]]:
    """The stored images, joined with the properties that are columns among the names."""
    source: FromClause = stored.source
    joined: list[FromClause] = []
    for name in dict.fromkeys(filter(is_property_column, names)):
        table = property_table(name)
        name_of: ColumnElement[Any] = table.c.name
        operand: ColumnElement[Any] = bindparam(property_name_parameter(name))
        its = and_(
            table.c.image_id == stored.column("id"),
            is_equal_beside_hash(name_of, operand) if stored.joins_by_hash else name_of == operand,
            is_live(table, stored, viewer.include_deleted),
        )
        source = source.outerjoin(table, its)
        joined.append(table)
    rows = select_columns(stored, names).select_from(source)
    for table in joined if stored.joins_by_hash else ():
        rows = rows.with_hint(table, "FORCE INDEX (ix_image_properties_name_value_start_image_id)")
    return rows
