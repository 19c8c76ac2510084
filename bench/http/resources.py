"""What a container of Glimpse needs: memory at the start and after a load, and CPU for requests.

`python -m bench.http.resources` writes its table into docs/operations.md. It serves 10 000 images on
PostgreSQL, with one process and with two.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.catalogue import an_image, make_catalogue
from bench.http.load import asked, get, post
from bench.http.servers import Server, glimpse
from bench.question import CREATE, Question
from tests.support.databases.servers import ServerDatabase
from tests.support.documents import with_section
from tests.support.paths import ROOT

PAGE = ROOT / "docs" / "operations.md"

CLIENTS = 32
SECONDS = 5.0


def main() -> None:
    database = ServerDatabase("postgresql")
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder, "catalogue.sqlite")
            make_catalogue(path)
            with closing(sqlite3.connect(path)) as connection:
                (count,) = connection.execute("SELECT count(*) FROM images").fetchone()
            database.copy_of(path)
            one, brief, *_, long = Question.all_over_http(an_image(path))
            requests = {
                "one image": post(one.document, one.variables),
                "a list of 25": post(brief.document, brief.variables),
                "a list of 1000, detailed": post(long.document, long.variables),
                "a creation": post(CREATE, {"name": "bench", "value": "a"}),
            }
            lines = [
                f"Measured by `python -m bench.http.resources`: {count} images on PostgreSQL, "
                f"{CLIENTS} clients.",
                "",
                "| processes | memory at start | after the load | "
                + " | ".join(f"CPU of {name}" for name in requests)
                + " |",
                f"| ---: |{' ---: |' * (len(requests) + 2)}",
                *(_row(database.url, processes, list(requests.values())) for processes in (1, 2)),
            ]
    finally:
        database.drop()
    PAGE.write_text(with_section(PAGE.read_text(), "bench.http.resources", lines))
    print(*lines, sep="\n")


def _row(url: str, processes: int, requests: Sequence[bytes]) -> str:
    with glimpse("Glimpse", url, {0, 1}, WEB_CONCURRENCY=f"{processes}") as server:
        # The port is open before all processes have started.
        asked(server.port, lambda: get("/healthz"), clients=CLIENTS, seconds=SECONDS)
        start = _mebibytes(server)
        cpu = [_milliseconds(server, _repeated(request)) for request in requests]
        loaded = _mebibytes(server)
    cells = [f"{processes}", f"{start:.0f} MiB", f"{loaded:.0f} MiB", *(f"{each:.2g} ms" for each in cpu)]
    return f"| {' | '.join(cells)} |"


def _repeated(request: bytes) -> Callable[[], bytes]:
    return lambda: request


def _milliseconds(server: Server, requests: Callable[[], bytes]) -> float:
    """CPU of all processes for one request; those of the database and of the clients do not count."""
    before = sum(map(_cpu_seconds, _processes(server)))
    load = asked(server.port, requests, clients=CLIENTS, seconds=SECONDS)
    return (sum(map(_cpu_seconds, _processes(server))) - before) / len(load.seconds) * 1000


def _processes(server: Server) -> list[int]:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [server.pid, *map(int, children)]


def _cpu_seconds(pid: int) -> float:
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(each.read_text().split()[0]) for each in threads) / 1e9


def _mebibytes(server: Server) -> float:
    """Memory of all processes; what they share counts once."""
    kibibytes = 0
    for pid in _processes(server):
        found = Path(f"/proc/{pid}/smaps_rollup").read_text()
        kibibytes += int(found.partition("\nPss:")[2].split()[0])
    return kibibytes / 1024


if __name__ == "__main__":
    main()
