"""The sentence for each reason that a connection cannot be opened, without the driver's own words."""

import asyncio
import socket
import ssl
from typing import Any

import pytest

from db.address.url import parse_server_url
from db.server.connecting import Connector, explain
from db.store import StoreUnreachableError

ADDRESS = parse_server_url("postgresql://somebody:a-secret@db.example/glimpse")


def _of_driver(code: Any, text: str = "somebody may not", module: str = "asyncpg.exceptions") -> Exception:
    error = type("DriverError", (Exception,), {"__module__": module})
    made: Any = error(code, text) if isinstance(code, int) else error(text)
    if isinstance(code, str):
        made.sqlstate = code
    return made  # type: ignore[no-any-return]


def _caused_by(cause: Exception) -> Exception:
    """As asyncmy wraps what the network reports."""
    error = _of_driver(2003, module="asyncmy.errors")
    error.__cause__ = cause
    return error


def _unverified(code: int, message: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, message
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (_unverified(62, "hostname mismatch"), "the server's certificate is not for the name db.example"),
        (_unverified(20, "unable to get local issuer"), "cannot be verified (unable to get local issuer)"),
        (ssl.SSLError(1, "wrong version number"), "it does not speak TLS"),
        (ConnectionError("the server rejected SSL upgrade"), "it does not speak TLS"),
        (socket.gaierror(-2, "Name or service not known"), "the host db.example is unknown"),
        (ConnectionRefusedError(111, "refused"), "nothing listens at port 5432 of db.example"),
        (TimeoutError(), "it did not answer within 5 seconds"),
        (OSError(113, ""), "the connection to port 5432 of db.example failed (No route to host)"),
        (
            OSError("Multiple exceptions: [Errno 111] Connect call ('::1'), [Errno 111] Connect ('127')"),
            "nothing listens at port 5432 of db.example",
        ),
        (
            OSError("Multiple exceptions: [Errno 111] Connect call ('::1'), [Errno 113] Connect call ('10')"),
            "the connection to port 5432 of db.example failed (No route to host)",
        ),
        (ConnectionResetError(), "the connection to port 5432 of db.example failed (ConnectionResetError)"),
        (_caused_by(socket.gaierror(-2, "unknown")), "the host db.example is unknown"),
        (_of_driver("28P01"), "it refuses the user or the password"),
        (_of_driver("28000"), "it does not admit this user from this machine"),
        (_of_driver("28000", "no pg_hba.conf entry, no encryption"), "it admits encrypted connections only"),
        (_of_driver("3D000"), "it has no database of that name"),
        (_of_driver("53300"), "it has no connection left"),
        (_of_driver("57P03"), "it is starting or stopping"),
        (_of_driver("08P01", "Unsupported startup parameter: jit"), "it is PgBouncer"),
        (_of_driver("XX000"), "it refuses the connection (XX000)"),
        (_of_driver(None), "it refuses the connection (DriverError)"),
        (_of_driver(1044, module="asyncmy.errors"), "this user may not use that database"),
        (_of_driver(1045, module="asyncmy.errors"), "it refuses the user or the password"),
        (_of_driver(1049, module="asyncmy.errors"), "it has no database of that name"),
        (_of_driver(1130, module="asyncmy.errors"), "it does not admit this user from this machine"),
        (_of_driver(2013, module="asyncmy.errors"), "it closed the connection"),
        (_of_driver(3159, module="asyncmy.errors"), "it admits encrypted connections only"),
    ],
    ids=str,
)
def test_each_reason_is_a_sentence_without_user_and_password(error: Exception, reason: str) -> None:
    found = explain(error, ADDRESS, 5)
    assert found is not None
    assert reason in found
    assert "somebody" not in found
    assert "secret" not in found


def test_a_mistake_of_glimpse_is_not_explained() -> None:
    assert explain(TypeError("no such argument"), ADDRESS, 5) is None


def test_a_mistake_while_connecting_stays_what_it_is() -> None:
    async def connect() -> None:
        raise TypeError("no such argument")

    with pytest.raises(TypeError):
        asyncio.run(Connector(ADDRESS, 5).open(connect))


def test_closing_ends_an_attempt_to_connect() -> None:
    async def test() -> None:
        connector = Connector(ADDRESS, 60)
        attempt = asyncio.ensure_future(connector.open(asyncio.Event().wait))
        await asyncio.sleep(0)
        connector.close()
        with pytest.raises(StoreUnreachableError):
            await attempt

    asyncio.run(test())
