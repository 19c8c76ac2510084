"""Where Glimpse listens: the same for any number of workers, and a sentence where it cannot."""

import errno
import socket
from contextlib import ExitStack, closing
from http.client import HTTPConnection

import pytest

from cli import main
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.log_capture import log_as_before
from tests.support.processes.process import PATIENCE, free_port, served
from web.http.listening import ListenError, listen


def addresses(host: str) -> list[str]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(closing(each)) for each in listen(host, free_port())]
        return [each.getsockname()[0] for each in sockets]


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("127.0.0.1", ["127.0.0.1"]),
        ("0.0.0.0", ["0.0.0.0"]),
        ("::1", ["::1"]),
        ("::", ["::", "0.0.0.0"]),
        ("0::0", ["::", "0.0.0.0"]),
    ],
)
def test_it_listens_at_the_addresses_of_the_host(host: str, found: list[str]) -> None:
    assert addresses(host) == found


def test_a_name_means_all_its_addresses_that_the_machine_has(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2001:db8::1", 0, 0, 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0)),
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 0, 0, 0)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert addresses("localhost") == ["127.0.0.1", "::1"]


def refusal(host: str, port: int) -> str:
    with pytest.raises(ListenError) as refused:
        listen(host, port)
    return str(refused.value)


def test_a_host_that_cannot_be_used_is_named() -> None:
    port = free_port()
    assert refusal("no-such-host.invalid", port).startswith(
        "`HOST` must be an address or a name of this machine: "
    )
    assert refusal("x" * 64, port) == (
        "`HOST` must be an address or a name of this machine: the name is not valid."
    )
    assert refusal("192.0.2.1", port) == (
        "`HOST` must be an address of this machine, which `192.0.2.1` is not."
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "::"])
def test_a_port_in_use_is_named_and_nothing_stays_open(host: str) -> None:
    with closing(socket.create_server(("0.0.0.0", 0))) as other:
        port = other.getsockname()[1]
        assert refusal(host, port) == (
            f"`PORT` {port} of `HOST` `{host}` is in use: stop the other process, or set another `PORT`."
        )
    with closing(socket.create_server(("::", port), family=socket.AF_INET6)):
        pass


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (
            errno.EACCES,
            "`PORT` 80 requires rights that this process does not have: set a `PORT` above 1023.",
        ),
        (errno.ENOBUFS, "Glimpse cannot listen at `HOST` `::1` and `PORT` 80: No buffer space available."),
    ],
)
def test_other_reasons_are_sentences(monkeypatch: pytest.MonkeyPatch, number: int, sentence: str) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    assert refusal("::1", 80) == sentence


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_command_says_which_port_is_in_use(
    workers: str,
    glance_database: SqliteDatabase,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other, log_as_before():
        monkeypatch.setenv("GLIMPSE_DATABASE_URL", glance_database.url)
        monkeypatch.setenv("WEB_CONCURRENCY", workers)
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        assert main(["serve"]) == 2
    *_, last = capsys.readouterr().err.splitlines()
    assert last.startswith("`PORT` ")


@pytest.mark.processes
@pytest.mark.parametrize("workers", ["1", "2"])
def test_all_addresses_are_those_of_both_protocols(glance_database: SqliteDatabase, workers: str) -> None:
    with served(glance_database.url, HOST="::", WEB_CONCURRENCY=workers) as server:
        for host in ("127.0.0.1", "::1"):
            with closing(HTTPConnection(host, server.port, timeout=PATIENCE)) as connection:
                connection.request("GET", "/graphql?query={images{id}}")
                # A caller on this machine, by either protocol.
                assert connection.getresponse().status == 200
        server.stop()
        assert server.end() == 0
        assert f"Listening at http://[::]:{server.port}." in server.log
