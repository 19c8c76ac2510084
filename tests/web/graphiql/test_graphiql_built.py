"""What is built of `frontend/graphiql/`: that it is what the sources say, small, licensed, and installed."""

import gzip
import json
import os
import re
import tomllib
from hashlib import sha256
from pathlib import Path

from tests.support.paths import ROOT
from web.graphiql.routes import BUILT

SOURCES = ROOT / "frontend" / "graphiql"
LOCK = (SOURCES / "package-lock.json").read_text()


def sources() -> list[Path]:
    found = [ROOT / "LICENSE"]
    for folder, folders, names in os.walk(SOURCES):
        if Path(folder) == SOURCES:
            # What npm and Vite make, which git does not keep.
            folders[:] = [name for name in folders if name not in ("node_modules", "build")]
        found += [Path(folder) / name for name in names]
    return found


def test_it_is_built_of_these_sources() -> None:
    lines = (BUILT / "sources.sha256").read_text().splitlines()
    built_of = {name: digest for digest, name in (line.split("  ") for line in lines)}
    now = {path.relative_to(ROOT).as_posix(): sha256(path.read_bytes()).hexdigest() for path in sources()}
    assert now == built_of, "Run `make graphiql`, which needs Node."


def test_its_files_are_compressed_without_a_name_or_a_time_and_are_not_too_many() -> None:
    files = [path for path in BUILT.rglob("*") if path.is_file() and path.name != "sources.sha256"]
    assert [path.name for path in files if path.suffix != ".gz"] == []
    for path in files:
        head = path.read_bytes()[:10]
        # RFC 1952: deflate, no flags (so no name), no time.
        assert head[:8] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00"
    assert 10 < len(files) < 40
    assert 2_000_000 < sum(path.stat().st_size for path in files) < 2_500_000


def test_it_is_installed_with_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (pattern,) = project["tool"]["setuptools"]["package-data"]["web"]
    installed = set((ROOT / "web").glob(pattern))
    assert installed == {path for path in BUILT.rglob("*.gz") if path.is_file()}


def test_the_lock_file_names_exact_packages_and_no_registry() -> None:
    lock = json.loads(LOCK)["packages"]
    asked = json.loads((SOURCES / "package.json").read_text())
    versions = asked["dependencies"] | asked["devDependencies"]
    assert {name: lock[f"node_modules/{name}"]["version"] for name in versions} == versions
    assert [name for name, locked in lock.items() if name and "integrity" not in locked] == []
    for text in (LOCK, (SOURCES / ".npmrc").read_text(), (SOURCES / "package.json").read_text()):
        assert not re.search(r'"resolved"|registry\.|registry *=|\.tgz', text)


def test_every_package_of_the_page_has_its_license_beside_it() -> None:
    (path,) = (BUILT / "graphql" / "assets").glob("licenses-*.txt.gz")
    licenses = gzip.decompress(path.read_bytes()).decode()
    page = gzip.decompress((BUILT / "index.html.gz").read_bytes()).decode()
    assert f'<link rel="license" href="./graphql/assets/{path.stem}">' in page
    for folder, locked in json.loads(LOCK)["packages"].items():
        if folder and not locked.keys() & {"dev", "devOptional"}:
            name = folder.split("node_modules/")[-1]
            assert f"{name} {locked['version']} ({locked['license']})\n" in licenses
    for font in ("Fira Code", "Roboto"):
        assert f"{font} " in licenses
