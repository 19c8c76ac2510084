"""Commands of Glimpse in processes of their own, and files that they meet."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any

import pytest

from tests.support.paths import ROOT
from tests.support.processes.process import PATIENCE

File = IO[Any] | int | None

_PROGRESS = re.compile(r" (images|removed rows)/s\]")


def started(
    url: str,
    *arguments: str,
    stdin: File = subprocess.DEVNULL,
    stdout: File = subprocess.PIPE,
    prefix: tuple[str, ...] = (),
    **environ: str,
) -> "subprocess.Popen[bytes]":
    """The command, as it runs."""
    return subprocess.Popen(
        # A shell ignores Ctrl+C in what it starts in the background, and so would the command.
        ["env", "--default-signal=INT,HUP,TERM", *prefix, sys.executable, "-m", "cli", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "GLIMPSE_DATABASE_URL": url, **environ},
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        umask=0o022,
    )


def ended(process: "subprocess.Popen[bytes]") -> tuple[int, str, str]:
    """The exit code, standard output, and standard error without the progress."""
    out, err = process.communicate(timeout=PATIENCE)
    said = [line for line in err.decode().splitlines() if not _PROGRESS.search(line) and line.strip()]
    return process.returncode, (out or b"").decode(errors="replace"), "\n".join(said)


def run(url: str, *arguments: str, **options: Any) -> tuple[int, str, str]:
    return ended(started(url, *arguments, **options))


def without_override() -> tuple[str, ...]:
    """A prefix for an administrator's command: modes of files hold for it as for everyone else."""
    drop = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    if os.geteuid() != 0:
        return ()
    if shutil.which(drop[0]) is None or subprocess.run([*drop, "true"], capture_output=True).returncode:
        pytest.skip("An administrator's rights cannot be dropped here.")
    return drop


def wait_until(holds: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < end
        sleep(0.001)


def opened_files(process: "subprocess.Popen[Any]") -> set[str]:
    """The paths of what the process has open; empty once it has ended."""
    found = set[str]()
    try:
        for each in Path(f"/proc/{process.pid}/fd").iterdir():
            found.add(os.readlink(each))
    except OSError:
        pass
    return found


def leave_log(folder: Path, target: Path, kind: str) -> None:
    """Makes the target an old database with its log, `wal` or `journal`, as a killed process leaves them."""
    old = folder / "old.db"
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {'WAL' if kind == 'wal' else 'DELETE'}")
        connection.execute("CREATE TABLE songs (name TEXT)")
        connection.execute("INSERT INTO songs VALUES (hex(randomblob(200000)))")
        connection.execute("PRAGMA cache_size = 2")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE songs SET name = hex(randomblob(200001))")
        if kind == "wal":
            connection.execute("COMMIT")
        for suffix in ("", "-wal", "-shm", "-journal"):
            if Path(f"{old}{suffix}").exists():
                shutil.copyfile(f"{old}{suffix}", f"{target}{suffix}")
    assert Path(f"{target}-{kind}").stat().st_size > 0
