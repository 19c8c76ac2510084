"""The `glimpse` command: what each word does, and that a refusal is one sentence."""

import json
import os
import re
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import uvicorn

import cli
from db.sqlite.migrate import is_pending, migrate
from resolvers import root
from resolvers.root import create_schema
from settings import Settings
from tests.support.databases.servers import ServerDatabase
from tests.support.log_capture import log_as_before
from tests.support.paths import ROOT
from tests.support.processes.process import free_port

# How uvicorn is configured, and the addresses at which it listens.
Served = tuple[uvicorn.Config, list[tuple[str, int]]]

GLANCE = ROOT / "tests" / "data" / "glance" / "glance-33.sqlite"


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty working directory, and nothing in the environment that is a setting."""
    for variable in os.environ:
        if variable.startswith("GLIMPSE_") or variable in ("HOST", "PORT", "WEB_CONCURRENCY"):
            monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)
    with log_as_before():
        yield


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "images.db"
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Served]:
    """What uvicorn was told, and where it listens, each time it would have served."""
    told = list[Served]()

    def run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        told.append((server.config, [each.getsockname()[:2] for each in sockets]))
        server.started = True
        for each in sockets:
            each.close()

    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setattr(uvicorn.Server, "run", run)
    return told


def images_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        count: int = connection.execute("SELECT count(*) FROM images").fetchone()[0]
    return count


def test_migrate_makes_the_default_database_and_its_folder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["migrate"]) == 0
    assert cli.main(["migrate"]) == 0
    assert not is_pending(Path("data/glimpse.db"))
    whole = Path("data/glimpse.db").absolute()
    assert capsys.readouterr().out == (
        f"Migrated the database {whole}.\nThe database {whole} needs no migration.\n"
    )


def test_migrate_makes_no_other_folder(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", "sqlite+aiosqlite:///lost/images.db")
    assert cli.main(["migrate"]) == 2
    assert capsys.readouterr() == ("", f"The database's folder {Path.cwd()}/lost does not exist.\n")
    assert not Path("lost").exists()


def test_a_default_folder_that_cannot_be_made_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("data").touch()
    assert cli.main(["migrate"]) == 2
    assert capsys.readouterr() == (
        "",
        f"The folder {Path('data').absolute()} cannot be created: File exists.\n",
    )


def test_migrate_leaves_a_glance_database_alone_and_serve_takes_it(path: Path, served: list[Served]) -> None:
    path.write_bytes(GLANCE.read_bytes())
    assert cli.main(["migrate"]) == 0
    assert cli.main(["serve"]) == 0
    assert len(served) == 1
    assert path.read_bytes() == GLANCE.read_bytes()


def test_serve_listens_where_the_settings_say(
    path: Path, served: list[Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(path)
    monkeypatch.setenv("HOST", "::1")
    monkeypatch.setenv("PORT", port := str(free_port()))
    monkeypatch.setenv("GLIMPSE_SHUTDOWN_TIMEOUT", "7")
    monkeypatch.setenv("GLIMPSE_IDLE_TIMEOUT", "620.5")
    assert cli.main(["serve"]) == 0
    ((config, addresses),) = served
    assert addresses == [("::1", int(port))]
    assert config.timeout_graceful_shutdown == 7
    assert config.timeout_keep_alive == 620.5
    # Not what the environment tells uvicorn itself.
    assert (config.workers, config.proxy_headers) == (1, False)


def test_the_signal_that_ends_a_server_is_no_failure(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(path)
    monkeypatch.setenv("PORT", str(free_port()))
    # As uvicorn does once it has shut down.
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_: signal.raise_signal(signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as end:
        cli.main(["serve"])
    assert end.value.code == 0
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({}, "Without authentication: every caller on this machine is an administrator."),
        ({"ALLOW_UNAUTHENTICATED": "true"}, "Without authentication: every caller is an administrator."),
        (
            {"AUTH": "headers", "PROXY_SECRET": "0123456789abcdef"},
            "Callers authenticate with the proxy's identity headers; others are refused.",
        ),
        (
            {"AUTH": "headers", "PROXY_SECRET": "0123456789abcdef", "ANONYMOUS_READ": "true"},
            "Callers authenticate with the proxy's identity headers; others may only read.",
        ),
    ],
)
def test_serve_says_in_one_line_who_may_call(
    settings: dict[str, str],
    line: str,
    path: Path,
    served: list[Served],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    migrate(path)
    for name, value in settings.items():
        monkeypatch.setenv(f"GLIMPSE_{name}", value)
    assert cli.main(["serve"]) == 0
    told, log = capsys.readouterr()
    assert told == ""
    *_, last, _ = log.splitlines(keepends=True)
    assert re.fullmatch(rf"\S+ (INFO|WARNING) glimpse {re.escape(line)}\n", last)


def test_of_a_server_nothing_is_said_of_files(
    server: ServerDatabase,
    served: list[Served],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", server.url)
    assert cli.main(["serve"]) == 0
    assert len(served) == 1
    assert "MiB are free" not in capsys.readouterr().err


def test_serve_refuses_a_database_that_is_not_migrated_in_one_sentence(
    path: Path, served: list[Served], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve"]) == 2
    assert capsys.readouterr() == (
        "",
        f"The database {path} does not exist: name another file, or create it by `glimpse migrate`.\n",
    )
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE glimpse_alembic_version SET version_num = '0001'")
        connection.commit()
    assert cli.main(["serve"]) == 2
    assert capsys.readouterr() == (
        "",
        f"The database {path} is not up to date: run `glimpse migrate` first.\n",
    )
    assert served == []


@pytest.mark.parametrize("command", ["serve", "check", "export"])
def test_a_relative_path_from_another_folder_is_named_whole(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", "sqlite:///images.db")
    assert cli.main(["migrate"]) == 0
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    capsys.readouterr()
    assert cli.main([command]) == 2
    create = ", or create it by `glimpse migrate`" if command == "serve" else ""
    assert capsys.readouterr() == (
        "",
        f"The database {tmp_path}/elsewhere/images.db does not exist: name another file{create}.\n",
    )
    assert list(Path().iterdir()) == []


def test_serve_refuses_a_database_that_is_locked_in_one_sentence(
    path: Path,
    served: list[Served],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    migrate(path)
    monkeypatch.setenv("GLIMPSE_BUSY_TIMEOUT", "0.01")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert cli.main(["serve"]) == 2
    assert capsys.readouterr() == (
        "",
        f"The database cannot be used: {path}: database is locked: "
        "another process writes the file; stop that one, or try again.\n",
    )
    assert served == []


def test_a_bad_setting_is_one_sentence_and_names_the_variable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "http")
    assert cli.main(["serve"]) == 2
    assert capsys.readouterr() == ("", "`PORT` must be a whole number from 1 to 65535.\n")


def test_schema_prints_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["schema"]) == 0
    schema = create_schema(Settings.from_environment({})).as_str()
    assert capsys.readouterr() == (f"{schema}\n", "")


def test_ctrl_c_that_is_ignored_stays_so(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert cli.main(["schema"]) == 0
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    assert "type Query" in capsys.readouterr().out


def test_demo_fills_an_empty_database_once(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    migrate(path)
    assert cli.main(["demo", "--images", "20", "--seed", "3"]) == 0
    capsys.readouterr()
    assert cli.main(["demo"]) == 2
    assert capsys.readouterr() == ("", f"The database {path} already has images.\n")
    assert images_in(path) == 20


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["demo", "--images", "0"], ["demo", "--images", "many"], ["serve", "--fast"]],
    ids=" ".join,
)
def test_a_wrong_word_ends_with_its_reason(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    assert "glimpse: error: " in capsys.readouterr().err.replace("glimpse demo:", "glimpse:")


def test_an_unexpected_error_is_one_sentence_with_its_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Settings) -> None:
        # In a library.
        json.loads("password")

    monkeypatch.setattr(root, "create_schema", fail)
    assert cli.main(["schema"]) == 70
    said = capsys.readouterr().err
    assert re.fullmatch(
        r"An unexpected error: JSONDecodeError in commands\.py, line \d+\. Report it, .*\n", said
    )
    assert "password" not in said
