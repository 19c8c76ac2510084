"""Commands and a server whose user lacks a right: the reason is said, and nothing ends in a traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from db.dialect.variants import DialectName
from db.tables import metadata
from tests.support.databases.builders import image
from tests.support.databases.guest import Guest, guest_of
from tests.support.paths import ROOT
from tests.support.processes.process import Served, served

pytestmark = [pytest.mark.processes, pytest.mark.without_coverage]

CREATE = 'mutation { createImage(input: { tags: ["t"] }) { image { tags } } }'
TABLES = tuple(metadata.tables)
DENIED: dict[DialectName, str] = {
    "postgresql": "a right is missing: permission denied for table image_tags",
    "mariadb": "a right is missing: INSERT command denied for table `{}`.`image_tags`",
}


@pytest.fixture(params=["postgresql", "mariadb"])
def guest(request: pytest.FixtureRequest) -> Iterator[Guest]:
    with guest_of(request.param, migrated=True) as guest:
        guest.grant("GRANT SELECT ON glimpse_alembic_version TO")
        guest.grant(*(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO" for table in TABLES))
        if request.param == "postgresql":
            guest.grant("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO")
        yield guest


def run(command: str, url: str) -> tuple[int, str]:
    environ = {"PATH": os.environ["PATH"], "GLIMPSE_DATABASE_URL": url}
    arguments = [sys.executable, "-m", "cli", *command.split()]
    done = subprocess.run(arguments, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr


def created(server: Served) -> Any:
    body = json.dumps({"query": CREATE}).encode()
    request = Request(f"{server.address}/graphql", body, {"content-type": "application/json"})
    with urlopen(request, timeout=60) as response:
        return json.load(response)


def readiness(server: Served) -> tuple[int, Any]:
    try:
        with urlopen(f"{server.address}/readyz", timeout=60) as response:
            return response.status, json.load(response)
    except HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)


def test_a_right_that_is_revoked_is_unavailable_and_named_until_it_is_granted(guest: Guest) -> None:
    grant = "GRANT INSERT ON image_tags TO <user>"
    with served(guest.url.render_as_string(False)) as server:
        assert readiness(server) == (200, {"status": "ok"})
        guest.grant("REVOKE INSERT ON image_tags FROM")
        assert created(server)["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        server.wait_for(DENIED[guest.database.dialect].format(guest.database.name))
        assert readiness(server) == (503, {"status": "unavailable", "reason": "database"})
        server.wait_for(f"run `{grant}`")
        guest.grant("GRANT INSERT ON image_tags TO")
        assert created(server) == {"data": {"createImage": {"image": {"tags": ["t"]}}}}
        assert readiness(server) == (200, {"status": "ok"})
        assert guest.user not in server.log


@pytest.mark.parametrize("command", ["serve", "import --file /dev/null"])
def test_a_command_that_lacks_a_right_names_it(guest: Guest, command: str) -> None:
    guest.grant("REVOKE INSERT ON image_tags FROM")
    assert run(command, guest.url.render_as_string(False)) == (
        2,
        f"The database cannot be used: the user of the URL lacks rights in {guest.target.name}; as an "
        "administrator, run `GRANT INSERT ON image_tags TO <user>`.\n",
    )


@pytest.mark.parametrize("command", ["export -", "check"])
def test_a_command_that_only_reads_names_the_table_that_it_may_not_read(guest: Guest, command: str) -> None:
    guest.database.insert(image())
    guest.grant("REVOKE SELECT ON image_tags FROM")
    code, said = run(command, guest.url.render_as_string(False))
    assert code == 2
    assert said.startswith(f"The database cannot be used: {guest.target.name}: a right is missing: ")
    assert "image_tags" in said
    assert "Traceback" not in said
