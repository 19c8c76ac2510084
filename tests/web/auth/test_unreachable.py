"""The log says why Keystone or the issuer of tokens cannot be reached: the host, and the reason."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx2
import pytest

from tests.support.processes.process import free_port
from web.auth.http_client import BoundedClient, UnreachableError
from web.auth.unreachable import unreachable_reason


def reason(url: str, timeout: float = 5.0) -> str:
    async def ask() -> None:
        client = BoundedClient(timeout=timeout)
        try:
            await client.request("GET", url)
        finally:
            await client.close()

    with pytest.raises(UnreachableError) as refused:
        asyncio.run(ask())
    return str(refused.value)


@contextmanager
def listening(answer: bytes | None) -> Iterator[int]:
    """A port that answers each connection with these bytes, or not at all."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            while answer is not None:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1000)
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def test_a_port_without_a_listener_is_named() -> None:
    port = free_port()
    assert reason(f"http://127.0.0.1:{port}/v3") == f"nothing listens at port {port} of 127.0.0.1"


def test_a_port_without_tls_is_named() -> None:
    with listening(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        assert reason(f"https://127.0.0.1:{port}/v3") == (
            f"port {port} of 127.0.0.1 does not speak TLS as expected"
        )


def test_silence_is_named_with_its_time() -> None:
    with listening(None) as port:
        said = reason(f"http://127.0.0.1:{port}/v3", 0.1)
    assert said == f"port {port} of 127.0.0.1 did not answer within 0.1 seconds"


def caused_by(cause: Exception) -> Exception:
    error = httpx2.ConnectError("password")
    error.__cause__ = cause
    return error


CERTIFICATE = ssl.SSLCertVerificationError()
CERTIFICATE.verify_message = "certificate has expired"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (caused_by(socket.gaierror(-2)), "the host keystone.example is unknown"),
        (
            caused_by(CERTIFICATE),
            "the certificate of keystone.example cannot be verified: certificate has expired",
        ),
        (httpx2.ReadTimeout("password"), "port 443 of keystone.example did not answer within 5 seconds"),
        (caused_by(ValueError("password")), "ConnectError at port 443 of keystone.example"),
    ],
    ids=["host", "certificate", "timeout", "other"],
)
def test_a_reason_names_the_host_and_no_content(error: Exception, said: str) -> None:
    assert unreachable_reason(error, "https://keystone.example/v3", 5.0) == said
