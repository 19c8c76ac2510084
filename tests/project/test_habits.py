"""What contributors rely on: the workflow, compose.yaml, the editor's settings, and commands that exist."""

import configparser
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support.documents import code_of, pages, with_section
from tests.support.paths import PYTHON_CLIENT, ROOT
from tests.support.yaml_subset import YamlSubsetError, parse

YAML_FILES = ("compose.yaml", ".github/workflows/ci.yml", ".pre-commit-config.yaml")
# A page, and the program that writes a section of it.
SECTIONS = (
    ("docs/performance.md", "bench.http"),
    ("docs/performance.md", "bench.dashboard"),
    ("docs/promises.md", "bench.soak"),
    ("docs/operations.md", "bench.http.resources"),
)

# Where the words behind `glimpse` are defined.
COMMANDS = "".join(
    path.read_text()
    for path in (ROOT / "cli.py", PYTHON_CLIENT / "glimpse_client" / "commands" / "arguments.py")
)

_TARGET = re.compile(r"^([a-z][\w.-]*|\.[\w./-]+):", re.MULTILINE)
_MAKE = re.compile(r"(?:^|[\s;&(])make (?:[A-Z_]+=\S+ )*([a-z][\w-]*|\.[\w./-]+)", re.MULTILINE)
_BENCH = re.compile(r"python -m (bench[\w.]*)")
# Not the name of a logger in a line of the log, nor that of a database.
_GLIMPSE = re.compile(r"(?:^|[\s(]|bin/)(?<!ERROR )(?<!INFO )(?<!WARNING )glimpse ([a-z]+)", re.MULTILINE)
_VERB = re.compile(r'add_parser\(\s*"([a-z-]+)"')
# Whose registry it is, a machine's own settings say.
_REGISTRY = re.compile(r"(docker|ghcr|quay|gcr|mcr)\.(io|com)|pypi|npmjs|index-url", re.IGNORECASE)


def read_yaml(name: str) -> Any:
    return parse((ROOT / name).read_text("utf-8"))


def unknown_targets(code: Sequence[str], makefile: str) -> set[str]:
    """What `make` is called with in pages, and the Makefile does not make."""
    targets = set(_TARGET.findall(makefile))
    return {target for piece in code for target in _MAKE.findall(piece)} - targets


def unknown_benchmarks(text: str) -> set[str]:
    named = set(_BENCH.findall(text))
    folders = {name: ROOT.joinpath(*name.split(".")) for name in named}
    return {
        name
        for name, path in folders.items()
        if not (path.with_suffix(".py").exists() or (path / "__main__.py").exists())
    }


def unknown_verbs(code: Sequence[str], cli: str) -> set[str]:
    return {verb for piece in code for verb in _GLIMPSE.findall(piece)} - set(_VERB.findall(cli))


def test_the_checks_of_commands_notice_what_does_not_exist() -> None:
    makefile = "serve: x\nclean:\n.venv/made:\n"
    code = code_of("`make serve`, `make nothing` and\n\n    PORT=1 make SEED=1 clean\n    make .venv/made\n")
    assert unknown_targets(code, makefile) == {"nothing"}
    assert unknown_benchmarks("`python -m bench.http`, `python -m bench.nothing`") == {"bench.nothing"}
    code = code_of(
        "Run glimpse here.\n```\nA=b/glimpse bin/glimpse serve\nglimpse nothing\nINFO glimpse log\n```\n"
    )
    assert unknown_verbs(code, 'commands.add_parser("serve", help="")') == {"nothing"}


@pytest.mark.parametrize("page", pages(), ids=lambda path: path.name)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    code = code_of(text)
    assert unknown_targets(code, (ROOT / "Makefile").read_text()) == set()
    assert unknown_benchmarks(text) == set()
    assert unknown_verbs(code, COMMANDS) == set()


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n\tc: d\n",
        "a: b\na: c\n",
        "a:\n  b: c\n d: e\n",
        "a: [b, c]\n",
        "a: |\n  b\n",
        'a: "b\n',
        "a: b: c\n",
        "a\n",
        "- a\nb: c\n",
    ],
)
def test_what_is_not_of_the_subset_of_yaml_is_noticed(text: str) -> None:
    with pytest.raises(YamlSubsetError):
        parse(text)


