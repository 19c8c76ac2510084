"""Files whose modes hold, also for an administrator who runs the tests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65534


@contextmanager
def protected(modes: dict[Path, int]) -> Iterator[None]:
    """Inside the block, this process is the files' owner and has no other right than these modes give.

    The folders above them must be open to all.
    """
    is_root = os.geteuid() == 0
    for path, mode in modes.items():
        if is_root:
            os.chown(path, _NOBODY, -1)
        path.chmod(mode)
    if is_root:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path in modes:
            path.chmod(0o700)
