"""How the time of every question grows with the catalogue: 10 000, 100 000 and 1 000 000 images.

`python -m bench.scale --folder DIR` asks SQLite, PostgreSQL and MariaDB. SQLite's catalogues are kept in DIR,
those of the servers in databases named `glimpse_scale_N`: the largest takes 10 minutes or more to make, and
5 to 10 GB. The time is that of the store for a question's one statement, without HTTP and GraphQL. What is
measured is kept in DIR, so that databases can be measured one by one, and written to docs/performance.md.
"""

import argparse
import asyncio
import json
import os
import platform
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from textwrap import wrap
from time import monotonic
from typing import Any, get_args

from bench.scale.catalogue import catalogue, server_catalogue
from bench.scale.goals import Times, table, verdicts
from bench.scale.questions import Kind, Question, questions
from bench.scale.timing import Catalogue
from db.address.server_address import ServerAddress
from db.dialect.variants import DialectName
from tests.support.documents import with_section
from tests.support.paths import ROOT

RESULTS_PAGE = ROOT / "docs" / "performance.md"
SIZES = (10_000, 100_000, 1_000_000)
TITLES: dict[DialectName, str] = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mariadb": "MariaDB"}


def place(database: DialectName, folder: Path, images: int) -> Path | ServerAddress:
    return catalogue(folder, images) if database == "sqlite" else server_catalogue(database, images)


async def measure(
    places: dict[int, Path | ServerAddress], asked: Sequence[Question], minutes: float
) -> dict[Question, dict[int, float]]:
    """The sizes take turns, question by question, in a random order, until the time is over."""
    end = monotonic() + 60 * minutes
    times: dict[Question, dict[int, float]] = {}
    async with AsyncExitStack() as stack:
        catalogues = {size: await stack.enter_async_context(Catalogue(each)) for size, each in places.items()}
        for question in Random(1).sample(asked, len(asked)):
            if monotonic() > end:
                break
            times[question] = {size: await each.milliseconds(question) for size, each in catalogues.items()}
            shown = "".join(f"{time:10.2f}" for time in times[question].values())
            print(f"{question.title:48} {question.who:14}{shown}", flush=True)
    return times


def keep(folder: Path, database: DialectName, note: str, times: dict[Question, dict[int, float]]) -> None:
    """Adds the times to those of earlier runs, which are replaced by question and size."""
    path = folder / f"{database}.json"
    kept: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"times": {}}
    for question, measured in times.items():
        kept["times"].setdefault(str(question), {}).update(
            {f"{size}": time for size, time in measured.items()}
        )
    kept["note"] = f"{datetime.now(UTC):%Y-%m-%d}. {note}".strip()
    path.write_text(json.dumps(kept, indent=1))


def kept_times(path: Path) -> dict[Question, Times]:
    kept = json.loads(path.read_text())["times"]
    return {
        question: {int(size): time for size, time in kept[f"{question}"].items()}
        for question in questions()
        if f"{question}" in kept
    }


def section(folder: Path) -> Iterator[str]:
    """The results of all databases that were measured."""
    yield f"{os.cpu_count()} cores, {platform.platform()},"
    yield f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}."
    for database, title in TITLES.items():
        path = folder / f"{database}.json"
        if not path.exists():
            continue
        times = kept_times(path)
        note = json.loads(path.read_text())["note"]
        asked = f"{len(times)} of {len(list(questions()))} questions"
        yield from ("", f"### {title}", "", *wrap(f"{asked}. {note}", 118), "")
        yield from (*verdicts(times), "", *table(times))


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--folder", type=Path, required=True, help="for catalogues and results")
    given.add_argument("--database", choices=TITLES, nargs="+", default=list(TITLES))
    given.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    given.add_argument("--only", nargs="*", help="parts of titles or groups; nothing is kept then")
    given.add_argument("--kinds", nargs="+", choices=get_args(Kind))
    given.add_argument("--minutes", type=float, default=600, help="of each database; others are left out")
    given.add_argument("--note", default="", help="a sentence about the run, such as what else was running")
    arguments = given.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    asked = [
        question
        for question in questions()
        if (not arguments.kinds or question.kind in arguments.kinds)
        and (not arguments.only or any(part in f"{question} {question.group}" for part in arguments.only))
    ]
    for database in arguments.database:
        places = {size: place(database, arguments.folder, size) for size in sorted(arguments.sizes)}
        print(f"{TITLES[database]}, {len(asked)} questions, milliseconds at {list(places)}", flush=True)
        times = asyncio.run(measure(places, asked, arguments.minutes))
        print(*verdicts(times), *table(times), sep="\n", flush=True)
        if not arguments.only:
            keep(arguments.folder, database, arguments.note, times)
    if not arguments.only:
        page = with_section(RESULTS_PAGE.read_text(), "bench.scale", list(section(arguments.folder)))
        RESULTS_PAGE.write_text(page)


if __name__ == "__main__":
    main()
