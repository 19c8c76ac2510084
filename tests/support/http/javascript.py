"""Others' clients in JavaScript, each in a process of its own."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT

CLIENTS = ROOT / "tests" / "clients"
PACKAGES = CLIENTS / "node_modules"

javascript = pytest.mark.usefixtures("_javascript")


def run(*command: str | Path, folder: Path) -> str:
    """What it prints; the test fails with all that it said if it fails."""
    done = subprocess.run(
        command, cwd=folder, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def report(script: str, *arguments: str) -> Any:
    return json.loads(run("node", script, *arguments, folder=CLIENTS))
