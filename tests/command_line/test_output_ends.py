"""Where output goes: pipes that end, files that are full, closed streams, and terminals."""

import errno
import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

import cli
from db.demo.target import fill_target
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.paths import ROOT
from tests.support.processes.process import PATIENCE, Served, served
from tests.support.python_client.running import Command


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "cli", *arguments]


def environ(server: Served, **others: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "GLIMPSE_URL": server.address, **others}


@pytest.mark.processes
def test_a_reader_that_has_enough_ends_the_command_in_silence(server: Served) -> None:
    listing = command("image", "watch", "--after", "e0", "-f", "jsonl")
    with subprocess.Popen(
        listing, cwd=ROOT, env=environ(server), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.stdout.close()
        # Its next event meets no reader.
        for _ in range(3):
            subprocess.run(
                command("image", "create"), cwd=ROOT, env=environ(server), check=True, capture_output=True
            )
        assert process.wait(PATIENCE) == 141
        assert (json.loads(first)["cursor"], process.stderr.read()) == ("e1", "")


@pytest.mark.processes
@pytest.mark.parametrize("place", ["/dev/full", None])
def test_an_output_that_takes_nothing_is_an_error(server: Served, place: str | None) -> None:
    script = " ".join(command("image", "list"))
    to = f">{place}" if place else ">&-"
    done = subprocess.run(
        ["bash", "-c", f"{script} {to}"], cwd=ROOT, env=environ(server), capture_output=True, text=True
    )
    assert done.returncode in (1, 2)
    assert re.fullmatch(r"glimpse: [^\n]+\n", done.stderr)


def on_terminal(server: Served, arguments: list[str], **others: str) -> str:
    """What a terminal of 70 columns shows of the command."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command(*arguments),
        cwd=ROOT,
        env=environ(server, COLUMNS="70", TERM="xterm", **others),
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    shown = b""
    try:
        while chunk := os.read(master, 65536):
            shown += chunk
    except OSError:
        # A terminal without processes.
        pass
    os.close(master)
    assert process.wait(PATIENCE) == 0
    return shown.decode()


@pytest.mark.processes
def test_a_table_fits_a_terminal_and_has_colours_only_where_they_are_wanted(server: Served) -> None:
    listing = ["image", "list", "--name", "ubuntu*", "-c", "id,name,tags,checksum,property.os_distro"]
    shown = on_terminal(server, listing)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert plain != shown
    assert max(len(line.rstrip()) for line in plain.splitlines()) <= 70
    assert "0ad2b1f4-6c33-4f0e-9f43-7d1c8a52e6b0" in plain
    without = on_terminal(server, listing, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", without)


class Refusing(io.StringIO):
    """An output that takes nothing."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self._error = error

    def write(self, text: str) -> int:
        raise self._error

    def flush(self) -> None:
        raise self._error


@pytest.mark.parametrize(
    ("output", "code", "message"),
    [
        (Refusing(BrokenPipeError()), 141, ""),
        (Refusing(OSError(errno.ENOSPC, "No space left")), 1, "glimpse: No space left\n"),
        (None, 2, "glimpse: Standard output is closed\n"),
    ],
)
def test_an_output_that_takes_nothing_has_its_exit_code(
    server: Served,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    output: io.StringIO | None,
    code: int,
    message: str,
) -> None:
    monkeypatch.setattr("sys.stdout", output)
    assert cli.main(["image", "list", "--url", server.address]) == code
    assert capsys.readouterr().err == message


def test_a_failure_without_any_stream_has_its_exit_code(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr("sys.stderr", None)
    assert cli.main(["image", "list"]) == 2


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    database = SqliteDatabase.migrated(tmp_path_factory.mktemp("many") / "glimpse.db")
    fill_target(database.target, 429, 1, lambda _: None)
    with served(database.url, GLIMPSE_MAX_PAGE_SIZE="90") as server:
        yield server


LISTING = ("image", "list", "--scope", "visible", "--deleted", "-f", "json", "-c", "id")


def test_429_images_over_pages_are_one_list(glimpse: Command, many: Served) -> None:
    """The server allows smaller pages than the command asks for first."""
    listing = (*LISTING, "--url", many.address)
    ids = [each["id"] for each in glimpse(*listing).json]
    assert (len(ids), len(set(ids))) == (429, 429)
    for limit in (1, 90, 100, 428):
        assert [each["id"] for each in glimpse(*listing, "--limit", str(limit)).json] == ids[:limit]


def test_all_changes_are_listed_over_pages(glimpse: Command, many: Served) -> None:
    history = ("image", "history", "--url", many.address, "-c", "cursor", "-f", "value")
    for _ in range(26):
        glimpse("image", "create", "--url", many.address)
    found = glimpse(*history).lines
    assert len(set(found)) == len(found) >= 26
    assert glimpse(*history, "--limit", "2").lines == found[:2]
    ids = [each["id"] for each in glimpse(*LISTING, "--url", many.address, "--limit", "91").json]
    assert glimpse(*history, "-", stdin="\n".join(ids))[:2] == (1, "")


def test_progress_is_shown_where_only_messages_go_to_a_terminal(
    glimpse: Command, many: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert glimpse(*LISTING, "--url", many.address).err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    ran = glimpse(*LISTING, "--url", many.address)
    assert len(json.loads(ran.out)) >= 429
    assert "] 90 of 4" in ran.err
    assert ran.err.endswith("\r\x1b[K")


def test_a_table_of_a_terminal_aligns_numbers(glimpse: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    ran = glimpse("image", "list", "--name", "*u*", "-c", "name,size")
    rows = [line.strip() for line in ran.lines if "ubuntu" in line]
    assert rows == ["ubuntu-24.04   611319808", "ubuntu-22.04   684720128"]
