"""How commands end when they are interrupted or fail: a sentence and an exit code, never a traceback."""

import asyncio
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from settings import VERSION
from tests.support.databases.migration_lock import another_migration
from tests.support.databases.servers import ServerDatabase
from tests.support.interpreter import INTERRUPTING_IMPORT
from tests.support.paths import ROOT
from tests.support.processes.commands import ended, opened_files, started, wait_until
from tests.support.processes.process import PATIENCE

pytestmark = pytest.mark.processes


@contextmanager
def running(command: str, url: str) -> Iterator[subprocess.Popen[str]]:
    environ = {"PATH": os.environ["PATH"], "GLIMPSE_DATABASE_URL": url}
    arguments = [sys.executable, "-m", "cli", *command.split()]
    with subprocess.Popen(
        arguments, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def interrupted(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    process.send_signal(signal.SIGINT)
    told, said = process.communicate(timeout=PATIENCE)
    return process.returncode, told, said


def test_a_migration_of_a_file_that_is_interrupted_ends_with_130_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "glimpse.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with running("migrate", f"sqlite+aiosqlite:///{path}") as process:
            wait_until(lambda: str(path) in opened_files(process) or process.poll() is not None)
            assert interrupted(process) == (130, "", "")
        other.execute("ROLLBACK")


def test_a_migration_on_a_server_that_is_interrupted_ends_with_130_and_no_traceback(
    bare: ServerDatabase,
) -> None:
    def interrupt(is_waiting: Callable[[], bool]) -> tuple[int, str, str]:
        with running("migrate", bare.url) as process:
            wait_until(lambda: is_waiting() or process.poll() is not None)
            return interrupted(process)

    async def interrupt_while_locked() -> tuple[int, str, str]:
        async with another_migration(bare) as is_waiting:
            return await asyncio.to_thread(interrupt, is_waiting)

    assert asyncio.run(interrupt_while_locked()) == (130, "", "")
    # It left nothing behind that keeps the next one waiting.
    with running("migrate", bare.url) as process:
        told, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told, said) == (0, f"Migrated the database {bare.target.name}.\n", "")


def test_an_error_that_nobody_expected_is_named_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "glimpse.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE glimpse_alembic_version (other TEXT)")
    with running("migrate", f"sqlite+aiosqlite:///{path}") as process:
        told, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told) == (70, "")
    assert re.match(
        r"An unexpected error: OperationalError in db/sqlite/migrate\.py, line \d+ "
        r"\(no such column: version_num\)\.",
        said,
    )
    assert said.endswith(f". Report it, with the command and the version, {VERSION}.\n")


def test_a_file_that_cannot_be_used_is_named_with_its_path(tmp_path: Path) -> None:
    missing = tmp_path / "images.jsonl"
    url = f"sqlite+aiosqlite:///{tmp_path}/glimpse.db"
    with running("migrate", url) as process:
        process.communicate(timeout=PATIENCE)
    with running(f"import --file {missing}", url) as process:
        told, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told) == (2, "")
    assert said == (
        f"The file {missing} cannot be used: No such file or directory. Check the path and its folder.\n"
    )


@pytest.mark.parametrize(
    ("command", "module"),
    [
        ("check", "commands"),
        ("check", "sqlalchemy.sql"),
        ("schema", "graphql.language"),
        ("serve", "graphql.language"),
        ("serve", "uvicorn.server"),
    ],
)
def test_ctrl_c_while_a_command_starts_ends_it_with_130(command: str, module: str, tmp_path: Path) -> None:
    process = started(
        f"sqlite+aiosqlite:///{tmp_path / 'glimpse.db'}",
        command,
        PYTHONPATH=INTERRUPTING_IMPORT,
        INTERRUPTED_IMPORT=module,
    )
    assert ended(process) == (130, "", "")
