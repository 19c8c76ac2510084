"""Tries for minutes what README and SECURITY.md promise: kills, histories, races, faults, random documents.

Then it sends mixed traffic to one server, whose memory and threads must level off. Writes each promise, its
tests and their result into docs/promises.md, and draws docs/soak.png.
"""

import argparse
import asyncio
import os
import platform
import random
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import httpx2
from PIL import Image, ImageDraw

from bench.subscriptions import resident
from db.demo.fill import fill
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.documents import with_section
from tests.support.http.sse import streaming
from tests.support.paths import ROOT
from tests.support.processes.process import Served, served

# Has the table of promises in a section of its own.
RESULTS_PAGE = ROOT / "docs" / "promises.md"

CREATE = """mutation { createImage(input: { name: "soak", properties: [{ name: "a", value: "b" }] }) {
  image { id } } }"""
UPDATE = """mutation ($id: ID!, $name: String!) { updateImage(id: $id, input: {
  name: $name, properties: { merge: { set: [{ name: "a", value: $name }] } } }) { changedFields } }"""
DELETE = "mutation ($id: ID!) { deleteImage(id: $id) { image { id } } }"
READS = (
    "{ images { id name size } }",
    "{ images(limit: 100) { id name propertyMap tags members { member } } }",
    '{ imagesConnection(first: 20, where: { name: { contains: "a" } }) { totalCount nodes { name } } }',
    "{ imagesAggregate { byStatus { key count } size { sum } } }",
    "{ images { nothing } }",
)
FOLLOW = "subscription { imageChanged { type image { id name } } }"


@dataclass(frozen=True)
class Promise:
    words: str
    tests: str
    rounds: str


def promises(times: int) -> tuple[Promise, ...]:
    """`times` is how often that is done which `make test` does once."""
    return (
        Promise(
            "An acknowledged change survives a kill of the process, complete and with its event",
            "tests/processes/test_crash.py",
            f"{3 * times} kills on each database, 6 clients",
        ),
        Promise(
            "It survives a kill of the database server, and Glimpse needs no restart",
            "tests/processes/test_server_restart.py",
            "1 kill of PostgreSQL under load",
        ),
        Promise(
            "Subscribers get each visible event once, in order per image, across processes and reconnects",
            "tests/api/subscriptions/test_random_histories.py tests/db/server/test_server_events.py",
            f"{times} random histories on each database, 2 processes, 8 subscribers",
        ),
        Promise(
            "Of concurrent changes of one id, version or member one succeeds; compatible ones all apply",
            "tests/processes/test_races.py tests/db/sqlite/test_concurrency.py "
            "tests/db/sqlite/test_group_commit.py tests/db/server/test_server_concurrency.py",
            "20 to 200 concurrent, 2 processes, each database",
        ),
        Promise(
            "A full disk, locks, damage, too many connections and incomplete requests end in a defined code",
            "tests/processes/test_faults.py tests/web/transports/test_hostile.py "
            "tests/db/server/test_server_store.py",
            "once each",
        ),
        Promise(
            "A fault of files, rights, versions, proxies or a database server ends as the tables above say",
            "tests/processes/test_one_writer.py tests/processes/test_command_files.py "
            "tests/processes/test_temporary_files.py tests/processes/test_command_ends.py "
            "tests/processes/test_missing_rights.py tests/processes/test_server_waits.py "
            "tests/processes/test_failover.py tests/processes/test_unreachable.py "
            "tests/processes/deployment/test_proxies.py tests/processes/deployment/test_rolling_restart.py "
            "tests/web/observability/test_health.py "
            "tests/db/test_temporary_folder.py tests/db/sqlite/test_protected_file.py "
            "tests/db/server/test_connecting.py tests/db/server/test_deadlines.py "
            "tests/db/server/test_server_errors.py tests/db/server/test_server_requirements.py "
            "tests/db/server/test_server_rights.py tests/db/server/test_watchdog.py",
            "each fault on each database",
        ),
        Promise(
            "A shutdown finishes requests in flight and refuses new ones",
            "tests/processes/test_shutdown.py tests/web/http/test_graceful_shutdown.py",
            "3 shutdowns under load, and each case",
        ),
        Promise(
            "No document causes an internal error or another answer than graphql-core's",
            "tests/api/queries/test_fuzz.py tests/api/queries/test_introspection.py "
            "tests/api/mutations/test_json_literals.py tests/resolvers/test_prepared.py "
            "tests/resolvers/test_faulty_selections.py tests/resolvers/test_field_merging.py "
            "tests/resolvers/test_document_time.py",
            f"{150 * times} documents generated from the schema, {640 * times} queries answered three times, "
            f"{360 * times} payloads and events, {150 * times} introspections, {150 * times} literals, "
            f"{200 * times} documents with fragments",
        ),
        Promise(
            "An upgrade from any version keeps every row; the migrations also run backwards",
            "tests/db/test_upgrades.py tests/db/test_migrations.py tests/db/server/test_server_tables.py "
            "tests/db/test_interrupted_migration.py",
            "each version on each database",
        ),
        Promise(
            "A backup of a served file is sound, and `glimpse check` finds damage",
            "tests/db/sqlite/test_backup.py tests/db/transfer/test_integrity.py",
            "5 copies under writes, each kind of damage",
        ),
        Promise(
            "No caller sees more than the visibility rules allow",
            "tests/api/visibility/test_viewer_scope.py tests/api/visibility/test_access_matrix.py "
            "tests/api/subscriptions/test_events.py",
            "generated images and callers, compared with an independent rule",
        ),
    )


