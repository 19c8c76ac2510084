"""A page as a session with one server: its queries and commands, run in order, and their answers.

A ```graphql block is run if a ```json block follows directly: that is its answer. Its variables stand between
the two, in a ```json block marked `<!-- variables -->`. A ```sh or ```python block is run unless it is marked
`<!-- not run: reason -->`. A ```json block directly behind it is its output; a ```text block marked
`<!-- output -->` is its output as text. A ```python block is a program of its own.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.support.pages.markdown import Block
from tests.support.paths import PYTHON_CLIENT, ROOT

ADDRESS = "http://localhost:8000"

# Seconds that one block may take.
_TIMEOUT = 60

_ASSIGNMENT = re.compile(r"^(?:export )?([A-Z][A-Z_]*)=", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """A block that is run, and the block that shows its answer."""

    block: Block
    answer: Block | None
    variables: Mapping[str, Any] = field(default_factory=dict)


def steps_of(blocks: Sequence[Block]) -> Iterator[Step]:
    """What is run of a page, in order."""
    for at, block in enumerate(blocks):
        behind = list(takewhile(lambda each: each.is_adjacent, blocks[at + 1 : at + 3]))
        if block.language == "graphql":
            variables: dict[str, Any] = {}
            if behind and behind[0].mark == "variables":
                variables = json.loads(behind.pop(0).text)
            if behind and behind[0].language == "json" and behind[0].mark is None:
                yield Step(block, behind[0], variables)
        elif block.language in ("sh", "python") and not (block.mark or "").startswith("not run: "):
            is_output = bool(behind) and (behind[0].language, behind[0].mark) in (
                ("json", None),
                ("text", "output"),
            )
            yield Step(block, behind[0] if is_output else None)


def filled(expected: Any, actual: Any) -> Any:
    """The expected answer, in which each text "..." is replaced by the text that stands there."""
    if expected == "..." and isinstance(actual, str):
        return actual
    if isinstance(expected, dict) and isinstance(actual, dict):
        return {key: filled(each, actual.get(key)) for key, each in expected.items()}
    if isinstance(expected, list) and isinstance(actual, list):
        others = [*actual, *[None] * len(expected)]
        return [filled(each, other) for each, other in zip(expected, others, strict=False)]
    return expected


def text_matches(expected: str, actual: str) -> bool:
    """Whether the output is the text shown, in which `...` stands for the rest of a line or a part of it."""
    pattern = "[^\n]*".join(re.escape(part) for part in expected.strip().split("..."))
    return re.fullmatch(pattern, actual.strip().replace("\r", "")) is not None


@dataclass(frozen=True)
class Session:
    """Runs steps against a server, in a folder of its own; shell variables last from block to block."""

    address: str
    folder: Path
    database_url: str

    def run(self, step: Step) -> Any:
        """The answer, as JSON if that is what the page shows."""
        if step.block.language == "graphql":
            if step.block.text.lstrip().startswith("subscription"):
                return self._first_event(step)
            return json.loads(self._post(step, "application/json"))
        if step.block.language == "python":
            return self._output([sys.executable, "-c", self._with_address(step.block.text)], step.block.text)
        output = self._shell(step.block.text)
        return json.loads(output) if step.answer and step.answer.language == "json" else output

    def _request(self, step: Step, accept: str) -> Request:
        body = json.dumps({"query": step.block.text, "variables": step.variables}).encode()
        headers = {"content-type": "application/json", "accept": accept}
        return Request(f"{self.address}/graphql", body, headers)

    def _post(self, step: Step, accept: str) -> bytes:
        with urlopen(self._request(step, accept), timeout=_TIMEOUT) as response:
            answer: bytes = response.read()
        return answer

    def _first_event(self, step: Step) -> Any:
        with urlopen(self._request(step, "text/event-stream"), timeout=_TIMEOUT) as response:
            for line in response:
                if line.startswith(b"data: "):
                    return json.loads(line.removeprefix(b"data: "))
        raise AssertionError("the stream ended without an event")

    def _shell(self, script: str) -> str:
        state = self.folder / "variables.sh"
        state.touch()
        for name in ("examples",):
            if not (self.folder / name).exists():
                (self.folder / name).symlink_to(ROOT / name)
        kept = "".join(f"declare -p {name} >> {state}\n" for name in _ASSIGNMENT.findall(script))
        words = ["bash", "-euo", "pipefail", "-c", f"source {state}\n{self._with_address(script)}\n{kept}"]
        return self._output(words, script)

    def _with_address(self, script: str) -> str:
        replaced = script.replace(ADDRESS, self.address)
        return replaced.replace(ADDRESS.removeprefix("http://"), self.address.removeprefix("http://"))

    def _output(self, command: Sequence[str], script: str) -> str:
        done = subprocess.run(
            command,
            capture_output=True,
            cwd=self.folder,
            env={
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "PYTHONPATH": f"{ROOT}:{PYTHON_CLIENT}",
                "GLIMPSE_DATABASE_URL": self.database_url,
            },
            text=True,
            timeout=_TIMEOUT,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout
