"""A server that is killed and started again under load: the short form of `python -m bench.restart`."""

import subprocess
import sys

import pytest

from tests.support.paths import ROOT
from tests.support.private_servers.postgres import BINARIES, require_program

pytestmark = [pytest.mark.processes, pytest.mark.without_coverage]


def test_nothing_acknowledged_is_lost_and_nobody_starts_glimpse_again() -> None:
    require_program(list(BINARIES.glob("*/bin/initdb")), "PostgreSQL's server")
    command = [sys.executable, "-m", "bench.restart", "--seconds", "6", "--clients", "4"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing acknowledged was lost, and no answer was wrong" in done.stdout
    assert "'UNAVAILABLE'" in done.stdout
