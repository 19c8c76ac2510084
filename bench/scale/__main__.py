"""How the time of a question grows with the catalogue: 10 000, 100 000 and 1 000 000 images.

`python -m bench.scale --folder DIR` keeps the catalogues in DIR: the largest takes some minutes to make,
and 5 GB. What is measured is the one statement of a question in SQLite, as a reading connection runs it,
in rounds that ask every catalogue in turn.
"""

import argparse
import asyncio
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.scale.catalogue import SMALL_PROJECT, Named, catalogue, named_in
from bench.scale.questions import Question, questions
from bench.statements import Statements
from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from resolvers.caller import ADMINISTRATOR, Caller

SIZES = (10_000, 100_000, 1_000_000)

# Of each question: rounds within about this many seconds, but at least three.
_SECONDS = 2.0
_ROUNDS = 25

_LIMIT = 2.0


class Catalogue:
    """One of the sizes: the statements of questions, and a connection that runs them."""

    def __init__(self, path: Path, probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS) -> None:
        self._path = path
        self._probe_limits = probe_limits
        self._named: Named = named_in(path)
        self.statements: dict[Question, tuple[str, list[object]]] = {}
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self._connection.execute("PRAGMA cache_size = -65536")

    async def prepare(self, asked: Sequence[Question]) -> None:
        cursor = "query ($id: ID!) { imagesConnection(where: { id: { eq: $id } }) { edges { cursor } } }"
        async with Statements(self._path, self._probe_limits) as statements:
            found = await statements.answer(cursor, {"id": self._named.deep}, ADMINISTRATOR)
            deep = found["imagesConnection"]["edges"][0]["cursor"]
            for question in asked:
                variables = {"deep": deep} if "$deep" in question.query else {}
                await statements.answer(question.query, variables, self._caller(question))
                self.statements[question] = statements.last

    def _caller(self, question: Question) -> Caller:
        if question.who == "administrator":
            return ADMINISTRATOR
        return Caller(SMALL_PROJECT if question.who == "small" else self._named.large_project)

    def seconds(self, question: Question) -> float:
        sql, values = self.statements[question]
        start = perf_counter()
        self._connection.execute(sql, values).fetchall()
        return perf_counter() - start

    def close(self) -> None:
        self._connection.close()


def measure(catalogues: Mapping[int, Catalogue], question: Question) -> dict[int, float]:
    """The median of the rounds, in milliseconds, by size; the first round only warms up."""
    longest = sum(each.seconds(question) for each in catalogues.values())
    rounds = max(3, min(_ROUNDS, round(_SECONDS / longest)))
    times: dict[int, list[float]] = {size: [] for size in catalogues}
    for _ in range(rounds):
        for size, each in catalogues.items():
            times[size].append(each.seconds(question) * 1000)
    return {size: median(measured) for size, measured in times.items()}


def row(question: Question, times: Mapping[int, float]) -> str:
    sizes = list(times)
    growth = times[sizes[-1]] / times[sizes[0]]
    verdict = "" if not question.bounded else "ok" if growth < _LIMIT else "TOO MUCH"
    shown = "".join(f"{time:12.2f}" for time in times.values())
    return f"{question.title:38} {question.who:14}{shown}{growth:9.2f}  {verdict}"


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--folder", type=Path, required=True, help="where the catalogues are kept")
    given.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    arguments = given.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    asked = list(questions())
    with ExitStack() as stack:
        catalogues: dict[int, Catalogue] = {}
        for size in sorted(arguments.sizes):
            path = catalogue(arguments.folder, size)
            catalogues[size] = stack.enter_context(closing(Catalogue(path)))
            asyncio.run(catalogues[size].prepare(asked))
            print(f"{size} images: {path.stat().st_size / 2**20:.0f} MiB", flush=True)
        print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores")
        head = "".join(f"{size:12}" for size in catalogues)
        print(f"{'milliseconds, median':38} {'caller':14}{head}{'growth':>9}")
        grown = 0
        for question in asked:
            times = measure(catalogues, question)
            grown += " TOO MUCH" in row(question, times)
            print(row(question, times), flush=True)
        print(f"Bounded questions that grow {_LIMIT:.0f} times or more: {grown}")


if __name__ == "__main__":
    main()
