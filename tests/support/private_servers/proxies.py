"""nginx and HAProxy as Debian packages them, with the configurations of docs/operations.md."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import create_connection
from time import monotonic, sleep

from tests.support.pages.markdown import Page
from tests.support.private_servers.postgres import require_program
from tests.support.processes.process import PATIENCE, free_port

PROXIES = ("nginx", "haproxy")

# What nginx needs besides the page: Debian's own file has it, with folders of root.
_AROUND_NGINX = """daemon off;
worker_processes 1;
{user}
pid {folder}/pid;
events {{ worker_connections 256; }}
http {{
    {temporary}
    {block}
}}
"""
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Proxy:
    """Listens at `port`; the `backends` are the ports of two servers, which may be one."""

    def __init__(self, name: str, folder: Path, backends: Sequence[int]) -> None:
        self.name, self.port, self.folder = name, free_port(), folder
        binary = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
        require_program(binary, name)
        assert binary is not None
        self._backends = backends
        self._settings = folder / "settings"
        self.configure()
        command = {
            "nginx": (binary, "-e", "stderr", "-p", str(folder), "-c", str(self._settings)),
            "haproxy": (binary, "-db", "-f", str(self._settings)),
        }[name]
        with (folder / "output").open("w") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)

    def configure(self, down: int | None = None) -> None:
        """Writes the configuration; `down` is the port of a server that is about to stop."""
        text = Page.read("docs/operations.md").marked_block(self.name)
        for address, port in zip(("10.0.0.11:8000", "10.0.0.12:8000"), self._backends, strict=True):
            assert address in text
            text = text.replace(address, f"127.0.0.1:{port}{' down' if port == down else ''}")
        text = text.replace("listen 8080", f"listen 127.0.0.1:{self.port}")
        text = text.replace("bind :8080", f"bind 127.0.0.1:{self.port}")
        text = text.replace("/var/log/nginx", str(self.folder))
        if self.name == "nginx":
            temporary = "".join(f"{each}_temp_path {self.folder}/{each};" for each in _TEMPORARY)
            user = "user root;" if os.geteuid() == 0 else ""
            text = _AROUND_NGINX.format(user=user, folder=self.folder, temporary=temporary, block=text)
        self._settings.write_text(text)

    def reload(self) -> None:
        """Until the process with the old configuration takes no new connection."""
        before = self._workers()
        self.process.send_signal(signal.SIGHUP)
        self._wait(lambda: bool(self._workers() - before))
        self._wait(lambda: all(_is_leaving(each) for each in before))

    def _workers(self) -> set[str]:
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return set(found.split())

    @property
    def log(self) -> str:
        log = self.folder / ("glimpse.log" if self.name == "nginx" else "output")
        return log.read_text() if log.exists() else ""

    def wait_until_listening(self) -> None:
        self._wait(self._listens)

    def _listens(self) -> bool:
        with suppress(OSError), create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def wait_for(self, words: str) -> str:
        """The line of the log with the words: it is written after the answer."""
        self._wait(lambda: words in self.log)
        return next(line for line in self.log.splitlines() if words in line)

    def _wait(self, holds: Callable[[], bool]) -> None:
        until = monotonic() + PATIENCE
        while not holds():
            assert self.process.poll() is None, (self.folder / "output").read_text()
            assert monotonic() < until
            sleep(0.01)

    def close(self) -> None:
        # nginx ends its worker with this one; a kill would leave it.
        self.process.terminate()
        self.process.wait(PATIENCE)


def _is_leaving(pid: str) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return "shutting down" in Path(f"/proc/{pid}/cmdline").read_text()
    return True


@contextmanager
def proxy(name: str, folder: Path, *backends: int) -> Iterator[Proxy]:
    """A proxy before one server or two."""
    folder.mkdir()
    made = Proxy(name, folder, backends if len(backends) == 2 else backends * 2)
    try:
        made.wait_until_listening()
        yield made
    finally:
        made.close()
