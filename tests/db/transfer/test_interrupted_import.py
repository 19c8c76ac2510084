"""Imports that are cut off, and those that meet: nothing twice, nothing by halves."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from db.connect import DatabaseTarget
from db.demo.fill import fill
from tests.support.databases.importing import content, made
from tests.support.paths import ROOT
from tests.support.processes.commands import wait_until
from transfer import import_images

pytestmark = pytest.mark.without_coverage


@pytest.mark.parametrize("database", ["postgresql", "mariadb"])
def test_two_imports_of_the_same_images_at_once_both_end(
    database: Any, other: DatabaseTarget, tmp_path: Path
) -> None:
    assert other.file is not None
    fill(other.file, 1000, 1, lambda _count: None)
    with made(database, tmp_path, glance=False) as target, ThreadPoolExecutor(2) as threads:
        # Each batch is new to both, until one has committed it.
        taking = [threads.submit(import_images, target, other, dry_run=False) for _ in range(2)]
        copied = [each.result().copied for each in taking]
        again = import_images(target, other, dry_run=False).copied
    assert sum(each.new for each in copied) == 1000
    assert sum(each.same for each in copied) == 1000
    assert (again.new, again.changed, again.same) == (0, 0, 1000)


@pytest.mark.processes
def test_an_import_that_is_killed_and_run_again_is_as_one_that_was_not(
    own: DatabaseTarget, other: DatabaseTarget
) -> None:
    assert other.file is not None
    fill(other.file, 4000, 1, lambda _count: None)
    command = [sys.executable, "-m", "cli", "import", "--from", f"sqlite+aiosqlite:///{other.file}"]
    environ = os.environ | {"GLIMPSE_DATABASE_URL": f"sqlite+aiosqlite:///{own.file}"}
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)
    wait_until(lambda: len(content(own)["images"]) > 0)
    process.send_signal(signal.SIGKILL)
    process.wait()
    taken = len(content(own)["images"])
    assert 0 < taken < 4000
    # A batch is one transaction: no image is there without its children.
    there = {row[0] for row in content(own)["images"]}
    children = [row for row in content(other)["image_properties"] if row[0] in there]
    assert content(own)["image_properties"] == children
    report = import_images(own, other, dry_run=False)
    assert (report.copied.new, report.copied.same) == (4000 - taken, taken)
    assert content(own) == content(other)
