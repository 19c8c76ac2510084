"""Migrations in processes that kill themselves after a change; also the program that forks them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine, event

from db.connect import DatabaseTarget
from tests.support.paths import ROOT

_SQLITE = "sqlite+aiosqlite:///"
_CHANGING = frozenset({"CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE"})


class KilledMigrations:
    """A process with everything imported; each migration is a fork of it, because Python starts slowly."""

    def __init__(self, asked: IO[str], answers: IO[str]) -> None:
        self._asked, self._answers = asked, answers

    def is_killed(self, url: str, changes: int) -> bool:
        """Migrates until it has executed `changes`; False if there are not as many, and all is done.

        A change is a statement that changes tables or rows.
        """
        self._asked.write(f"{changes} {url}\n")
        self._asked.flush()
        answer = self._answers.readline().strip()
        assert answer in (f"{-signal.SIGKILL}", "0"), f"The migration failed: {answer}"
        return answer != "0"


@contextmanager
def killed_migrations() -> Iterator[KilledMigrations]:
    command = [sys.executable, "-m", "tests.support.processes.killed_migration"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield KilledMigrations(process.stdin, process.stdout)


def _migrate(url: str, changes: int) -> None:
    executed = 0

    @event.listens_for(Engine, "after_cursor_execute")
    def _kill(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal executed
        executed += statement.split()[0] in _CHANGING
        if executed == changes:
            os.kill(os.getpid(), signal.SIGKILL)

    if url.startswith(_SQLITE):
        DatabaseTarget(Path(url.removeprefix(_SQLITE))).migrate()
    else:
        DatabaseTarget.of_urls(url, None).migrate()


def _main() -> None:
    # What a migration imports, so that each fork has it.
    import db.server.migrate
    import db.sqlite.migrate  # noqa: F401

    for line in sys.stdin:
        changes, url = line.split()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                _migrate(url, int(changes))
                code = 0
            finally:
                os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    _main()