def proved(promise: Promise, times: int) -> tuple[bool, str]:
    """Whether its tests pass, and what pytest says last."""
    # Its tests take minutes here.
    without_limit = ["-o", "faulthandler_timeout=0"]
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-n", "auto"),
        *without_limit,
        *promise.tests.split(),
    ]
    environ = os.environ | {"SOAK": f"{times}"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    last = done.stdout.strip().splitlines()[-1].strip("= ")
    if done.returncode:
        print(done.stdout[-5000:], file=sys.stderr)
    return done.returncode == 0, last


@dataclass
class Curve:
    """What the server's process held, and how many requests it had answered, by seconds."""

    seconds: list[float] = field(default_factory=list)
    mebibytes: list[float] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)
    requests: int = 0

    def take(self, pid: int, now: float) -> None:
        status = Path(f"/proc/{pid}/status").read_text()
        self.seconds.append(now)
        self.mebibytes.append(resident(pid) / 2**20)
        self.threads.append(int(status.partition("Threads:")[2].split()[0]))

    @property
    def growth(self) -> float:
        """The last quarter against the second: 1 if the memory is level."""
        quarter = max(1, len(self.mebibytes) // 4)
        second, last = self.mebibytes[quarter : 2 * quarter], self.mebibytes[-quarter:]
        return (sum(last) / len(last)) / (sum(second) / len(second))


async def soak(server: Served, seconds: float) -> Curve:
    curve, began = Curve(), monotonic()

    async def client(seed: int) -> None:
        drawn = random.Random(seed)
        async with httpx2.AsyncClient(timeout=60) as http:

            async def ask(query: str, **variables: object) -> Any:
                curve.requests += 1
                asked = {"query": query, "variables": variables}
                return (await http.post(f"{server.address}/graphql", json=asked)).json()

            while monotonic() - began < seconds:
                kind = drawn.random()
                if kind < 0.8:
                    await ask(drawn.choice(READS))
                    continue
                made = (await ask(CREATE))["data"]["createImage"]["image"]["id"]
                for at in range(drawn.randrange(3)):
                    await ask(UPDATE, id=made, name=f"{at}")
                await ask(DELETE, id=made)

    async def follower() -> None:
        while monotonic() - began < seconds:
            with suppress(TimeoutError):
                async with asyncio.timeout(5), streaming(server.port, FOLLOW) as stream:
                    while True:
                        await stream.event()

    async def sample() -> None:
        while (now := monotonic() - began) < seconds:
            curve.take(server.process.pid, now)
            await asyncio.sleep(min(2.0, seconds / 100))

    await asyncio.gather(sample(), *(client(seed) for seed in range(6)), *(follower() for _ in range(4)))
    return curve


# At the top of the picture.
_MOST_THREADS = 40


def round_ticks(most: float) -> list[int]:
    """From 0 to `most`, at most seven whole numbers that end in 1, 2 or 5 and noughts."""
    steps = (digit * 10**power for power in range(9) for digit in (1, 2, 5))
    step = next(each for each in steps if most / each < 7)
    return list(range(0, int(most) + 1, step))


def draw(curve: Curve, path: Path) -> None:
    width, height, edge = 900, 360, 50
    image = Image.new("RGB", (width, height), "white")
    canvas = ImageDraw.Draw(image)
    most = max(curve.mebibytes) * 1.2
    box = (edge, 20, width - edge, height - edge)

    def place(at: float, share: float) -> tuple[float, float]:
        return (
            box[0] + (box[2] - box[0]) * at / (curve.seconds[-1] or 1),
            box[3] - (box[3] - box[1]) * share,
        )

    canvas.rectangle(box, outline="gray")
    for held in round_ticks(most):
        canvas.text((4, place(0, held / most)[1] - 6), f"{held} MiB", fill="navy")
    for count in round_ticks(_MOST_THREADS):
        canvas.text((width - edge + 6, place(0, count / _MOST_THREADS)[1] - 6), f"{count}", fill="darkred")
    for at in round_ticks(curve.seconds[-1]):
        canvas.text((place(at, 0)[0] - 10, box[3] + 8), f"{at} s", fill="black")
    pairs = list(zip(curve.seconds, curve.mebibytes, strict=True))
    canvas.line([place(at, held / most) for at, held in pairs], fill="navy", width=2)
    counted = list(zip(curve.seconds, curve.threads, strict=True))
    canvas.line([place(at, count / _MOST_THREADS) for at, count in counted], fill="darkred", width=1)
    canvas.text((edge + 8, 26), "resident memory (left) and threads (right)", fill="black")
    image.save(path)


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--seconds", type=float, default=600, help="of mixed traffic")
    given.add_argument("--times", type=int, default=8, help="what `make test` does once")
    arguments = given.parse_args()
    lines, sound = [], True
    for promise in promises(arguments.times):
        passed, said = proved(promise, arguments.times)
        sound &= passed
        result = "kept" if passed else "BROKEN"
        print(f"{result}: {promise.words} ({said})", flush=True)
        tests = "<br>".join(f"`{each}`" for each in promise.tests.split())
        lines.append(f"| {promise.words} | {tests} | {promise.rounds} | {result}: {said} |")
    with TemporaryDirectory() as folder:
        database = SqliteDatabase.migrated(Path(folder) / "soak.db")
        fill(database.path, 20_000, 1, lambda _count: None)
        # What SQLite keeps of a file that grows would hide what we keep: it is to keep little.
        with served(database.url, GLIMPSE_EVENT_RETENTION="1000", GLIMPSE_SQLITE_CACHE="2") as server:
            curve = asyncio.run(soak(server, arguments.seconds))
    draw(curve, ROOT / "docs" / "soak.png")
    middle = len(curve.threads) // 2
    # One that ends beside one that begins is no growth.
    level = curve.growth < 1.1 and curve.threads[-1] <= max(curve.threads[:middle]) + 1
    sound &= level
    traffic = (
        f"{'kept' if level else 'BROKEN'}: {curve.requests} requests in {arguments.seconds:.0f} s; "
        f"{curve.mebibytes[-1]:.0f} MiB and {curve.threads[-1]} threads at the end, "
        f"the last quarter {curve.growth:.3f} times the second ([curve](soak.png))"
    )
    print(traffic)
    lines.append(
        "| Memory and the number of threads level off | `bench/soak.py` "
        f"| 6 clients, 4 subscribers that come and go | {traffic} |"
    )
    when = f"{datetime.now(UTC):%Y-%m-%d}, {platform.platform()}, {os.cpu_count()} cores"
    head = [f"{when}.", "", "| Promise | Proved by | Rounds | Result |", "| --- | --- | --- | --- |"]
    RESULTS_PAGE.write_text(with_section(RESULTS_PAGE.read_text(), "bench.soak", [*head, *lines]))
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
