"""What is built of `frontend/`: that it is what the sources say, small, licensed, and installed."""

import gzip
import re
import subprocess
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from web.pages import dashboard, graphiql

FRONTEND = ROOT / "frontend"
BUILT = {"dashboard": dashboard.BUILT, "graphiql": graphiql.BUILT}
ASSETS = {"dashboard": dashboard.BUILT / "ui" / "assets", "graphiql": graphiql.BUILT / "graphql" / "assets"}
# What a page is built of, beside all that the pages share.
SOURCES = {
    "dashboard": ("schema.graphql", ":!frontend/graphiql"),
    "graphiql": (":!frontend/dashboard",),
}
PAGES = pytest.mark.parametrize("page", BUILT)


def sources(page: str) -> list[Path]:
    """The files that git knows or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]
    listed = subprocess.check_output([*command, "frontend", "LICENSE", *SOURCES[page]], cwd=ROOT, text=True)
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def compressed_size(page: str, suffix: str) -> int:
    """Bytes of all files with this suffix, as they are sent."""
    return sum(path.stat().st_size for path in ASSETS[page].glob(f"*{suffix}.gz"))


@PAGES
def test_it_is_built_of_these_sources(page: str) -> None:
    lines = (BUILT[page] / "sources.sha256").read_text().splitlines()
    built_of = {name: digest for digest, name in (line.split("  ") for line in lines)}
    now = {path.relative_to(ROOT).as_posix(): sha256(path.read_bytes()).hexdigest() for path in sources(page)}
    assert now == built_of, f"Run `make {page}`, which needs Node."


@PAGES
def test_its_files_are_compressed_without_a_name_or_a_time(page: str) -> None:
    files = [path for path in BUILT[page].rglob("*") if path.is_file() and path.name != "sources.sha256"]
    assert [path.name for path in files if path.suffix != ".gz"] == []
    for path in files:
        head = path.read_bytes()[:10]
        # RFC 1952: deflate, no flags (so no name), no time.
        assert head[:8] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


def test_graphiql_has_not_too_many_files() -> None:
    files = list(graphiql.BUILT.rglob("*.gz"))
    assert 10 < len(files) < 40
    assert 2_000_000 < sum(path.stat().st_size for path in files) < 2_500_000


def test_the_dashboard_keeps_to_its_budget() -> None:
    """What its HTML names is loaded before the first row; dialogs and other sections come after it."""
    html = gzip.decompress((dashboard.BUILT / "index.html.gz").read_bytes()).decode()
    first = re.findall(r'(?:src|href)="./(ui/assets/[^"]*\.js)"', html)
    assert 0 < sum((dashboard.BUILT / f"{name}.gz").stat().st_size for name in first) <= 120_000
    assert compressed_size("dashboard", ".js") <= 160_000
    assert 0 < compressed_size("dashboard", ".css") <= 12_000


@PAGES
def test_the_name_of_a_file_changes_with_its_content(page: str) -> None:
    names = [path.name for path in ASSETS[page].iterdir()]
    assert names
    assert [
        each for each in names if not re.fullmatch(r"[\w.-]+-[\w-]{8}\.(css|js|svg|ttf|txt)\.gz", each)
    ] == []


@PAGES
def test_the_page_names_only_its_own_files(page: str) -> None:
    html = gzip.decompress((BUILT[page] / "index.html.gz").read_bytes()).decode()
    named = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert named
    for address in named:
        assert (BUILT[page] / f"{address}.gz").parent == ASSETS[page]
        assert (BUILT[page] / f"{address}.gz").exists()


def test_the_pages_are_installed_with_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (pattern,) = project["tool"]["setuptools"]["package-data"]["web"]
    installed = set((ROOT / "web").glob(pattern))
    assert installed == {path for folder in BUILT.values() for path in folder.rglob("*.gz")}
