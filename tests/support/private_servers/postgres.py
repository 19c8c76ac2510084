"""A PostgreSQL server of a test's own, which it may kill, started by the user that Debian's packages make."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.support.processes.freezing import freeze, thaw
from tests.support.processes.process import free_port

BINARIES = Path("/usr/lib/postgresql")


def require_program(found: object, name: str) -> None:
    """Skips the test where a program is missing, or fails it in CI."""
    if found:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is not installed where Debian's packages put it")
    pytest.skip(f"{name} is not installed where Debian's packages put it")


class Postgres:
    """`settings` are lines of its configuration."""

    def __init__(self, folder: Path, settings: Sequence[str] = ()) -> None:
        self.folder, self.port = folder, free_port()
        self._settings = settings
        self._binaries = max(BINARIES.glob("*/bin"))
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self.run(self._binaries / "initdb", "--auth=trust", "--username=postgres", "-D", self._data)
        self.start()
        client = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres")
        self.run(self._binaries / "createdb", *client, "glimpse")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/glimpse"

    def run(self, program: Path, *arguments: str) -> None:
        """As the user of the server, who may not be root."""
        as_user = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
        command = (*(as_user if os.geteuid() == 0 else ()), str(program), *arguments)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120)

    def start(self) -> None:
        settings = (
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
            *self._settings,
        )
        options, log = " ".join(f"-c {each}" for each in settings), str(self.folder / "log")
        self.run(self._binaries / "pg_ctl", "-D", self._data, "-l", log, "-w", "-o", options, "start")

    def freeze(self) -> None:
        """Every process that serves a connection now; others are still opened."""
        self._each_backend(freeze)

    def thaw(self) -> None:
        self._each_backend(thaw)

    def _each_backend(self, act: Callable[[int], None]) -> None:
        postmaster = (self.folder / "data" / "postmaster.pid").read_text().split()[0]
        for child in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split():
            # Some end meanwhile. A backend names its user, database and client; other processes what they do.
            with suppress(FileNotFoundError, ProcessLookupError):
                if "127.0.0.1(" in Path(f"/proc/{child}/cmdline").read_text():
                    act(int(child))

    def kill(self) -> None:
        """As a crash does: nothing is ended in order."""
        self.run(self._binaries / "pg_ctl", "-D", self._data, "-m", "immediate", "stop")


@contextmanager
def postgres(folder: Path | None = None, settings: Sequence[str] = ()) -> Iterator[Postgres]:
    """In a folder of its own unless one is given; it goes."""
    place = Path(tempfile.mkdtemp(prefix="glimpse-")) if folder is None else folder
    server = Postgres(place, settings)
    try:
        yield server
    finally:
        server.kill()
        shutil.rmtree(place)
