"""How commands end: a table of exit codes, pipes, terminals, and what is imported."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cli
from glimpse_client.commands.main import main
from tests.support.auth import token_issuer as issuer
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.pages.markdown import Page
from tests.support.paths import PYTHON_CLIENT, ROOT
from tests.support.processes.process import PATIENCE, Served, free_port, served
from tests.support.python_client.running import Command, created

NOWHERE = "00000000-0000-4000-8000-000000000000"
# Each exit code, with the command that ends with it. 8 is in test_changing.py, 10 in test_applying.py.
ENDS = [
    (0, "image list", None),
    (1, f"image list {'--property a ' * 150}", "LIMIT_EXCEEDED"),
    (2, "image show debian", None),
    (2, "image set ID --min-disk -1", "BAD_USER_INPUT"),
    (2, "api {nothing}", "GRAPHQL_VALIDATION_FAILED"),
    (2, "api {", "GRAPHQL_PARSE_FAILED"),
    (2, "image list --url localhost:8000", None),
    (2, "image show latest:os_distro", None),
    (3, f"image show {NOWHERE}", "NOT_FOUND"),
    (3, f"image delete {NOWHERE}", "NOT_FOUND"),
    (3, "image show name:nothing", "NOT_FOUND"),
    (3, "image show latest:os_distro=nothing", "NOT_FOUND"),
    (4, "image delete 3c9e7a52", "FORBIDDEN"),
    (5, "image show name:twice", None),
    (6, "image set ID --if-version old --tag a", "CONFLICT"),
    (7, "image list --url NOBODY", "UNAVAILABLE"),
    (7, "image watch --after e0 --url NOBODY", "UNAVAILABLE"),
]


@pytest.mark.parametrize(("code", "command", "named"), ENDS, ids=[f"{end[0]}-{end[1][:24]}" for end in ENDS])
def test_a_failure_has_its_exit_code_and_writes_to_standard_error_only(
    glimpse: Command, code: int, command: str, named: str | None
) -> None:
    image_id = created(glimpse, "--name", "twice")
    created(glimpse, "--name", "twice")
    words = [
        {"ID": image_id, "NOBODY": f"http://127.0.0.1:{free_port()}"}.get(word, word)
        for word in command.split()
    ]
    ran = glimpse(*words, "--errors", "json")
    assert ran.code == code
    if code:
        assert ran.out == ""
        error = json.loads(ran.err)["error"]
        assert (error["exitCode"], error["code"]) == (code, named)
        text = glimpse(*words).err
        assert re.fullmatch(r"glimpse: [^\n]+\n", text)


@pytest.mark.parametrize("limit", ["0", "-1", "x"])
def test_an_option_of_another_form_is_refused(glimpse: Command, limit: str) -> None:
    ran = glimpse("image", "list", "--limit", limit)
    assert (ran.code, ran.out) == (2, "")
    assert "argument --limit: " in ran.err


def test_the_page_lists_every_exit_code() -> None:
    listed = re.findall(r"^\| (\d+) \| ", Page.read("docs/cli.md").text, re.MULTILINE)
    assert [int(code) for code in listed] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 130, 141]


def test_an_ambiguous_name_lists_what_it_may_mean(glimpse: Command) -> None:
    ids = {created(glimpse, "--name", "doubled") for _ in range(2)}
    err = glimpse("image", "show", "name:doubled").err
    assert err.startswith("glimpse: Several images have the name doubled, such as ")
    assert all(each in err for each in ids)


def test_a_token_is_read_from_the_environment(
    glimpse: Command,
    template: Path,
    tmp_path: Path,
    with_tokens: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = {f"GLIMPSE_{name}": value for name, value in with_tokens.items()}
    with served(SqliteDatabase.copied(template, tmp_path / "glimpse.db").url, **settings) as server:
        listing = ("image", "list", "--url", server.address)
        assert glimpse(*listing).code == 4
        monkeypatch.setenv("GLIMPSE_TOKEN", issuer.token(roles=["admin"]))
        assert glimpse(*listing).code == 0
        monkeypatch.setenv("GLIMPSE_TOKEN", "wrong")
        assert glimpse(*listing, "--errors", "json").code == 4


def environ(server: Served) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "GLIMPSE_URL": server.address}


CHECK = """
import sys
import cli
from io import StringIO
sys.stdout = StringIO()
assert cli.main(sys.argv[1:]) == 0
loaded = {name.partition(".")[0] for name in sys.modules}
unwanted = {"sqlalchemy", "strawberry", "starlette", "graphql", "pydantic", "yaml", "rich", "db", "resolvers"}
sys.stderr.write(" ".join(sorted(loaded & unwanted)))
"""


@pytest.mark.processes
@pytest.mark.parametrize("arguments", ["image list", "image create", "api {viewer{project}}", "image facets"])
def test_commands_of_clients_import_nothing_of_the_server(server: Served, arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHECK, *arguments.split()],
        cwd=ROOT,
        env=environ(server),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, "")


HELP = """
import sys
import cli
try:
    cli.main(["--help"])
except SystemExit:
    pass
loaded = set(sys.modules)
unwanted = {"asyncio", "tqdm", "httpx2", "json", "db", "settings", "ssl", "dataclasses"}
sys.stderr.write(" ".join(sorted(loaded & unwanted)))
"""


@pytest.mark.processes
@pytest.mark.without_coverage
def test_help_imports_little() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HELP], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "image" in done.stdout


def verbs() -> list[str]:
    folder = PYTHON_CLIENT / "glimpse_client" / "commands"
    text = "".join((folder / name).read_text() for name in ("image_arguments.py", "declared_arguments.py"))
    return ["accept", "reject", *re.findall(r'add_verb\(\s*verbs,\s*"([a-z]+)"', text)]


@pytest.mark.parametrize("verb", verbs())
def test_the_help_of_each_verb_has_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["image", verb, "--help"]) == 0
    assert f"\nexample: glimpse image {verb} " in capsys.readouterr().out


def test_every_verb_has_an_example() -> None:
    assert len(verbs()) == 18


def test_the_package_of_the_client_has_the_commands_too(
    server: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["image", "list", "--url", server.address, "--name", "debian*", "-c", "name", "-f", "value"])
        == 0
    )
    assert capsys.readouterr().out == "debian-13\n"
