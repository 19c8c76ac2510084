"""Golden files over what Glance 33 wrote: read, written anew with GOLDEN=write, compared."""

import json
import os
from pathlib import Path
from typing import Any

from tests.support.databases.statement_recorder import Asked, pretty
from tests.support.paths import GOLDEN_FILES

GOLDEN = GOLDEN_FILES / "glance"


# Asked in test_histogram.py, where the test holds the clock.
TIMED = "histogram"


QUERIES = sorted(path.stem for path in GOLDEN.glob("*.graphql") if path.stem != TIMED)


def query_of(name: str) -> tuple[str, dict[str, Any]]:
    variables = GOLDEN / f"{name}.variables.json"
    given = json.loads(variables.read_text("utf-8")) if variables.exists() else {}
    return (GOLDEN / f"{name}.graphql").read_text("utf-8"), given


def sql_text(asked: list[Asked]) -> str:
    """Each statement, and in comments its bind parameters in order."""
    return "\n".join(
        pretty(each.sql) + "".join(f"-- {name} = {value!r}\n" for name, value in each.values)
        for each in asked
    )


def json_text(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def compare(path: Path, text: str) -> None:
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
