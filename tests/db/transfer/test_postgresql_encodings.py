"""Sources on PostgreSQL in any encoding: a text that is not of it costs no more than itself."""

import codecs
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String

from cli import main
from db.connect import DatabaseTarget
from db.tables import metadata
from db.transfer.postgresql_texts import python_codec
from db.transfer.record import COLUMNS
from tests.support.databases.glance_file import ID, TIME, GlanceFile
from tests.support.databases.servers import ServerDatabase, require
from tests.support.databases.whole_contents import counts, everything
from tests.support.import_findings import found
from tests.support.paths import GLANCE_DUMPS
from transfer import check_database, export_images, import_images

# Every column with texts, without those that have a type of their own on PostgreSQL.
TEXT_COLUMNS = [
    (table, column)
    for table, columns in COLUMNS.items()
    for column in columns
    if isinstance(metadata.tables[table].c[column].type, String) and column != "visibility"
]
ON_POSTGRESQL, IN_SQLITE = r"E'caf\xe9'", "CAST(x'636166e9' AS TEXT)"


@contextmanager
def glance_in(encoding: str, folder: Path) -> Iterator[ServerDatabase]:
    """A Glance database on PostgreSQL in the encoding, without rows."""
    require("postgresql")
    options = f"ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    database = ServerDatabase("postgresql", migrated=False, options=options)
    try:
        tables = folder / "glance.sql"
        dump = (GLANCE_DUMPS / "glance-33.postgresql.sql").read_text()
        tables.write_text(re.sub(r"^COPY .*?^\\\.$", "", dump, flags=re.DOTALL | re.MULTILINE))
        database.load(tables)
        yield database
    finally:
        database.drop()


def inserts(number: int, table: str, column: str, odd: str) -> list[str]:
    """Inserts the image of the number, and the odd text into a column of it, or of a row of it."""
    made = {"created_at": f"'{TIME}'", "deleted": "false"}
    child = made | {"image_id": f"'{ID(number)}'"}
    rows: dict[str, dict[str, str]] = {
        "images": made
        | {"id": f"'{ID(number)}'", "status": "'active'", "visibility": "'public'", "os_hidden": "false"}
        | {"min_disk": "0", "min_ram": "0", "protected": "false"},
        "image_properties": child | {"name": "'a'", "value": "'b'"},
        "image_tags": child | {"value": "'a'"},
        "image_members": child | {"member": "'a'", "status": "'pending'", "can_share": "false"},
        "image_locations": child | {"value": "'a:b'", "status": "'active'", "meta_data": "'{}'"},
    }
    rows[table][column] = odd
    return [
        f"INSERT INTO {name} ({', '.join(rows[name])}) VALUES ({', '.join(rows[name].values())})"
        for name in dict.fromkeys(["images", table])
    ]


def statements(odd: str) -> list[str]:
    """For each column with texts an image with the odd text."""
    made = [inserts(number, *column, odd) for number, column in enumerate(TEXT_COLUMNS)]
    return [each for several in made for each in several]


def image_named(name: str) -> str:
    return inserts(1, "images", "name", name)[0]


def lines_of(place: DatabaseTarget, folder: Path) -> list[Any]:
    export_images(place, file := folder / f"{place.name[:20].replace('/', '_')}.jsonl")
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_texts_that_are_not_utf8_are_reported_as_those_of_sqlite(
    tmp_path: Path, glance: GlanceFile, own: DatabaseTarget, other: DatabaseTarget
) -> None:
    with glance.database.connect() as connection:
        for statement in statements(IN_SQLITE):
            connection.execute(statement)
    with glance_in("SQL_ASCII", tmp_path) as database:
        database.execute(*statements(ON_POSTGRESQL))
        assert lines_of(database.target, tmp_path) == lines_of(glance.target, tmp_path)
        from_server = import_images(own, database.target, dry_run=False)
        from_file = import_images(other, glance.target, dry_run=False)
        assert counts(from_server) == counts(from_file)
        assert found(from_server) == found(from_file)
        assert everything(own) == everything(other)
        assert check_database(database.target) == check_database(glance.target)
        # Every column counts: as an image, a row, or a value.
        assert sum(sum(each.values()) for each in found(from_server)[:3]) >= len(TEXT_COLUMNS)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("LATIN1", "caf\xe9\x81"),
        ("WIN1252", {"bytes": "caf\xe9".encode().hex() + "81"}),
        ("KOI8R", "caf\u0418\u2502"),
        ("SQL_ASCII", {"bytes": "636166e981"}),
        ("UTF8", {"bytes": "636166e981"}),
    ],
)
def test_a_text_is_read_by_the_encoding_of_its_database(
    encoding: str,
    name: object,
    tmp_path: Path,
    own: DatabaseTarget,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # Administrators correct a wrong encoding in the catalogue; the texts stay as they are.
    created = "SQL_ASCII" if encoding == "UTF8" else encoding
    with glance_in(created, tmp_path) as database:
        database.execute(image_named(r"E'caf\xe9\x81'"))
        if encoding != created:
            sql = f"UPDATE pg_database SET encoding = pg_char_to_encoding('{encoding}')"
            database.execute_on_server(f"{sql} WHERE datname = '{database.name}'")
        assert [line["image"]["name"] for line in lines_of(database.target, tmp_path)[1:-1]] == [name]
        monkeypatch.setenv("GLIMPSE_DATABASE_URL", f"sqlite+aiosqlite:///{own.file}")
        assert main(["import", "--from", database.url]) == (3 if isinstance(name, dict) else 0)
        reason = f"images.name has bytes that are not UTF-8: {ID(1)}"
        assert (reason in capsys.readouterr().out) is isinstance(name, dict)


def test_each_encoding_of_one_byte_has_the_same_characters_in_python() -> None:
    require("postgresql")
    database = ServerDatabase("postgresql", migrated=False)
    try:
        sql = "SELECT pg_encoding_to_char(number) FROM generate_series(0, 60) AS number"
        encodings = [name for (name,) in database.rows(f"{sql} WHERE pg_encoding_max_length(number) = 1")]
        assert {"SQL_ASCII", "LATIN1", "LATIN10", "WIN1252", "KOI8U", "ISO_8859_5"} <= set(encodings)
        for encoding in encodings:
            if encoding == "SQL_ASCII":
                continue
            name = python_codec(encoding)
            known = [byte for byte in range(128, 256) if codecs.decode(bytes([byte]), name, "ignore")]
            stored = f"decode('{bytes(known).hex()}', 'hex')"
            assert database.rows(f"SELECT convert_from({stored}, '{encoding}')") == [
                (bytes(known).decode(name),)
            ]
    finally:
        database.drop()


def test_a_text_that_only_the_server_can_convert_and_does_not_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with glance_in("EUC_JP", tmp_path) as database:
        database.execute(image_named(r"E'\xb4\xc1'"))
        assert lines_of(database.target, tmp_path)[1]["image"]["name"] == "漢"
        database.execute(r"UPDATE images SET name = E'\xf5\xa1'")
        monkeypatch.setenv("GLIMPSE_DATABASE_URL", database.url)
        assert main(["export", str(tmp_path / "images.jsonl")]) == 2
        assert capsys.readouterr().err == (
            f"The database {database.target.name} has a text that PostgreSQL cannot convert to UTF-8: "
            "correct the text there. The server's log has its bytes.\n"
        )
