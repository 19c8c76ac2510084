"""Interpreters that tests change by a `sitecustomize` of their own."""

import os

from tests.support.paths import ROOT


def changed_by(folder: str) -> str:
    """PYTHONPATH with the `sitecustomize` of this folder, and the project."""
    return f"{ROOT / 'tests' / 'support' / 'sitecustomize' / folder}{os.pathsep}{ROOT}"


NEWER_SQLITE = changed_by("newer_sqlite")
INTERRUPTING_IMPORT = changed_by("interrupting_import")
ACKNOWLEDGING_EARLY = changed_by("acknowledging_early")
