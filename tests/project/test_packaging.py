"""What is installed: exact versions, from wherever the machine's package index is."""

import json
import re
import tomllib
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement

from tests.support.paths import ROOT

REQUIREMENTS = ("requirements.txt", "requirements-otel.txt", "requirements-dev.txt")
CLIENTS = ROOT / "tests" / "clients"
FILES = (
    *REQUIREMENTS,
    "pyproject.toml",
    "Makefile",
    "Procfile",
    ".ci/run",
    ".gitignore",
    "client/python/pyproject.toml",
    "client/python/requirements-codegen.txt",
    "tests/clients/package.json",
    "tests/clients/.npmrc",
)
INCLUDES = ("-r requirements.txt", "-r requirements-otel.txt")


def pins(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#") and line not in INCLUDES]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_one_exact_version(name: str) -> None:
    # What OpenTelemetry calls its conventions has never been more than a beta.
    assert [str(pin) for pin in pins(name) if not re.fullmatch(r"==[\d.]+(b\d+)?", str(pin.specifier))] == []


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_what_is_tested_is_what_is_pinned(name: str) -> None:
    required = {
        pin.name: str(pin.specifier).removeprefix("==")
        for pin in pins(name)
        # Of some there is no package for every machine.
        if pin.marker is None or pin.marker.evaluate()
    }
    assert {package: distribution(package).version for package in required} == required


def test_no_requirement_is_named_twice() -> None:
    names = [pin.name.lower() for name in REQUIREMENTS for pin in pins(name)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", FILES)
def test_no_package_index_and_no_machine_is_named(name: str) -> None:
    text = (ROOT / name).read_text()
    # A file of SQLite has no host.
    assert not re.search(r"(?<!sqlite)://|index-url|find-links|trusted-host|pypi", text, re.IGNORECASE)
    assert not re.search(r"(?<![\w.~*/])/(home|root|work|opt|tmp|usr(?!/bin/env)|var|mnt)\b", text)


def test_the_clients_of_javascript_are_exact_and_from_wherever_the_registry_is() -> None:
    wanted = json.loads((CLIENTS / "package.json").read_text())["dependencies"]
    assert [version for version in wanted.values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    locked = json.loads((CLIENTS / "package-lock.json").read_text())["packages"]
    assert locked.pop("")["dependencies"] == wanted
    assert [name for name, package in locked.items() if "resolved" in package] == []
    assert [name for name, package in locked.items() if "integrity" not in package] == []


def test_the_command_and_all_modules_are_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    installed = project["tool"]["setuptools"]
    assert {path.stem for path in ROOT.glob("*.py")} == set(installed["py-modules"])
    found = installed["packages"]["find"]
    places = [ROOT / folder for folder in found["where"]]
    packages = {path.parent.name for place in places for path in place.glob("*/__init__.py")}
    assert {pattern.rstrip("*") for pattern in found["include"]} == packages - {"bench", "tests"}
    assert project["project"]["scripts"] == {"glimpse": "cli:main"}


def test_the_continuous_integration_runs_what_everyone_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert script.read_text().splitlines()[-1] == "make test"
    assert script.stat().st_mode & 0o111 == 0o111
