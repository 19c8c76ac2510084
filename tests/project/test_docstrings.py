"""Names in docstrings exist: in their module, in the API, or as a dotted path in the product."""

import ast
import builtins
import re
from collections.abc import Iterator
from functools import lru_cache
from keyword import iskeyword
from pathlib import Path

import pytest

from settings.definitions import SETTINGS
from tests.support.paths import EXPORTED_SCHEMA, ROOT

FOLDERS = ("client/python/glimpse_client", "db", "resolvers", "schema", "settings", "web")
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.py"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))]
    if "versions" not in path.parts and "generated" not in path.parts
)

# Words that are no names of their module: of protocols and packages, of other modules, and examples.
ALLOWED = {
    *("__typename", "connection_init", "httptools", "logging", "traceparent"),
    *("AsyncConnection", "Info", "PlanCache", "check", "export", "parse", "validate"),
    *("after0", "after1", "before0", "in_", "min_disk"),
}

_SPAN = re.compile(r"`([^`]+)`")
_NAME = re.compile(r"[A-Za-z_][\w.]*(?=\(|$)")


def known_names(tree: ast.AST) -> set[str]:
    """Names that a module defines, imports or uses; texts of one word too, such as columns."""
    found = set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.arg(arg=str(name)) | ast.keyword(arg=str(name)):
                found.add(name)
            case ast.Name(id=name) | ast.Attribute(attr=name):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found |= {*name.split("."), other or name}
            case ast.ImportFrom(module=str(name)):
                found |= set(name.split("."))
            case ast.Constant(value=str(text)) if re.fullmatch(r"\w+", text):
                found.add(text)
    return found


def cited_names(tree: ast.AST) -> Iterator[str]:
    """The spans of code in docstrings that have the form of a name or of a call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for span in _SPAN.findall(ast.get_docstring(node) or ""):
                if (name := _NAME.match(span)) and not span.endswith((".py", ".md")):
                    yield name[0].strip(".")


@lru_cache
def product_names() -> set[str]:
    parts = {part for name in MODULES for part in Path(name).with_suffix("").parts}
    return parts.union(*(known_names(ast.parse((ROOT / name).read_text("utf-8"))) for name in MODULES))


@lru_cache
def public_names() -> set[str]:
    """Names of the API, of Python, and of settings."""
    api = re.findall(r"\w+", EXPORTED_SCHEMA.read_text("utf-8"))
    return {*api, *dir(builtins), *(each.variable for each in SETTINGS)} | ALLOWED


def unknown_names(source: str) -> list[str]:
    tree = ast.parse(source)
    known = known_names(tree) | public_names()
    return [
        name
        for name in cited_names(tree)
        if not set(name.split(".")) <= (known | product_names() if "." in name else known)
        and not iskeyword(name)
    ]


@pytest.mark.parametrize("name", MODULES)
def test_every_name_in_a_docstring_exists(name: str) -> None:
    assert unknown_names((ROOT / name).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("cited", "unknown"),
    [
        ("`given`", []),
        ("`imported`", []),
        ("`imagesConnection`", []),
        ("`GLIMPSE_AUTH`", []),
        ("`db.rows.source`", []),
        ("`given(...)`", []),
        ("`a phrase`", []),
        ("given_away", []),
        ("`given_away`", ["given_away"]),
        ("`db.rows.given_away`", ["db.rows.given_away"]),
        ("`given_away(x)`", ["given_away"]),
    ],
)
def test_a_name_that_does_not_exist_is_noticed(cited: str, unknown: list[str]) -> None:
    assert unknown_names(f'from a import imported\ndef f(given):\n    """Text: {cited}."""\n') == unknown
