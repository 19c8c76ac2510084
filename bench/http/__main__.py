"""Glimpse over HTTP beside its peers, all in the same run; prints one table, and whether the goals are met.

Each server is a process of its own on one core, the clients in this process on another. In each round all
are asked one after the other; what is told are medians, of the rates and of each round's ratios.
"""

import argparse
import os
import platform
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path
from shutil import copyfile
from statistics import median
from tempfile import TemporaryDirectory

from bench.catalogue import IMAGES, an_image, make_catalogue
from bench.http.load import Load, asked, get, post, ratio
from bench.http.servers import Server, contestant, glimpse
from bench.http.workers import kept_memory, two_on_postgresql, two_processes
from bench.question import CREATE, UPDATE, Question
from tests.support.databases.servers import ServerDatabase, listens
from tests.support.documents import with_section
from tests.support.paths import ROOT
from tests.support.private_servers.postgres import BINARIES

# Has the table, and the goals below it, in a section of its own.
RESULTS_PAGE = ROOT / "docs" / "performance.md"

CLIENTS = 16

GLIMPSE, POSTGRESQL, STATIC, BY_HAND = "Glimpse", "on PostgreSQL", "static", "(b) by hand"
ORM, CACHING = "(a) ORM", "(a) with caches"

Requests = Callable[[], bytes]


@dataclass
class Results:
    """Loads by what was asked and who answered."""

    loads: dict[tuple[str, str], list[Load]] = field(default_factory=dict)

    def rate(self, title: str, name: str) -> float:
        return median(each.a_second for each in self.loads[title, name])

    def quantile(self, title: str, name: str, share: float) -> float:
        """Milliseconds."""
        return 1000 * median(each.quantile(share) for each in self.loads[title, name])

    def ratio(self, title: str, name: str, other: str) -> float:
        return ratio(self.loads[title, name], self.loads[title, other])


def creations() -> Requests:
    numbers = count()
    return lambda: post(CREATE, {"name": f"bench {next(numbers)}", "value": "b"})


def updates(ids: Sequence[str]) -> Requests:
    numbers, chosen = count(), cycle(ids)
    return lambda: post(UPDATE, {"id": next(chosen), "name": f"bench {next(numbers)}"})


def always(request: bytes) -> Requests:
    return lambda: request


def scenarios(path: Path) -> Mapping[str, Requests]:
    reads = {
        each.title: always(post(each.document, each.variables))
        for each in Question.all_over_http(an_image(path))
    }
    with closing(sqlite3.connect(path)) as connection:
        ids = [id_ for (id_,) in connection.execute("SELECT id FROM images ORDER BY id LIMIT 1000")]
    return reads | {"create": creations(), "update": updates(ids)}


def measure(
    page: "Page", servers: Sequence[Server], asking: Mapping[str, Requests], rounds: int, seconds: float
) -> Results:
    results = Results()
    for title, requests in asking.items():
        for at in range(-1, rounds):
            # Who begins changes from round to round; the first one only warms up.
            for server in [*servers[at % len(servers) :], *servers[: at % len(servers)]]:
                sent = always(get("/graphql")) if server.name == STATIC else requests
                load = asked(server.port, sent, clients=CLIENTS, seconds=seconds if at >= 0 else 0.3)
                if at >= 0:
                    results.loads.setdefault((title, server.name), []).append(load)
        page.add(line(results, title, [each.name for each in servers]))
    return results


def line(results: Results, title: str, names: Sequence[str]) -> str:
    cells = [f"{results.rate(title, name):,.0f}" for name in names]
    p50, p99 = (results.quantile(title, GLIMPSE, share) for share in (0.5, 0.99))
    return f"| {title} | {' | '.join(cells)} | {p50:.2f} | {p99:.2f} |"


def head(names: Sequence[str]) -> str:
    titles = f"| requests a second | {' | '.join(names)} | p50 ms | p99 ms |"
    return f"{titles}\n| --- |{' ---: |' * (len(names) + 2)}"


