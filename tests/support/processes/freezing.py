"""Stops a process as a frozen machine does, and lets it go on."""

import os
import signal
from pathlib import Path
from time import monotonic, sleep

from tests.support.processes.process import PATIENCE


def freeze(pid: int) -> None:
    """Returns when all of its threads have stopped: the signal reaches one on another core later."""
    os.kill(pid, signal.SIGSTOP)
    until = monotonic() + PATIENCE
    while not all(") T " in stat.read_text() for stat in Path(f"/proc/{pid}/task").glob("*/stat")):
        assert monotonic() < until
        sleep(0.001)


def thaw(pid: int) -> None:
    os.kill(pid, signal.SIGCONT)
