"""The sources of the dashboard in TypeScript: their types, their own tests, and the documents they send."""

import gzip
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from web.pages import dashboard

FRONTEND = ROOT / "frontend"
PACKAGES = FRONTEND / "node_modules"

pytestmark = [pytest.mark.processes, pytest.mark.without_coverage]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources with their generated types: nothing is written into the repository."""
    if not (PACKAGES / "installed").exists():
        missing = "The packages of frontend/ are not installed: `make clients` does it, with npm"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    root = tmp_path_factory.mktemp("sources")
    shutil.copy(ROOT / "schema.graphql", root)
    ignored = shutil.ignore_patterns("node_modules", "build", "generated")
    shutil.copytree(FRONTEND, root / "frontend", ignore=ignored)
    (root / "frontend" / "node_modules").symlink_to(PACKAGES)
    folder = root / "frontend" / "dashboard"
    run("graphql-codegen", "--config", "codegen.ts", folder=folder)
    return folder


def run(tool: str, *arguments: str, folder: Path) -> None:
    """Fails with all that it said if it fails."""
    command = [str(PACKAGES / ".bin" / tool), *arguments]
    environment = {"PATH": os.environ["PATH"], "CI": "true", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_types_fit_the_schema(sources: Path) -> None:
    run("tsc", folder=sources)


def test_the_tests_of_the_dashboard_pass(sources: Path) -> None:
    run("vitest", "run", folder=sources)


def test_the_trusted_documents_are_those_of_the_sources(sources: Path) -> None:
    generated = json.loads((sources / "src" / "api" / "generated" / "persisted-documents.json").read_text())
    built = json.loads(gzip.decompress((dashboard.BUILT / "documents.json.gz").read_bytes()))
    assert len(generated) > 10
    assert built == generated
