"""All that a database holds, to be compared."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from db.connect import DatabaseTarget
from db.server.store import ServerStore
from db.sqlite.store import SqliteStore
from db.transfer.report import ImportReport
from resolvers.caller import ADMINISTRATOR
from tests.support.http.in_process_client import AskingAs, asking_store

DATABASES = ("sqlite", "postgresql", "mariadb")

EVERYTHING = """{ images(includeDeleted: true, scope: VISIBLE, orderBy: [{ field: ID }], limit: 1000) {
  id name status visibility diskFormat containerFormat size virtualSize checksum hashAlgorithm hashValue
  minDisk minRam owner protected hidden createdAt updatedAt deletedAt version
  properties { name value } tags members { member status canShare createdAt updatedAt }
  locations { url metadata status } } }"""


@contextmanager
def asking(place: DatabaseTarget) -> Iterator[AskingAs]:
    if place.server is None:
        assert place.file is not None
        with asking_store(SqliteStore.open(place.file)) as asked:
            yield asked
    else:
        with asking_store(ServerStore.open(place.server)) as asked:
            yield asked


def everything(place: DatabaseTarget) -> Any:
    with asking(place) as asked:
        return asked.ask(ADMINISTRATOR, EVERYTHING)["images"]


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    found = report.copied
    return found.new, found.changed, found.same, found.skipped_newer
