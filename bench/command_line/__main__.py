"""Whole processes of the command line beside Python itself, httpx2 and, if it is installed, `openstack`.

Usage: python -m bench.command_line [ROUNDS]

Prints the median and the least time of each, and its time on a processor. The rounds take turns, so that
other work of the machine meets all alike. The server has ten thousand images in a temporary file.
"""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from db.demo.target import fill_target
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.paths import PYTHON_CLIENT, ROOT
from tests.support.processes.process import served

IMAGES = 10_000
ROUNDS = 15

GLIMPSE = (sys.executable, "-m", "cli")
COMMANDS: dict[str, Sequence[str]] = {
    "python -c pass": (sys.executable, "-c", "pass"),
    "python -c 'import httpx2'": (sys.executable, "-c", "import httpx2"),
    "glimpse --help": (*GLIMPSE, "--help"),
    "glimpse image --help": (*GLIMPSE, "image", "--help"),
    "glimpse image list --limit 25": (*GLIMPSE, "image", "list", "--limit", "25"),
    "glimpse image list --limit 1000 -f jsonl": (*GLIMPSE, "image", "list", "--limit", "1000", "-f", "jsonl"),
    "openstack --help": ("openstack", "--help"),
}


def measured(command: Sequence[str], environ: dict[str, str]) -> tuple[float, float]:
    """Seconds of the clock, and of a processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    clock = perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(rounds: int) -> None:
    found = {name: command for name, command in COMMANDS.items() if shutil.which(command[0])}
    with TemporaryDirectory() as folder:
        database = SqliteDatabase.migrated(Path(folder) / "glimpse.db")
        fill_target(database.target, IMAGES, 1, lambda _: None)
        with served(database.url) as server:
            environ = {
                "PATH": os.environ["PATH"],
                "PYTHONPATH": f"{ROOT}:{PYTHON_CLIENT}",
                "GLIMPSE_URL": server.address,
            }
            times = [
                {name: measured(command, environ) for name, command in found.items()} for _ in range(rounds)
            ]
    print("| process | median, s | least, s | processor, s |")
    print("| --- | ---: | ---: | ---: |")
    for name in found:
        clocks = [each[name][0] for each in times]
        processor = median(each[name][1] for each in times)
        print(f"| `{name}` | {median(clocks):.3f} | {min(clocks):.3f} | {processor:.3f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
