"""How much of what is drawn or repeated is tried: `make test` does little of it, `make soak` more."""

import os

from hypothesis import settings

# How often that is done which `make test` does once.
TIMES = int(os.environ.get("SOAK", "1"))


def drawn(examples: int) -> settings:
    """The same examples each time: what was found once must be found by whoever looks for it."""
    return settings(
        max_examples=examples * TIMES,
        derandomize=True,
        deadline=None,
        database=None,
    )
