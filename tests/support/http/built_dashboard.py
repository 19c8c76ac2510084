"""A small dashboard, as `make dashboard` writes one, and the app that serves it."""

import gzip
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from starlette.testclient import TestClient

from app import create_app
from settings import Settings
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import neighbour

PAGE = '<!doctype html><title>Small</title><link rel="stylesheet" href="./ui/assets/index-12345678.css">'
ASSETS = {
    "index-12345678.css": "body { color: black }",
    "index-12345678.js": "export {}",
    "icon-12345678.svg": "<svg/>",
    "licenses-12345678.txt": "Nobody's",
}


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def build(folder: Path, *documents: str) -> Path:
    """Writes the page with a manifest of these documents."""
    assets = folder / "ui" / "assets"
    assets.mkdir(parents=True)
    manifest = json.dumps({f"sha256:{digest(each)}": each for each in documents})
    texts = {folder / "index.html": PAGE, folder / "documents.json": manifest}
    texts |= {assets / name: text for name, text in ASSETS.items()}
    for path, text in texts.items():
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(text.encode()))
    return folder


@contextmanager
def serving_dashboard(
    database: TestDatabase, built: Path, settings: Mapping[str, str] | None = None
) -> Iterator[TestClient]:
    """A client of the app with this dashboard; the settings are named without GLIMPSE_."""
    environment = {f"GLIMPSE_{name}": value for name, value in (settings or {}).items()}
    environment["GLIMPSE_DATABASE_URL"] = database.url
    with neighbour(create_app(Settings.from_environment(environment), built)) as client:
        yield client
