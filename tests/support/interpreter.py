"""Interpreters that tests change by a `sitecustomize` of their own."""

import os

from tests.support.paths import ROOT

NEWER_SQLITE = f"{ROOT / 'tests' / 'support' / 'sitecustomize' / 'newer_sqlite'}{os.pathsep}{ROOT}"
INTERRUPTING_IMPORT = (
    f"{ROOT / 'tests' / 'support' / 'sitecustomize' / 'interrupting_import'}{os.pathsep}{ROOT}"
)
