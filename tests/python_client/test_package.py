"""The client as a package of its own, and programs that use it."""

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from tests.support.paths import PYTHON_CLIENT, ROOT
from tests.support.processes.process import PATIENCE, Served, free_port

PROJECT = tomllib.loads((PYTHON_CLIENT / "pyproject.toml").read_text())["project"]
SERVER = ("cli", "db", "graphql", "resolvers", "schema", "settings", "sqlalchemy", "starlette", "strawberry")

USE = f"""
import sys
import glimpse_client
assert "pydantic" not in sys.modules
with glimpse_client.GlimpseClient(sys.argv[1]) as client:
    print(client.get_registry().version, sys.modules.keys() & {set(SERVER)!r}, glimpse_client.__file__)
"""


@pytest.mark.parametrize("line", [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["cli"]])
def test_each_range_begins_with_the_version_that_is_tested_and_ends(line: str) -> None:
    requirement = Requirement(line)
    bounds = {each.operator: each.version for each in requirement.specifier}
    assert bounds.keys() == {">=", "<"}
    assert bounds[">="] == version(requirement.name)


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.without_coverage
def test_the_package_alone_works_in_a_new_environment(server: Served, tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip"]
    wheel = [*pip, "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    source = tmp_path / "source"
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=PYTHON_CLIENT
    )
    names = [name for name in listed.decode().split("\0") if name]
    for name in names:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((PYTHON_CLIENT / name).read_bytes())
    subprocess.run([*wheel, "--wheel-dir", tmp_path, source], check=True, timeout=PATIENCE)
    (built,) = tmp_path.glob("*.whl")
    with ZipFile(built) as archive:
        found = {name for name in archive.namelist() if ".dist-info" not in name}
    assert found == {name for name in names if name.startswith("glimpse_client/") and "sha256" not in name}

    venv.create(tmp_path / "new", symlinks=True)
    python = tmp_path / "new" / "bin" / "python"
    install = [*pip, "--python", str(python), "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*install, str(built)], check=True, timeout=PATIENCE)
    # No network in tests: what it depends on is that of the tests.
    (packages,) = (tmp_path / "new").glob("lib/*/site-packages")
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    said = subprocess.check_output(
        [python, "-c", USE, server.address], cwd=tmp_path, env={"PATH": os.environ["PATH"]}, text=True
    )
    number, server_modules, place = said.rstrip().split(" ", 2)
    assert (number, server_modules) == (PROJECT["version"], "set()")
    assert place.startswith(str(packages))
    listing = f"image list --url {server.address} --limit 1 -f yaml".split()
    shown = subprocess.check_output([str(python.parent / "glimpse"), *listing], cwd=tmp_path, text=True)
    assert shown.startswith("- id: ")


@pytest.mark.processes
def test_keep_newest_hides_the_others_and_says_why_it_cannot(server: Served) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, ROOT / "examples" / "keep_newest.py", *arguments],
            capture_output=True,
            text=True,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PYTHON_CLIENT)},
            timeout=PATIENCE,
        )
        return done.returncode, done.stdout, done.stderr

    hidden = (0, "hidden: 0ad2b1f4-6c33-4f0e-9f43-7d1c8a52e6b0 ubuntu-22.04\n", "")
    assert run("ubuntu", "2", server.address) == hidden
    assert run("ubuntu", "2", server.address, "a-token") == (0, "", "")
    code, out, err = run("ubuntu", "2", f"http://127.0.0.1:{free_port()}")
    assert (code, out, err.partition(":")[0]) == (1, "", "UNAVAILABLE")
    assert "Usage: python keep_newest.py OS_DISTRO" in run()[2]
