"""The documents do what they say: a page is a session with a server, and each of `examples/` runs."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from select import select
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.support.auth import token_issuer as issuer
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.javascript import PACKAGES, javascript, run
from tests.support.pages.markdown import Block, Page, page_names, parse_blocks
from tests.support.pages.sessions import ADDRESS, Session, filled, steps_of, text_matches
from tests.support.paths import ROOT
from tests.support.processes.process import PATIENCE, Served, free_port, served

SESSIONS = [name for name in page_names() if list(steps_of(Page.read(name).blocks))]
IMAGE = "e8305c96-7a1f-4d4e-92bb-f4d6a3c81e07"

pytestmark = [
    pytest.mark.without_coverage,
    pytest.mark.skipif(not (shutil.which("bash") and shutil.which("curl")), reason="curl is not installed"),
]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabase:
    """A database with the images that the documents speak of; to be copied, not changed."""
    database = SqliteDatabase(tmp_path_factory.mktemp("catalogue") / "glimpse.db")
    # As the README says, with the programs of this environment.
    make = ["make", "--assume-old=.venv/installed", f"BIN={Path(sys.executable).parent}"]
    command = [*make, "catalogue", f"CATALOGUE={database.path}"]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, timeout=PATIENCE)
    return database


@pytest.fixture
def server(catalogue: SqliteDatabase, tmp_path: Path) -> Iterator[Served]:
    with served(SqliteDatabase.copied(catalogue.path, tmp_path / "glimpse.db").url) as server:
        yield server


@pytest.mark.parametrize("name", SESSIONS)
def test_a_page_answers_as_it_shows(name: str, server: Served, tmp_path: Path) -> None:
    (tmp_path / "session").mkdir()
    session = Session(server.address, tmp_path / "session", f"sqlite+aiosqlite:///{tmp_path / 'glimpse.db'}")
    for step in steps_of(Page.read(name).blocks):
        actual = session.run(step)
        if step.answer is None:
            continue
        place = f"{name}, line {step.answer.line}"
        if step.answer.language == "json":
            assert actual == filled(json.loads(step.answer.text), actual), place
        else:
            assert text_matches(step.answer.text, actual), f"{place}: {actual}"


def test_each_page_of_the_api_is_a_session() -> None:
    pages = {f"docs/{name}.md" for name in ("queries", "mutations", "subscriptions", "http", "errors")}
    assert pages | {"README.md"} <= set(SESSIONS)


@pytest.mark.parametrize("name", SESSIONS)
def test_a_page_says_that_it_starts_with_a_new_catalogue(name: str) -> None:
    page = Page.read(name)
    assert any(block.language == "sh" and "make catalogue" in block.text for block in page.blocks) or (
        "[`make catalogue`](../README.md#start)" in page.text
    )


def test_a_query_a_mutation_and_a_subscription_of_the_readme_are_run() -> None:
    steps = list(steps_of(Page.read("README.md").blocks))
    kinds = {step.block.text.split()[0] for step in steps if step.block.language == "graphql"}
    assert kinds == {"{", "mutation", "subscription"}


@pytest.mark.parametrize(
    ("expected", "actual", "equal"),
    [
        ({"a": "..."}, {"a": "x"}, True),
        ({"a": "..."}, {"a": 1}, False),
        ({"a": "..."}, {"a": "x", "b": 1}, False),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ([1, "..."], [1, "x"], True),
        ([1], [1, 2], False),
        ([1, 2], [1], False),
        ("x", "y", False),
    ],
)
def test_three_dots_stand_for_any_text_and_nothing_else(expected: Any, actual: Any, equal: bool) -> None:
    assert (filled(expected, actual) == actual) is equal


@pytest.mark.parametrize(
    ("expected", "actual", "equal"),
    [
        ("a ... c\n", "a b c\r\n", True),
        ("a\nb\n", "a\nb\n", True),
        ("a...", "a\nb", False),
        ("a", "b", False),
    ],
)
def test_three_dots_stand_for_a_part_of_a_line(expected: str, actual: str, equal: bool) -> None:
    assert text_matches(expected, actual) is equal


def test_blocks_are_run_with_variables_and_unless_they_are_marked() -> None:
    page = """
```graphql
{ a }
```

<!-- variables -->
```json
{ "x": 1 }
```

```json
{}
```

<!-- not run: it would never end -->
```sh
false
```

```sh
true
```

Text.

