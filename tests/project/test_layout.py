"""Where things are: no crowded folder, no endless file, and no test module that another imports."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT

CODE = ("bench", "client", "db", "resolvers", "schema", "settings", "tests", "web")
# Merged migrations, packages of JavaScript, and what ariadne-codegen writes: a file for each operation.
NOT_OURS = {"versions", "node_modules", "generated", ".venv-codegen", "build"}
MAX_LINES = 300
MAX_FILES = 18


def modules() -> Iterator[Path]:
    """Every Python file that is written by hand, but for the merged migrations."""
    yield from ROOT.glob("*.py")
    for folder in CODE:
        for path in (ROOT / folder).rglob("*.py"):
            if NOT_OURS.isdisjoint(path.parts):
                yield path


MODULES = sorted(path.relative_to(ROOT).as_posix() for path in modules())
PACKAGES = [name for name in MODULES if name.endswith("/__init__.py")]


@pytest.mark.parametrize("name", MODULES)
def test_a_file_has_at_most_300_lines_and_says_what_it_is(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    if "generated" in Path(name).parts:
        # What a generator writes says nothing of itself; its package does.
        return
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring, f"{name} has no docstring"
    assert not docstring.startswith("TODO")


def test_a_folder_has_at_most_18_python_files() -> None:
    counted = Counter(str(Path(name).parent) for name in MODULES)
    assert {folder: count for folder, count in counted.items() if count > MAX_FILES} == {}


def test_every_folder_of_code_is_a_package() -> None:
    folders = {str(Path(name).parent) for name in MODULES} - {"."}
    packages = {str(Path(name).parent) for name in PACKAGES}
    # Found by Python's start, not imported; and a project of its own, with the program that generates a part.
    unimported = {folder for folder in folders - packages if "sitecustomize" in folder} | {"client/python"}
    assert folders - packages - unimported == set()


def test_no_test_module_is_imported() -> None:
    imported = []
    for name in MODULES:
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                full = [node.module or "", *(f"{node.module}.{each.name}" for each in node.names)]
            elif isinstance(node, ast.Import):
                full = [each.name for each in node.names]
            else:
                continue
            imported += [(name, each) for each in full if ".test_" in each and each.startswith("tests.")]
    assert imported == []
