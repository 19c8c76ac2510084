"""The plan cache: compiled statements by selection and shape of rows."""

from collections.abc import Callable
from functools import partial
from typing import Any

from db.dialect.odd_rows import OddRows
from db.dialect.variants import DialectName
from db.fields.selection import RequestedField
from db.query.statement import Read, read_statement
from db.rows.page import ImageRows
from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from db.store import Statement
from resolvers.cache import DEFAULT_CAPACITY, ClockCache, document_length
from resolvers.plan.selection import (
    FieldCollector,
    PayloadSelection,
    SelectedField,
    Selection,
    payload_selection,
)


class PlanCache:
    """The selections of recently used documents, and the statements compiled for them."""

    def __init__(
        self,
        *,
        is_glance: bool,
        dialect: DialectName = "sqlite",
        probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS,
        odd_rows: OddRows | None = None,
        is_read_only: bool = False,
    ) -> None:
        self._read_statement = partial(
            read_statement,
            is_glance=is_glance,
            dialect=dialect,
            probe_limits=probe_limits,
            odd_rows=odd_rows,
            is_read_only=is_read_only,
        )
        self._selections: ClockCache[Any, tuple[object, object]] = ClockCache(DEFAULT_CAPACITY)
        self._statements: ClockCache[Any, Statement] = ClockCache(DEFAULT_CAPACITY)

    @property
    def caches(self) -> dict[str, ClockCache[Any, Any]]:
        return {"selections": self._selections, "statements": self._statements}

    def selection(self, info: Any) -> Selection:
        """The selection on a root field."""
        selection: Selection = self._get_selection(info, Selection)
        return selection

    def payload(self, info: Any) -> PayloadSelection:
        """The selection on a mutation's payload."""
        payload: PayloadSelection = self._get_selection(info, payload_selection)
        return payload

    def _get_selection(self, info: Any, make: Callable[[SelectedField, int], object]) -> Any:
        # A cached document always has the same nodes. Only boolean variables can change the
        # selection, in @skip and @include.
        nodes = info.field_nodes
        conditions = frozenset(item for item in info.variable_values.items() if isinstance(item[1], bool))
        weight = document_length(nodes[0])
        # The nodes are kept with the selection, so that Python does not reuse their ids.
        _, selection = self._selections.get(
            (tuple(map(id, nodes)), conditions),
            lambda: (
                nodes,
                make(FieldCollector.for_info(info).select(info.parent_type, info.path.key, nodes), weight),
            ),
            weight,
        )
        return selection

    def member_statement(
        self, selection: Selection, given: tuple[frozenset[str], ...], rows: ImageRows
    ) -> Statement:
        """Reads, for each image, the member in the bind parameter `member`, as a list `member`."""
        arguments = (("member", "member"),)
        return self._statements.get(
            (selection, given, rows),
            lambda: self._read_statement(
                [RequestedField("member", "members", "Image", arguments, selection.requested_fields(given))],
                rows,
            ),
            selection.weight,
        )

    def statement(self, selection: Selection, given: tuple[frozenset[str], ...], rows: Read) -> Statement:
        key = (selection, given, rows)
        known = self._statements.find(key)
        if known is not None:
            return known
        return self._statements.get(
            key,
            lambda: self._read_statement(selection.requested_fields(given), rows),
            # A filter in a variable makes a long statement of a short document.
            selection.weight + 1000,
        )
