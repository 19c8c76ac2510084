"""Changes on PostgreSQL and MariaDB over HTTP, beside the same changes written by hand with their drivers.

Each server is a process of its own on one core; the database and the clients have another. In each round both
are asked in turn.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from itertools import count, cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.catalogue import make_catalogue
from bench.http.load import compared, post, ratio
from bench.http.servers import Server, glimpse, running
from db.dialect.variants import DialectName
from tests.support.databases.servers import SERVERS, ServerDatabase, listens
from tests.support.documents import with_section
from tests.support.paths import ROOT
from tests.support.processes.process import free_port

RESULTS_PAGE = ROOT / "docs" / "performance.md"
CLIENTS = 16
GOAL = 0.6

CREATE = """mutation ($name: String!, $value: String!) { createImage(input: { name: $name, properties: [
  { name: "a", value: $value }, { name: "b", value: $value }, { name: "c", value: $value }] }) {
    image { id name } } }"""
UPDATE = """mutation ($id: ID!, $name: String!) {
  updateImage(id: $id, input: { name: $name }) { image { id name } } }"""


def by_hand(name: str, url: str, cores: set[int]) -> AbstractContextManager[Server]:
    port = free_port()
    command = (sys.executable, "-m", "bench.http.changes_by_hand", url, f"{port}")
    return running(name, command, port, cores)


def requests(ids: list[str]) -> dict[str, Callable[[], bytes]]:
    """What both are asked, by title."""
    numbers, chosen = count(), cycle(ids)
    return {
        "create with three properties": lambda: post(
            CREATE, {"name": f"bench {next(numbers)}", "value": "v"}
        ),
        "update of one field": lambda: post(UPDATE, {"id": next(chosen), "name": f"bench {next(numbers)}"}),
    }


def measured(dialect: DialectName, path: Path, rounds: int, seconds: float) -> Iterator[tuple[str, str]]:
    """A line of the table and one about its goal, for each change."""
    cores = os.sched_getaffinity(0)
    with ExitStack() as stack:
        database = ServerDatabase(dialect)
        stack.callback(database.drop)
        database.copy_of(path)
        ids = [id_ for (id_,) in database.rows("SELECT id FROM images ORDER BY id LIMIT 1000")]
        servers = [
            stack.enter_context(glimpse("Glimpse", database.url, {min(cores)})),
            stack.enter_context(by_hand("by hand", database.url, {min(cores)})),
        ]
        os.sched_setaffinity(0, {max(cores)})
        stack.callback(os.sched_setaffinity, 0, cores)
        for title, sent in requests(ids).items():
            ours, theirs = compared(servers, (sent, sent), CLIENTS, rounds, seconds)
            rates = [median(each.a_second for each in loads) for loads in (ours, theirs)]
            found = ratio(ours, theirs)
            verdict = "reached" if found >= GOAL else "NOT REACHED"
            yield (
                f"| {dialect} | {title} | {rates[0]:,.0f} | {rates[1]:,.0f} | {found:.2f} |",
                f"* {dialect}, {title}: {found:.2f}, goal at least {GOAL:.2f}: {verdict}",
            )


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rounds", type=int, default=9)
    given.add_argument("--seconds", type=float, default=1.0, help="of each server in each round")
    arguments = given.parse_args()
    asked = [dialect for dialect in SERVERS if listens(dialect)]
    if not asked:
        raise SystemExit("Neither PostgreSQL nor MariaDB listens on its standard local port.")
    lines = [
        "| database | requests a second | Glimpse | by hand | ratio |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    goals = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        make_catalogue(path)
        for dialect in asked:
            for line, goal in measured(dialect, path, arguments.rounds, arguments.seconds):
                print(line, flush=True)
                lines.append(line)
                goals.append(goal)
    head = f"{CLIENTS} clients, medians of {arguments.rounds} rounds of {arguments.seconds} s in turn."
    page = [head, "", *lines, "", *goals]
    RESULTS_PAGE.write_text(with_section(RESULTS_PAGE.read_text(), "bench.http.changes", page))


if __name__ == "__main__":
    main()
