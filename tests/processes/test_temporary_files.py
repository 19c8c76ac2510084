"""Commands where no folder for temporary files can be written."""

import subprocess
import sys

import pytest

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.paths import ROOT
from tests.support.processes.process import PATIENCE, free_port

pytestmark = pytest.mark.processes

# Makes all folders for temporary files read-only, for this command alone, except for the folder $1.
_ONLY = """
for each in /tmp /var/tmp; do mount --bind $each $each && mount -o remount,ro,bind $each || exit 99; done
mount --bind "$1" "$1" && mount -o remount,rw,bind "$1" || exit 99
cd /proc && shift && exec "$@"
"""


def run_without_temporary_folder(
    database: SqliteDatabase, *command: str, **environ: str
) -> tuple[int, str, str]:
    """The command can write the folder of the database only."""
    alone = ["unshare", "--map-root-user", "--mount", "sh", "-c", _ONLY, "sh"]
    process = subprocess.run(
        [*alone, str(database.path.parent), sys.executable, "-m", "cli", *command],
        env={
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "PYTHONPATH": str(ROOT),
            "GLIMPSE_DATABASE_URL": database.url,
            "TMPDIR": "/nowhere",
            **environ,
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    if process.returncode in (1, 99) and ("unshare" in process.stderr or "mount" in process.stderr):
        pytest.skip("No folder can be made read-only for a single process here.")
    return process.returncode, process.stdout, process.stderr


@pytest.mark.parametrize(
    ("command", "workers"), [(("backup", "/dev/stdout"), "1"), (("serve",), "2")], ids=["backup", "serve"]
)
def test_a_command_that_needs_a_temporary_folder_names_those_that_it_tried(
    glance_database: SqliteDatabase, command: tuple[str, ...], workers: str
) -> None:
    code, out, said = run_without_temporary_folder(
        glance_database, *command, WEB_CONCURRENCY=workers, PORT=str(free_port())
    )
    assert (code, out) == (2, "")
    # After what the log of `serve` says.
    assert said.splitlines()[-1] == (
        "Temporary files cannot be written (No usable temporary directory found in "
        "['/nowhere', '/tmp', '/var/tmp', '/usr/tmp', '/proc']): name a folder for them with `TMPDIR`."
    )
    assert "Traceback" not in said
