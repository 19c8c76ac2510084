"""A real server in a process of its own, over a database of the test's."""

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Thread
from time import monotonic

from tests.support.paths import ROOT

SERVE = (sys.executable, "-m", "cli", "serve")

# Seconds: of a machine that has much else to do.
PATIENCE = 60


class Served:
    """Answers at `port` of 127.0.0.1; what it says on stderr is kept as its log."""

    def __init__(self, command: Sequence[str], environ: dict[str, str], folder: Path) -> None:
        self.port = int(environ.get("PORT", 0)) or free_port()
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PORT": str(self.port), **environ},
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines = list[str]()
        self._ended = False
        self._grown = Condition()
        self._listener = Thread(target=self._listen)
        self._listener.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return "".join(self._lines)

    def wait_for(self, words: str, times: int = 1) -> None:
        """Until the log says `words` so often."""
        with self._grown:
            self._grown.wait_for(lambda: self._ended or self.log.count(words) >= times, PATIENCE)
        assert self.log.count(words) >= times, self.log

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def end(self) -> int:
        """The exit code, once it has ended by itself."""
        code = self.process.wait(PATIENCE)
        self._listener.join(PATIENCE)
        return code

    def close(self) -> None:
        self.process.kill()
        self.end()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._grown:
                self._lines.append(line)
                self._grown.notify_all()
        with self._grown:
            self._ended = True
            self._grown.notify_all()


def free_port() -> int:
    """Below those that the kernel gives to clients, so that none takes it before the server does."""
    end = monotonic() + PATIENCE
    while True:
        try:
            with socket.create_server(("127.0.0.1", random.randrange(10_000, 32_000))) as free:
                return int(free.getsockname()[1])
        except OSError:
            assert monotonic() < end


@contextmanager
def served(
    url: str, command: Sequence[str] = SERVE, folder: Path = ROOT, /, **environ: str
) -> Iterator[Served]:
    """`glimpse serve` of the URL's database, unless told otherwise; killed at the end if it has not ended."""
    server = Served(command, {"GLIMPSE_DATABASE_URL": url, **environ}, folder)
    try:
        server.wait_for("Application startup complete.")
        yield server
    finally:
        server.close()