def test_the_subset_of_yaml_is_read() -> None:
    text = '# c\na:\n  b: "c: d"  \n  e:\n    - f: g\n      h: i j\n    - k # l\nm:\nn: x#y\n'
    assert parse(text) == {"a": {"b": "c: d", "e": [{"f": "g", "h": "i j"}, "k"]}, "m": None, "n": "x#y"}


@pytest.mark.parametrize("name", YAML_FILES)
def test_no_registry_is_named(name: str) -> None:
    assert _REGISTRY.search((ROOT / name).read_text()) is None


def test_the_workflow_runs_what_everyone_runs() -> None:
    job = read_yaml(".github/workflows/ci.yml")["jobs"]["test"]
    assert job["steps"][-1]["run"] == ".ci/run"
    assert {"postgresql", "mariadb"} == set(job["services"])
    assert all(name in job["env"][f"TEST_{name.upper()}"] for name in job["services"])


def test_compose_starts_both_databases_and_glimpse() -> None:
    services = read_yaml("compose.yaml")["services"]
    assert {"postgresql", "mariadb", "glimpse"} <= set(services)
    ports = {name: services[name]["ports"] for name in ("postgresql", "mariadb", "glimpse")}
    # Without passwords: for this machine alone.
    assert ports == {
        "postgresql": ["127.0.0.1:5432:5432"],
        "mariadb": ["127.0.0.1:3306:3306"],
        "glimpse": ["127.0.0.1:8000:8000"],
    }
    for name in ("migrate", "glimpse"):
        assert services[name]["build"] == "."
        assert unknown_verbs([f"glimpse {services[name]['command']}"], COMMANDS) == set()
        assert set(services[name]["depends_on"]) <= set(services)


def test_every_local_hook_runs_what_the_project_has() -> None:
    (repository,) = read_yaml(".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    entries = [hook["entry"] for hook in repository["hooks"]]
    assert {entry.split()[0] for entry in entries} == {".venv/bin/ruff", ".venv/bin/python"}
    tests = [word for entry in entries for word in entry.split() if word.startswith("tests/")]
    assert tests == ["tests/project/test_words.py"]
    assert [test for test in tests if not (ROOT / test).exists()] == []


def test_editors_wrap_where_ruff_does() -> None:
    editor = configparser.ConfigParser()
    editor.read_string("[top]\n" + (ROOT / ".editorconfig").read_text())
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]
    assert editor["*.py"]["max_line_length"] == str(ruff["line-length"])
    assert editor["*.md"]["max_line_length"] == "120"


@pytest.mark.parametrize(("page", "name"), SECTIONS)
def test_a_program_can_write_its_section_of_a_page(page: str, name: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    written = with_section(text, name, ["a", "b"])
    assert "\na\nb\n" in written
    assert with_section(written, name, ["c"]) == with_section(text, name, ["c"])
    section = text.partition(f"<!-- {name} writes from here -->\n")[2].partition("<!--")[0]
    assert with_section(written, name, section.strip().splitlines()) == text


@pytest.mark.parametrize(
    "text",
    ["", "<!-- a ends here -->\n<!-- a writes from here -->\n", "<!-- a writes from here -->\n" * 2],
)
def test_a_page_without_the_section_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no section"):
        with_section(text, "a", [])


def test_long_runs_try_every_fault_that_the_page_of_promises_lists() -> None:
    page = (ROOT / "docs" / "promises.md").read_text()
    faults = page[: page.index("## Long runs")]
    proofs = set(re.findall(r"tests/\w+/[\w/]+\.py", faults))
    assert len(proofs) > 10
    assert proofs - set(re.findall(r"tests/[\w/]+\.py", (ROOT / "bench" / "soak.py").read_text())) == set()
    assert [each for each in proofs if not (ROOT / each).is_file()] == []
