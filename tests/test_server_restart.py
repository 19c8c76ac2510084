"""A server that is killed and started again under load: the short form of `python -m bench.restart`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.served import ROOT


def test_nothing_acknowledged_is_lost_and_nobody_starts_glimpse_again() -> None:
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        missing = "PostgreSQL's server is not installed where Debian's packages put it"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    command = [sys.executable, "-m", "bench.restart", "--seconds", "8", "--clients", "4"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing acknowledged was lost, and no answer was wrong" in done.stdout
    assert "'UNAVAILABLE'" in done.stdout
