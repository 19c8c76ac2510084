"""The packages of the pages: exact, from whatever registry the machine has, and licensed beside the page."""

import gzip
import json
import re
from typing import Any

import pytest

from tests.support.paths import ROOT
from web.pages import dashboard, graphiql

FRONTEND = ROOT / "frontend"
# It has the packages of both pages, which are workspaces.
LOCK_FILE = FRONTEND / "package-lock.json"
LOCK: dict[str, Any] = json.loads(LOCK_FILE.read_text())["packages"]
PROJECTS = [folder / "package.json" for folder in (FRONTEND, FRONTEND / "dashboard", FRONTEND / "graphiql")]
ASSETS = {"dashboard": dashboard.BUILT / "ui" / "assets", "graphiql": graphiql.BUILT / "graphql" / "assets"}


def locked(name: str, folder: str) -> str | None:
    """Where a package of this folder finds another, as Node looks for it; None if it is not installed."""
    while True:
        place = f"{folder}/node_modules/{name}".removeprefix("/")
        if place in LOCK:
            return place
        if not folder:
            return None
        folder = folder.rpartition("/node_modules/")[0] if "/node_modules/" in folder else ""


def bundled(page: str) -> set[str]:
    """The places of all packages that the page needs when it runs."""
    found, waiting = set[str](), [page]
    while waiting:
        folder = waiting.pop()
        for name in LOCK[folder].get("dependencies", {}):
            place = locked(name, folder)
            assert place is not None, (name, folder)
            if place not in found:
                found.add(place)
                waiting.append(place)
    return found


def test_the_lock_file_names_exact_packages_and_no_registry() -> None:
    for path in PROJECTS:
        folder = path.parent.relative_to(LOCK_FILE.parent).as_posix().removeprefix(".")
        project = json.loads(path.read_text())
        asked = project.get("dependencies", {}) | project.get("devDependencies", {})
        places = {name: locked(name, folder) for name in asked}
        assert {name: LOCK[place or ""]["version"] for name, place in places.items()} == asked
    packages = {place: each for place, each in LOCK.items() if "node_modules/" in place}
    # The workspaces themselves are links to their folders.
    links = {place for place, each in packages.items() if each.get("link")}
    assert {place for place, each in packages.items() if "integrity" not in each} == links
    assert {place for place, each in packages.items() if "resolved" in each} == links
    for path in (LOCK_FILE, LOCK_FILE.with_name(".npmrc"), *PROJECTS):
        assert not re.search(r"registry\.|registry *=|\.tgz", path.read_text())


@pytest.mark.parametrize("page", ASSETS)
def test_every_package_of_the_page_has_its_license_beside_it(page: str) -> None:
    (path,) = ASSETS[page].glob("licenses-*.txt.gz")
    licenses = gzip.decompress(path.read_bytes()).decode()
    html = gzip.decompress((ASSETS[page].parent.parent / "index.html.gz").read_bytes()).decode()
    assert f'<link rel="license" href="./{ASSETS[page].parent.name}/assets/{path.stem}">' in html
    packages = bundled(page)
    assert len(packages) > 3
    for place in packages:
        name = place.rpartition("node_modules/")[2]
        assert f"{name} {LOCK[place]['version']} ({LOCK[place]['license']})\n" in licenses


def test_the_fonts_of_graphiql_have_their_licenses_beside_it() -> None:
    (path,) = ASSETS["graphiql"].glob("licenses-*.txt.gz")
    licenses = gzip.decompress(path.read_bytes()).decode()
    for font in ("Fira Code", "Roboto"):
        assert f"{font} " in licenses
