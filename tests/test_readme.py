"""The README: its settings are the program's, and its commands do what it says."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from resolvers import errors
from setting_list import SETTINGS
from tests.served import served

README = (Path(__file__).parent.parent / "README.md").read_text()


def test_the_table_of_settings_is_that_of_the_program() -> None:
    table = re.findall(r"^\| `([A-Z_]+)` \| `([^`]*)` \| (.+) \|$", README, re.MULTILINE)
    assert table == [(each.variable, each.default, each.words) for each in SETTINGS]


def test_every_code_of_an_error_is_explained() -> None:
    ours = {each.code for each in errors.GlimpseError.__subclasses__()}
    of_the_store = {code for code, _ in errors.STORE_FACTS.values()}
    others = {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "INTERNAL_SERVER_ERROR"}
    others.add("PERSISTED_QUERY_NOT_FOUND")
    section = README.split("## Errors")[1].split("\n## ")[0]
    explained = {code for line in section.splitlines() for code in re.findall(r"`([A-Z_]{7,})`", line[:60])}
    assert explained == ours | of_the_store | others


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_commands_do_what_the_readme_says(database: Path) -> None:
    commands = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    with served(database) as server:
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


def test_the_python_example_runs(database: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    with served(database) as server:
        code = example.replace("localhost:8000", server.address.removeprefix("http://"))
        names: dict[str, object] = {}
        exec(code, names)
    assert names["answer"] == {"data": {"updateImage": {"changedFields": ["protected"]}}}
