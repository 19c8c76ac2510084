"""The page about authentication: the session of each mode does what the page says."""

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

PAGE = (ROOT / "docs" / "authentication.md").read_text("utf-8")
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


def blocks_of(mode: str) -> list[str]:
    """The commands of a section, in order: what is made before, the server, the request."""
    return re.findall(r"```bash\n(.*?)```", PAGE.split(f"\n## {mode}\n")[1].split("\n## ")[0], re.DOTALL)


def test_the_session_without_authentication_lists_images(database: SqliteDatabase) -> None:
    serve, ask = blocks_of("none")
    with serving(serve, database) as server:
        answer = json.loads(run(ask.replace("localhost:8000", server.address), database.path.parent))
    assert answer == {"data": {"images": []}}


@pytest.mark.parametrize("mode", ["headers", "jwt", "keystone"])
def test_a_session_creates_an_image_of_the_project_and_a_stranger_does_not(
    mode: str, database: SqliteDatabase
) -> None:
    *before, serve, ask = blocks_of(mode)
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
