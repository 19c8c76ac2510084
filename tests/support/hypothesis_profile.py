"""How much of what is drawn or repeated is tried: `make test` does little of it, `make soak` more."""

import os

from hypothesis import settings

# How often that is done which `make test` does once.
TIMES = int(os.environ.get("SOAK", "1"))


def drawn(examples: int, soaked: int | None = None) -> settings:
    """The same examples each time: what was found once must be found by whoever looks for it.

    `soaked` is how many `make soak` tries in place of each of them.
    """
    return settings(
        max_examples=(soaked or examples) * TIMES if TIMES > 1 else examples,
        derandomize=True,
        deadline=None,
        database=None,
    )
