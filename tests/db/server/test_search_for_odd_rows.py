"""The search for odd rows when a Glance database on a server is opened."""

from typing import Any

import pytest

from db.dialect.odd_rows import ALL_ODD_ROWS
from resolvers.caller import ADMINISTRATOR
from tests.support.databases.odd_glance import SOUND, fill_server, glance_server
from tests.support.databases.servers import require
from tests.support.http.in_process_client import asking_as


@pytest.mark.parametrize("dialect", ["postgresql", "mariadb"])
def test_a_search_that_fails_assumes_all_kinds(dialect: Any) -> None:
    require(dialect)
    server = glance_server(dialect, keyed=True)
    try:
        fill_server(server, [])
        server.execute("ALTER TABLE image_locations DROP COLUMN meta_data")
        with asking_as(server) as asking:
            assert asking.store.odd_rows == ALL_ODD_ROWS
            images = asking.ask(ADMINISTRATOR, "{ images { id tags members { member } } }")["images"]
        assert images == [{"id": SOUND, "tags": ["sound"], "members": []}]
    finally:
        server.drop()
