"""Interpreters that tests change by a `sitecustomize` of their own."""

import os

from tests.support.paths import ROOT

NEWER_SQLITE = f"{ROOT / 'tests' / 'support' / 'sitecustomize' / 'newer_sqlite'}{os.pathsep}{ROOT}"
