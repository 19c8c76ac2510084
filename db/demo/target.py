"""Fills the empty database of a target, on any of the three databases."""

from collections.abc import Callable

from db.connect import DatabaseTarget
from db.demo.fill import fill


def fill_target(target: DatabaseTarget, count: int, seed: int, progress: Callable[[int], object]) -> None:
    """Raises as `fill` and `fill_server`."""
    if target.file is not None:
        fill(target.file, count, seed, progress)
        return
    # The code for servers takes long to import; a file does not need it.
    from db.demo.fill_server import fill_server

    assert target.server is not None
    fill_server(target.server, count, seed, progress)
