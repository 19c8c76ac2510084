"""A wheel of Glimpse: it declares what it needs, and runs in a new environment from another folder."""

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
from contextlib import closing
from http.client import HTTPConnection
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.paths import PYTHON_CLIENT, ROOT
from tests.support.processes.process import PATIENCE, served

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
GROUPS = {
    "requirements": PROJECT["dependencies"],
    "requirements-otel": PROJECT["optional-dependencies"]["otel"],
}
# What builds the project, and is not imported when it runs.
BUILD_ONLY = {"setuptools"}


def names_of(lines: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in lines if line and not line.startswith("#")}


@pytest.mark.parametrize("group", GROUPS)
def test_the_wheel_declares_what_the_program_imports(group: str) -> None:
    wanted = names_of((ROOT / f"{group}.in").read_text().splitlines())
    assert names_of(GROUPS[group]) == wanted - BUILD_ONLY


@pytest.mark.parametrize("line", [line for group in GROUPS.values() for line in group])
def test_each_range_begins_with_the_version_that_is_tested_and_ends(line: str) -> None:
    requirement = Requirement(line)
    bounds = {each.operator: each.version for each in requirement.specifier}
    assert bounds.keys() == {">=", "<"}
    assert bounds[">="] == version(requirement.name)
    assert requirement.specifier.contains(version(requirement.name))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the files that git knows, as from a clone."""
    folder = tmp_path_factory.mktemp("wheel")
    listed = subprocess.check_output(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT)
    for name in listed.decode().split("\0"):
        if name.endswith((".py", ".gz", ".mako", "py.typed")) or name in ("pyproject.toml", "LICENSE"):
            source, copy = ROOT / name, folder / "source" / name
            if source.is_file() and not name.startswith(("tests/", "bench/")):
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(source.read_bytes())
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(folder), str(folder / "source")], check=True, timeout=PATIENCE)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment with the wheel, whose dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index"]
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True, timeout=PATIENCE)
    (packages,) = folder.glob("lib/*/site-packages")
    # No network in tests. Paths in such a file come after the environment's own packages.
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return python.parent


@pytest.mark.slow
@pytest.mark.processes
def test_a_wheel_has_all_modules_and_no_tests(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info" not in name}
        (metadata,) = (name for name in archive.namelist() if name.endswith("METADATA"))
        declared = [
            line.split(": ", 1)[1]
            for line in archive.read(metadata).decode().splitlines()
            if line.startswith("Requires-Dist: ")
        ]
    folders = ("db", "resolvers", "schema", "settings", "web")
    wanted = {
        path.relative_to(ROOT).as_posix()
        for place in (ROOT, *(ROOT / folder for folder in folders))
        for path in (place.glob("*.py") if place == ROOT else place.rglob("*.py"))
    }
    wanted |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "web" / "static").rglob("*.gz")}
    client = [
        *(PYTHON_CLIENT / "glimpse_client").rglob("*.py"),
        PYTHON_CLIENT / "glimpse_client" / "py.typed",
    ]
    wanted |= {path.relative_to(PYTHON_CLIENT).as_posix() for path in client}
    assert found == wanted
    assert {Requirement(line).name for line in declared} == {
        Requirement(line).name for group in GROUPS.values() for line in group
    }


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.without_coverage
def test_a_wheel_runs_in_a_new_environment_from_another_folder(programs: Path, tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "GLIMPSE_DATABASE_URL": "sqlite:///images.db"}
    where = "import cli, db.migrations, schema, settings; print(cli.__file__, schema.__file__)"
    found = subprocess.check_output([programs / "python", "-c", where], cwd=tmp_path, env=environ, text=True)
    assert all(each.startswith(str(programs.parent)) for each in found.split())
    for command in (["migrate"], ["demo", "--images", "3"], ["check"]):
        subprocess.run(
            [programs / "glimpse", *command], check=True, cwd=tmp_path, env=environ, timeout=PATIENCE
        )
    printed = subprocess.check_output([programs / "glimpse", "schema"], cwd=tmp_path, env=environ, text=True)
    assert printed == (ROOT / "schema.graphql").read_text()
    serve = (str(programs / "glimpse"), "serve")
    with served("sqlite:///images.db", serve, tmp_path, PYTHONPATH="") as server:
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
            connection.request("GET", "/graphql?query={imagesConnection{totalCount}}")
            answer = json.loads(connection.getresponse().read())
            connection.request("GET", "/graphql", headers={"accept": "text/html", "accept-encoding": "gzip"})
            page = connection.getresponse()
            assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        server.stop()
        assert server.end() == 0
    assert answer == {"data": {"imagesConnection": {"totalCount": 3}}}