def goals(results: Results) -> list[str]:
    one, brief, _, thousand = (each.title for each in Question.all_over_http())
    p99 = max(
        results.quantile(title, GLIMPSE, 0.99) / results.quantile(title, GLIMPSE, 0.5)
        for title in (one, brief, thousand)
    )
    return [
        goal(f"{one}, relative to the static route", results.ratio(one, GLIMPSE, STATIC), 0.4),
        goal(f"{one}, relative to plain Strawberry", results.ratio(one, GLIMPSE, ORM), 30),
        goal(f"{brief}, relative to the code by hand", results.ratio(brief, GLIMPSE, BY_HAND), 0.7),
        goal(f"{thousand}, relative to the code by hand", results.ratio(thousand, GLIMPSE, BY_HAND), 0.83),
        goal(f"{thousand}, relative to plain Strawberry", results.ratio(thousand, GLIMPSE, ORM), 25),
        goal("p99 of reads, relative to p50", p99, 4, most=True),
    ]


def goal(what: str, value: float, wanted: float, *, most: bool = False) -> str:
    reached = value <= wanted if most else value >= wanted
    bound = "at most" if most else "at least"
    return f"* {what}: {value:.2f}, goal {bound} {wanted:.2f}: {'reached' if reached else 'NOT REACHED'}"


class Page:
    """Printed line by line, and written at the end."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, *lines: str) -> None:
        self.lines += lines
        print(*lines, sep="\n", flush=True)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rounds", type=int, default=9)
    given.add_argument("--seconds", type=float, default=1.0, help="of each contestant in each round")
    given.add_argument("--requests", type=int, default=100_000, help="after which memory is looked at")
    given.add_argument("--only", nargs="*", help="beginnings of titles; nothing is written then")
    arguments = given.parse_args()
    all_cores = os.sched_getaffinity(0)
    served, asking = {min(all_cores)}, {max(all_cores)}
    page = Page()
    page.add(
        f"{IMAGES} images with 5 properties each, {CLIENTS} clients.",
        f"Medians of {arguments.rounds} rounds of {arguments.seconds} s in turn.",
        "Each server has one core, the clients have another.",
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.platform()}, {len(all_cores)} cores, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}.",
        "",
    )
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        path = folder / "bench.db"
        make_catalogue(path)
        changed = ("glimpse", "orm", "caching", "by_hand")
        files = {name: Path(copyfile(path, folder / f"{name}.db")) for name in changed}
        own = f"sqlite+aiosqlite:///{files['glimpse']}"
        contestants = [
            glimpse(GLIMPSE, own, served),
            contestant(STATIC, "static", path, served),
            contestant(ORM, "orm", files["orm"], served),
            contestant(CACHING, "caching", files["caching"], served),
            contestant(BY_HAND, "by_hand", files["by_hand"], served),
        ]
        if listens("postgresql"):
            on_server = ServerDatabase("postgresql")
            stack.callback(on_server.drop)
            on_server.copy_of(path)
            on_server.execute("ANALYZE")
            contestants.append(glimpse(POSTGRESQL, on_server.url, served))
        chosen = {
            title: requests
            for title, requests in scenarios(path).items()
            if not arguments.only or title.startswith(tuple(arguments.only))
        }
        os.sched_setaffinity(0, asking)
        with ExitStack() as running:
            servers = [running.enter_context(each) for each in contestants]
            page.add(head([each.name for each in servers]))
            results = measure(page, servers, chosen, arguments.rounds, arguments.seconds)
        if arguments.only:
            return
        os.sched_setaffinity(0, all_cores)
        page.add("", *goals(results))
        twice = two_processes(own, arguments.rounds, arguments.seconds)
        page.add(goal("lists of 100, two processes on two cores, relative to one", twice, 1.7))
        if list(BINARIES.glob("*/bin")):
            twice = two_on_postgresql(path, arguments.rounds, arguments.seconds)
            what = "lists of 100 on PostgreSQL, two processes on two cores, relative to one of each"
            page.add(goal(what, twice, 1.7))
        before, after = kept_memory(own, path, arguments.requests)
        what = (
            f"memory after {arguments.requests} requests ({after:.0f} MiB), relative to a hundredth of them"
        )
        page.add(goal(what, after / before, 1.1, most=True))
    RESULTS_PAGE.write_text(with_section(RESULTS_PAGE.read_text(), "bench.http", page.lines))


if __name__ == "__main__":
    main()
