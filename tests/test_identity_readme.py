"""The README's way through each kind of authentication: its sessions do what it says."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.issuer import served
from tests.keystone_stand_in import StandIn, meaning

ROOT = Path(__file__).parent.parent
SECTION = (ROOT / "README.md").read_text().split("\n## Who is calling\n")[1].split("\n## ")[0]
KEYSTONE = "https://keystone.example:5000"

pytestmark = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("openssl")), reason="curl or openssl is not installed"
)


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


@contextmanager
def serving(command: str, database: Path) -> Iterator[int]:
    """What `make serve` does once all is installed; the port it listens at."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = re.sub(r"make serve\n$", f"exec {sys.executable} -m cli serve", command)
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PORT": str(port),
        "GLIMPSE_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
    }
    with subprocess.Popen(
        ["bash", "-euc", command], cwd=database.parent, env=environ, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            log = ""
            while "Uvicorn running" not in log:
                line = process.stderr.readline()
                assert line, log
                log += line
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)


@pytest.mark.parametrize("way", ["headers", "jwt", "keystone"])
def test_a_session_of_the_readme_creates_an_image_of_the_project(way: str, database: Path) -> None:
    blocks = re.findall(r"```bash\n(.*?)```", SECTION.split(f"### {way}\n")[1].split("\n### ")[0], re.DOTALL)
    *before, serve, ask = blocks
    for block in before:
        run(block, database.parent)
    keystone = StandIn(password="change-me")
    keystone.tokens["good"] = meaning(project={"id": "p1"})
    with (
        served(keystone.app) as address,
        serving(serve.replace(KEYSTONE, address), database) as port,
    ):
        ask = f"openstack() {{ echo good; }}\n{ask.replace('localhost:8000', f'127.0.0.1:{port}')}"
        answer = json.loads(run(ask, database.parent))
        stranger = json.loads(run(re.sub(r'-H .(Authorization|X-).*?["\']', "", ask), database.parent))
    assert answer == {"data": {"createImage": {"image": {"owner": "p1"}}}}
    assert stranger["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
