"""The README's way through each kind of authentication: its sessions do what it says."""

import json
import os
import re
import shlex
import shutil
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.support.auth.fake_keystone import StandIn, meaning
from tests.support.auth.token_issuer import served
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.paths import ROOT
from tests.support.processes.process import SERVE, Served
from tests.support.processes.process import served as glimpse

SECTION = (ROOT / "README.md").read_text().split("\n## Who is calling\n")[1].split("\n## ")[0]
KEYSTONE = "https://keystone.example:5000"

pytestmark = [
    pytest.mark.processes,
    pytest.mark.without_coverage,
    pytest.mark.skipif(
        not (shutil.which("curl") and shutil.which("openssl")), reason="curl or openssl is not installed"
    ),
]


def run(session: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", session],
        capture_output=True,
        check=True,
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        text=True,
        timeout=30,
    )
    return done.stdout


def serving(command: str, database: SqliteDatabase) -> AbstractContextManager[Served]:
    """What `make serve` does once all is installed."""
    command = re.sub(r"make serve\n$", f"exec {shlex.join(SERVE)}", command)
    return glimpse(database.url, ["bash", "-euc", command], database.path.parent)


@pytest.mark.parametrize("way", ["headers", "jwt", "keystone"])
def test_a_session_of_the_readme_creates_an_image_of_the_project(way: str, database: SqliteDatabase) -> None:
    blocks = re.findall(r"```bash\n(.*?)```", SECTION.split(f"### {way}\n")[1].split("\n### ")[0], re.DOTALL)
    *before, serve, ask = blocks
    for block in before:
        run(block, database.path.parent)
    keystone = StandIn(password="change-me")
    keystone.tokens["good"] = meaning(project={"id": "p1"})
    with (
        served(keystone.app) as address,
        serving(serve.replace(KEYSTONE, address), database) as server,
    ):
        ask = f"openstack() {{ echo good; }}\n{ask.replace('localhost:8000', server.address)}"
        answer = json.loads(run(ask, database.path.parent))
        stranger = json.loads(run(re.sub(r'-H .(Authorization|X-).*?["\']', "", ask), database.path.parent))
    assert answer == {"data": {"createImage": {"image": {"owner": "p1"}}}}
    assert stranger["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
