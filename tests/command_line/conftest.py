"""A server of the documents' eight images, and commands against it in this process."""

import io
from collections.abc import Iterator

import pytest

import cli
from tests.support.processes.process import Served, served
from tests.support.python_client.catalogue import copied_catalogue
from tests.support.python_client.running import Command, Ran


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Shared by the tests of a module, which change images of their own. Batches are of three."""
    url = copied_catalogue(tmp_path_factory.mktemp("catalogue")).url
    with served(url, GLIMPSE_MAX_BULK_ITEMS="3") as server:
        yield server


@pytest.fixture
def glimpse(server: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command, with its standard input if it is given."""
    monkeypatch.setenv("GLIMPSE_URL", server.address)
    monkeypatch.delenv("GLIMPSE_TOKEN", raising=False)

    def run(*arguments: str, stdin: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = cli.main(arguments)
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run
