"""A server that refuses each connection as PgBouncer does where it is asked for settings of a session."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread


def _error(code: str, message: str) -> bytes:
    """PostgreSQL's ErrorResponse."""
    fields = b"".join(
        kind + value.encode() + b"\0" for kind, value in ((b"S", "FATAL"), (b"C", code), (b"M", message))
    )
    body = fields + b"\0"
    return b"E" + (len(body) + 4).to_bytes(4, "big") + body


@contextmanager
def refusing_server(code: str, message: str) -> Iterator[int]:
    """Its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection:
                        connection.recv(65536)
                        connection.sendall(_error(code, message))

        thread = Thread(target=serve)
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()
