"""The README: its settings are the program's, and its commands do what it says."""

import json
import os
import re
import shutil
import subprocess
import sys
from select import select
from urllib.request import Request, urlopen

import pytest

from resolvers import errors
from settings.definitions import SETTINGS
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.paths import README as README_PATH
from tests.support.processes.process import served

pytestmark = [pytest.mark.processes, pytest.mark.without_coverage]

JSON = {"content-type": "application/json"}
README = README_PATH.read_text()


def test_the_table_of_settings_is_that_of_the_program() -> None:
    table = re.findall(r"^\| `([A-Z_]+)` \| `([^`]*)` \| (.+) \|$", README, re.MULTILINE)
    assert table == [(each.variable, each.default, each.description) for each in SETTINGS]


def test_every_code_of_an_error_is_explained() -> None:
    ours = {each.code for each in errors.GlimpseError.__subclasses__()}
    of_the_store = {code for code, _ in errors.STORE_ERRORS.values()}
    others = {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "INTERNAL_SERVER_ERROR"}
    others.add("PERSISTED_QUERY_NOT_FOUND")
    section = README.split("## Errors")[1].split("\n## ")[0]
    explained = {code for line in section.splitlines() for code in re.findall(r"`([A-Z_]{7,})`", line[:60])}
    assert explained == ours | of_the_store | others


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_commands_do_what_the_readme_says(database: SqliteDatabase) -> None:
    commands = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    with served(database.url) as server:
        script = "\necho\n".join(commands).replace("localhost:8000", server.address.removeprefix("http://"))
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            capture_output=True,
            check=True,
            env={"PATH": os.environ["PATH"]},
            timeout=30,
        )
    listed, updated, read, deleted = map(json.loads, done.stdout.decode().split())
    assert listed == {"data": {"images": []}}
    update = updated["data"]["updateImage"]
    assert update["changedFields"] == ["properties"]
    assert update["image"]["propertyMap"] == {"os_version": "24.04"}
    assert read == {"data": {"image": {"name": "ubuntu-24.04", "tags": ["lts"], "osVersion": "24.04"}}}
    assert deleted["data"]["deleteImage"]["image"]["status"] == "DELETED"


def test_the_python_example_runs(database: SqliteDatabase) -> None:
    example, _ = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    with served(database.url) as server:
        code = example.replace("localhost:8000", server.address.removeprefix("http://"))
        names: dict[str, object] = {}
        exec(code, names)
    assert names["answer"] == {"data": {"updateImage": {"changedFields": ["protected"]}}}


def test_the_python_follower_is_told(database: SqliteDatabase) -> None:
    _, example = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (curl,) = re.findall(r"\n    (curl -N .*?\n.*?)\n", README)
    with served(database.url) as server:
        place = server.address.removeprefix("http://")
        followers = [
            subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                text=True,
                env={"PATH": os.environ["PATH"]},
            )
            for command in (
                [sys.executable, "-c", example.replace("localhost:8000", place)],
                ["bash", "-c", "exec " + curl.replace("localhost:8000", place)],
            )
        ]
        try:
            create = {"query": 'mutation { createImage(input: { name: "seen" }) { image { id } } }'}
            told = ["", ""]
            for at, follower in enumerate(followers):
                assert follower.stdout is not None
                while "seen" not in told[at]:
                    # Until it follows it is told nothing.
                    urlopen(Request(f"{server.address}/graphql", json.dumps(create).encode(), JSON)).close()
                    if select([follower.stdout], [], [], 0.2)[0]:
                        told[at] += follower.stdout.readline()
        finally:
            for follower in followers:
                follower.kill()
                follower.communicate()
    assert told[0].startswith("CREATED {'id': '")
    assert told[1].endswith('"name":"seen"}}}}\n')