```json
{}
```
"""
    first, second = steps_of(parse_blocks(page))
    assert (first.variables, first.answer and first.answer.text) == ({"x": 1}, "{}\n")
    assert (second.block.text, second.answer) == ("true\n", None)


def test_a_command_that_fails_fails_the_page(tmp_path: Path) -> None:
    session = Session(ADDRESS, tmp_path, "")
    with pytest.raises(AssertionError, match="said this"):
        session.run(next(steps_of([Block("sh", "echo said this; false; true\n", 1)])))


def program(name: str, *arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "examples" / name), *arguments]


def test_changes_at_once_by_update_safely_all_count(server: Served) -> None:
    command = program("update_safely.py", IMAGE, f"{server.address}/graphql")

    def count(_: int) -> str:
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE).stdout

    with ThreadPoolExecutor(4) as pool:
        printed = list(pool.map(count, range(8)))
    assert sorted(printed) == [f"build {number}\n" for number in range(1, 9)]


def test_update_safely_says_why_it_cannot(server: Served) -> None:
    command = program("update_safely.py", "no-such-image", f"{server.address}/graphql")
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (1, "No visible image has the id no-such-image.\n")
    usage = subprocess.run(program("update_safely.py"), capture_output=True, text=True, timeout=PATIENCE)
    assert "Usage: python update_safely.py IMAGE_ID [ADDRESS [TOKEN]]" in usage.stderr
    nowhere = subprocess.run(
        program("update_safely.py", IMAGE, f"http://127.0.0.1:{free_port()}/graphql"),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (nowhere.returncode, nowhere.stdout) == (1, "")
    assert re.fullmatch(
        r"http://127\.0\.0\.1:\d+/graphql does not answer as Glimpse does: .* refused>?\n", nowhere.stderr
    )


def test_update_safely_passes_a_token(
    catalogue: SqliteDatabase, tmp_path: Path, with_tokens: dict[str, str]
) -> None:
    settings = {f"GLIMPSE_{name}": value for name, value in with_tokens.items()}
    database = SqliteDatabase.copied(catalogue.path, tmp_path / "glimpse.db")
    with served(database.url, **settings) as server:
        command = program("update_safely.py", IMAGE, f"{server.address}/graphql")
        for token, expected in (
            ([], (1, "", "UNAUTHENTICATED")),
            ([issuer.token(roles=["admin"])], (0, "build 1\n", "")),
        ):
            done = subprocess.run([*command, *token], capture_output=True, text=True, timeout=PATIENCE)
            assert (done.returncode, done.stdout, done.stderr.partition(":")[0]) == expected


def subscribers(server: Served) -> Iterator[tuple[list[str], str]]:
    """The commands of the documents that follow changes, and what each prints of a creation."""
    yield program("follow_changes.py", f"{server.address}/graphql".replace("http", "ws", 1)), " CREATED "
    blocks = Page.read("docs/subscriptions.md").blocks
    (curl,) = (each.text for each in blocks if each.text.startswith("curl -N "))
    place = server.address.removeprefix("http://")
    yield ["bash", "-c", f"exec {curl.replace('localhost:8000', place)}"], '"type":"CREATED"'


def test_subscribers_receive_a_creation(server: Served) -> None:
    create = {"query": 'mutation { createImage(input: { name: "seen" }) { image { id } } }'}
    for command, words in subscribers(server):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as subscriber:
            assert subscriber.stdout is not None
            printed = ""
            try:
                while "seen" not in printed:
                    # Before it subscribes it receives nothing.
                    body = json.dumps(create).encode()
                    headers = {"content-type": "application/json"}
                    urlopen(Request(f"{server.address}/graphql", body, headers), timeout=PATIENCE).close()
                    if select([subscriber.stdout], [], [], 0.2)[0]:
                        line = subscriber.stdout.readline()
                        assert line, "it ended"
                        printed += line
            finally:
                subscriber.kill()
        assert words in printed.splitlines()[-1]


def test_follow_changes_ends_where_its_credentials_are_refused(catalogue: SqliteDatabase) -> None:
    secret = "0123456789abcdef"
    with served(catalogue.url, GLIMPSE_AUTH="headers", GLIMPSE_PROXY_SECRET=secret) as server:
        address = f"{server.address}/graphql".replace("http", "ws", 1)
        for token in ([], ["a-token"]):
            command = program("follow_changes.py", address, *token)
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
            assert (done.returncode, done.stdout) == (1, "")
            assert done.stderr == "The credentials are missing, invalid or no longer valid.\n"


@javascript
def test_list_images_is_well_typed_and_lists_all_pages(server: Served, tmp_path: Path) -> None:
    options = ["--strict", "--target", "es2022", "--module", "nodenext", "--erasableSyntaxOnly"]
    types = ["--types", "node", "--typeRoots", str(PACKAGES / "@types"), "--outDir", str(tmp_path / "built")]
    # With a page of one image there are several.
    source = (ROOT / "examples" / "list_images.ts").read_text().replace("first: 100", "first: 1")
    (tmp_path / "list_images.ts").write_text(source)
    run(PACKAGES / ".bin" / "tsc", *options, *types, "list_images.ts", folder=tmp_path)
    command = ("node", "built/list_images.js", "ubuntu", f"{server.address}/graphql", "a-token")
    listed = run(*command, folder=tmp_path)
    assert listed.splitlines() == [
        "shop-web-snapshot 24.04 2147483648",
        "ubuntu-22.04 22.04 684720128",
        "ubuntu-24.04 24.04 611319808",
    ]
    refused = subprocess.run(
        ["node", "built/list_images.js", "ubuntu", f"http://127.0.0.1:{free_port()}/graphql"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (refused.returncode, refused.stdout) == (1, "")
    assert re.fullmatch(r"fetch failed: .*ECONNREFUSED.*\n", refused.stderr)
