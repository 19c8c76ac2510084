"""TLS and PgBouncer, with servers of the tests' own."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from db.address.url import parse_server_url
from db.server.migrate import migrate_server
from db.server.store import ServerStore
from db.store import Statement, StoreUnavailableError, StoreUnreachableError
from resolvers.caller import ADMINISTRATOR
from tests.support.http.in_process_client import asking_store
from tests.support.private_servers.certificates import self_signed
from tests.support.private_servers.postgres import BINARIES, Postgres, postgres, require_program
from tests.support.processes.process import free_port

pytestmark = pytest.mark.processes

ENCRYPTED = Statement("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", ())
CREATE = """mutation ($name: String!) {
  createImage(input: { name: $name, tags: ["t"] }) { image { name tags } } }"""


@pytest.fixture(scope="module")
def secure() -> Iterator[tuple[Postgres, Path]]:
    """A server with a certificate, and the certificate."""
    require_program(list(BINARIES.glob("*/bin/initdb")), "PostgreSQL's server")
    folder = Path(tempfile.mkdtemp(prefix="glimpse-"))
    key, certificate = self_signed(folder, "postgres")
    files = [f"ssl_cert_file={certificate}", f"ssl_key_file={key}", f"ssl_ca_file={certificate}"]
    with postgres(folder, ["ssl=on", *files]) as server:
        migrate_server(parse_server_url(server.url))
        yield server, certificate


def encrypted(url: str) -> bool:
    return bool(answer(url, ENCRYPTED))


def answer(url: str, statement: Statement) -> object:
    async def ask() -> object:
        store = await ServerStore.open(parse_server_url(url), busy_timeout=5)
        try:
            ((answer,),) = await store.read(statement, {})
            return answer
        finally:
            await store.close()

    return asyncio.run(ask())


def test_a_connection_is_encrypted_if_the_url_says_so(secure: tuple[Postgres, Path]) -> None:
    server, certificate = secure
    assert not encrypted(server.url)
    assert encrypted(f"{server.url}?sslmode=require")
    assert encrypted(f"{server.url}?sslmode=prefer")
    assert encrypted(f"{server.url}?sslmode=verify-full&sslrootcert={certificate}")


def test_a_server_that_nobody_vouches_for_or_of_another_name_is_not_asked(
    secure: tuple[Postgres, Path],
) -> None:
    server, certificate = secure
    with pytest.raises(StoreUnavailableError):
        encrypted(f"{server.url}?sslmode=verify-full")
    other_name = server.url.replace("127.0.0.1", "localhost")
    with pytest.raises(StoreUnavailableError):
        encrypted(f"{other_name}?sslmode=verify-full&sslrootcert={certificate}")


def test_verify_ca_checks_who_signed_and_not_the_name(secure: tuple[Postgres, Path]) -> None:
    server, certificate = secure
    other_name = server.url.replace("127.0.0.1", "localhost")
    assert encrypted(f"{other_name}?sslmode=verify-ca&sslrootcert={certificate}")
    assert encrypted(f"{other_name}?sslmode=require&sslrootcert={certificate}")
    with pytest.raises(StoreUnavailableError):
        encrypted(f"{other_name}?sslmode=verify-ca")


def test_a_client_proves_itself_by_its_certificate(secure: tuple[Postgres, Path]) -> None:
    server, certificate = secure
    files = f"sslcert={certificate}&sslkey={certificate.parent / 'key.pem'}"
    asked = Statement("SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()", ())
    assert answer(f"{server.url}?sslmode=require", asked) is None
    assert answer(f"{server.url}?sslmode=require&{files}", asked) == "/CN=127.0.0.1"


@contextmanager
def pgbouncer(server: Postgres, binary: str) -> Iterator[int]:
    """Its port; in transaction mode, with two connections to the server for however many clients."""
    port, settings = free_port(), server.folder / "pgbouncer.ini"
    settings.write_text(
        f"""[databases]
glimpse = host=127.0.0.1 port={server.port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
logfile = {server.folder / "pgbouncer.log"}
pidfile = {server.folder / "pgbouncer.pid"}
"""
    )
    server.run(Path(binary), "-d", str(settings))
    pid = server.folder / "pgbouncer.pid"
    until = monotonic() + 30
    while not pid.exists() or "process up" not in (server.folder / "pgbouncer.log").read_text():
        assert monotonic() < until
        sleep(0.01)
    try:
        yield port
    finally:
        os.kill(int(pid.read_text()), signal.SIGTERM)


def test_behind_pgbouncer_many_share_few_connections(secure: tuple[Postgres, Path]) -> None:
    server, _ = secure
    binary = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    require_program(binary, "PgBouncer")
    assert binary is not None

    names = [f"image {at}" for at in range(60)]
    read = "query ($name: String!) { images(where: { name: { eq: $name } }) { name tags } }"

    async def at_once(asking: Any, query: str) -> list[Any]:
        asked = (asking._answer(ADMINISTRATOR, query, {"name": name}) for name in names)
        return await asyncio.gather(*asked)

    with pgbouncer(server, binary) as port:
        without = parse_server_url(f"postgresql://postgres@127.0.0.1:{port}/glimpse")
        with pytest.raises(StoreUnreachableError, match="pgbouncer=true"):
            asyncio.run(ServerStore.open(without))
        url = f"postgresql://postgres@127.0.0.1:{port}/glimpse?pgbouncer=true"
        with asking_store(ServerStore.open(parse_server_url(url), pool_size=10)) as asking:
            created = asking.loop.run(at_once(asking, CREATE))
            found = asking.loop.run(at_once(asking, read))
    whole = [{"name": name, "tags": ["t"]} for name in names]
    assert [each["data"]["createImage"]["image"] for each in created] == whole
    assert [each["data"]["images"] for each in found] == [[image] for image in whole]
