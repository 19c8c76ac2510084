"""A MariaDB server of a test's own, which it may freeze or configure, run by the user of Debian's package."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from tests.support.private_servers.postgres import require_program
from tests.support.processes.freezing import freeze, thaw
from tests.support.processes.process import PATIENCE, free_port

SERVER = shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin")


class MariaDB:
    """`settings` are options of its command line; root has no password."""

    def __init__(self, folder: Path, settings: Sequence[str] = ()) -> None:
        require_program(SERVER, "MariaDB's server")
        self.folder, self.port = folder, free_port()
        if os.geteuid() == 0:
            shutil.chown(folder, "mysql")
        # A server that starts removes the temporary tables in its folder for them, also those of another one.
        folders = (f"--datadir={folder / 'data'}", f"--tmpdir={folder}")
        self._data = ("--no-defaults", *folders, "--innodb-log-file-size=8M", *settings)
        make = ("mariadb-install-db", *self._data, "--auth-root-authentication-method=normal")
        subprocess.run(self._as_user(*make, "--skip-test-db"), check=True, capture_output=True, timeout=120)
        self.start()

    def start(self) -> None:
        listening = (f"--port={self.port}", "--bind-address=127.0.0.1", f"--socket={self.folder / 'socket'}")
        self._process = subprocess.Popen(
            self._as_user(str(SERVER), *self._data, *listening, "--innodb-flush-log-at-trx-commit=0"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = monotonic() + PATIENCE
        while not self._listens():
            assert monotonic() < until
            sleep(0.05)

    @staticmethod
    def _as_user(*command: str) -> tuple[str, ...]:
        if os.geteuid() != 0:
            return command
        return ("setpriv", "--reuid=mysql", "--regid=mysql", "--clear-groups", *command)

    def _listens(self) -> bool:
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self.port), timeout=2)):
            return True
        return False

    @property
    def url(self) -> str:
        return f"mariadb://root@127.0.0.1:{self.port}/mysql"

    def freeze(self) -> None:
        """The whole process: the kernel still accepts connections for it."""
        freeze(self._process.pid)

    def thaw(self) -> None:
        thaw(self._process.pid)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)


@contextmanager
def mariadb(settings: Sequence[str] = ()) -> Iterator[MariaDB]:
    """In a folder of its own, which goes."""
    folder = Path(tempfile.mkdtemp(prefix="glimpse-"))
    server = None
    try:
        server = MariaDB(folder, settings)
        yield server
    finally:
        if server is not None:
            server.kill()
        shutil.rmtree(folder)
