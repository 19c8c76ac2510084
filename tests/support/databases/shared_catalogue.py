"""Catalogues that several tests read, made once however many processes run the tests."""

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from bench.scale.catalogue import catalogue


def copied_catalogue(factory: pytest.TempPathFactory, folder: Path, images: int) -> Path:
    """A copy in the folder."""
    common = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        # Each process has a folder of its own below the one of all.
        common = common.parent
    with (common / "catalogues.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = catalogue(common, images)
    return Path(shutil.copyfile(made, folder / made.name))
