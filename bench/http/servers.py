"""Servers to be asked over HTTP, each in a process of its own on the cores that it is given."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from tests.support.paths import ROOT
from tests.support.processes.process import free_port


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    pid: int


@contextmanager
def running(
    name: str, command: Sequence[str], port: int, cores: set[int], **environ: str
) -> Iterator[Server]:
    """A server on some cores, once it answers; its log goes to a file, as it would in production."""
    with TemporaryDirectory() as folder, Path(folder, "log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PORT": f"{port}", **environ},
            stderr=log,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )
        try:
            end = monotonic() + 60
            while not _answers(port):
                if process.poll() is not None or monotonic() > end:
                    raise SystemExit(f"{name} did not start:\n{Path(folder, 'log').read_text()}")
                sleep(0.05)
            yield Server(name, port, process.pid)
        finally:
            process.terminate()
            process.wait()


def _answers(port: int) -> bool:
    with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
        return True
    return False


def glimpse(name: str, url: str, cores: set[int], **environ: str) -> AbstractContextManager[Server]:
    command = (sys.executable, "-m", "cli", "serve")
    return running(name, command, free_port(), cores, GLIMPSE_DATABASE_URL=url, **environ)


def contestant(name: str, application: str, path: Path, cores: set[int]) -> AbstractContextManager[Server]:
    port = free_port()
    command = (sys.executable, "-m", "bench.contestants", application, f"{path}", f"{port}")
    return running(name, command, port, cores)
