"""A MariaDB server of a test's own, with its own settings, as the user that Debian's packages make."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from tests.support.databases.private_postgres import require_program
from tests.support.processes.process import PATIENCE, free_port

SERVER = "/usr/sbin/mariadbd"


class MariaDB:
    """`settings` are options of its command line; anybody is root."""

    def __init__(self, folder: Path, settings: Sequence[str] = ()) -> None:
        self.port = free_port()
        user = ["--user=mysql"] if os.geteuid() == 0 else []
        data = [f"--datadir={folder / 'data'}", "--no-defaults"]
        if os.geteuid() == 0:
            shutil.chown(folder, "mysql")
        install = ["mariadb-install-db", data[1], data[0], *user, "--skip-test-db", *settings]
        subprocess.run(install, check=True, capture_output=True, timeout=120)
        self._process = subprocess.Popen(
            [
                SERVER,
                data[1],
                data[0],
                *user,
                *settings,
                f"--port={self.port}",
                "--bind-address=127.0.0.1",
                f"--socket={folder / 'socket'}",
                "--skip-grant-tables",
                "--innodb-flush-log-at-trx-commit=0",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = monotonic() + PATIENCE
        while not (folder / "socket").exists():
            assert self._process.poll() is None
            assert monotonic() < end
            sleep(0.05)

    @property
    def url(self) -> str:
        """Of a database where tests may make others."""
        return f"mariadb://root@127.0.0.1:{self.port}/mysql"

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)


@contextmanager
def mariadb(settings: Sequence[str] = ()) -> Iterator[MariaDB]:
    """In a folder of its own; it goes."""
    require_program(Path(SERVER).exists() and shutil.which("mariadb-install-db"), "MariaDB's server")
    folder = Path(tempfile.mkdtemp(prefix="glimpse-"))
    server = MariaDB(folder, settings)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
