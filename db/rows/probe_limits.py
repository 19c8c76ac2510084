"""How many images an index may list for a filter before the order is walked instead."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProbeLimits:
    """They decide which statement is written, not what it finds; a `PlanCache` has one set of them."""

    # Looking at so many takes about as long as walking over as many.
    max_rows: int = 1000
    # Of images shared with a project: a walk over all that is shared finds a page of them soon, but not
    # a page of those that a filter leaves.
    max_shared_rows: int = 250
    max_shared_rows_filtered: int = 10_000

    @classmethod
    def all_of(cls, rows: int) -> "ProbeLimits":
        """The same limit for every probe."""
        return cls(rows, rows, rows)


DEFAULT_PROBE_LIMITS = ProbeLimits()
