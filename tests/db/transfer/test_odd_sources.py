"""Odd rows through the command, through a file and from servers."""

import json
from pathlib import Path

import pytest

from cli import main
from db.connect import DatabaseTarget
from tests.support.databases.glance_file import ID, TIME, GlanceFile
from tests.support.databases.importing import made
from tests.support.databases.servers import ServerDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.whole_contents import counts, everything
from tests.support.import_findings import found, taken
from transfer import export_images, import_images


def test_thirty_odd_images_are_each_reported_and_taken_if_they_can_be(
    glance: GlanceFile,
    own: DatabaseTarget,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    for number in range(15):
        glance.image(ID(number), owner="")
    for number, stored in enumerate(["", "not a time", 1551434400], 15):
        glance.image(ID(number), updated_at=stored)
    for number in range(18, 26):
        glance.image(ID(number))
        glance.child("image_tags", ID(number), value="")
    glance.image(ID(26), status="pending_delete", deleted=1, deleted_at=TIME)
    glance.image(ID(27).upper())
    glance.image(ID(28))
    glance.location(ID(28), value="bm90IGEgVVJM")
    glance.image(ID(29), status="deleted")
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", f"sqlite+aiosqlite:///{own.file}")
    source = ["import", "--from", f"sqlite+aiosqlite:///{glance.database.path}"]
    ids = ", ".join(map(ID, range(18, 23)))
    expected = [
        "15 images {} created, 0 updated; 0 are unchanged.",
        "15 of 30 images {} left out:",
        f"  15 because images.owner has 0 characters instead of 1 to 255: {', '.join(map(ID, range(5)))} ...",
        "8 rows of properties, tags, members and locations {} left out:",
        f"  8 because image_tags.value has 0 characters instead of 1 to 255: {ids} ...",
        "6 values {} changed:",
        f"  2 because images.updated_at is not a time: {ID(15)}, {ID(16)}",
        f"  1 because images.id is in upper case: {ID(27)}",
        f"  1 because images.status of a deleted image is 'pending_delete': {ID(26)}",
        f"  1 because images.deleted is false although images.status is deleted: {ID(29)}",
        f"  1 because images.deleted_at of a deleted row is missing: {ID(29)}",
        "1 values {} taken as they are:",
        f"  1 because image_locations.value has no scheme and may be encrypted: {ID(28)}",
    ]
    assert main([*source, "--dry-run"]) == 3
    assert capsys.readouterr().out.splitlines() == [line.format("would be") for line in expected]
    assert main([*source, "--dry-run", "--allow-skips"]) == 0
    capsys.readouterr()
    assert main(source) == 3
    assert capsys.readouterr().out.splitlines() == [line.format("were") for line in expected]
    assert sorted(taken(own)) == list(map(ID, range(15, 30)))
    assert main([*source, "--allow-skips"]) == 0
    assert "0 images were created, 0 updated; 15 are unchanged." in capsys.readouterr().out


def test_an_export_of_odd_rows_is_imported_with_the_same_findings(
    glance: GlanceFile, own: DatabaseTarget, tmp_path: Path, template: Path
) -> None:
    glance.image("", name="without an id")
    for column in ("size", "min_disk", "created_at", "protected"):
        glance.image(ID(0x10 + len(column)), **{column: float("inf")})
    glance.image(ID(1), name=b"\xff", created_at="2019-03-01T10:00:00Z")
    glance.image(ID(2), updated_at="not a time")
    glance.image(ID(3))
    glance.child("image_tags", ID(3), value=b"\xff")
    glance.image(ID(0xAB).upper())
    with glance.database.connect() as connection:
        connection.execute("UPDATE images SET owner = CAST(x'ff' AS TEXT) WHERE id = ?", (ID(2),))
        connection.execute("UPDATE images SET id = CAST(x'ff' AS TEXT) WHERE id = ?", (ID(1),))
    file = tmp_path / "odd.jsonl"
    assert export_images(glance.target, file) == 9
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    ids = [row["image"]["id"] for row in rows[1:-1]]
    odd = [ID(0x10 + length) for length in (4, 8, 9, 10)]
    assert ids == [{"bytes": "ff"}, "", ID(0xAB).upper(), ID(2), ID(3), *odd]
    assert rows[6]["image"]["size"] == {"number": "inf"}
    other = SqliteDatabase.copied(template, tmp_path / "other.db").target
    from_file = import_images(own, file, dry_run=False)
    from_database = import_images(other, glance.target, dry_run=False)
    assert everything(own) == everything(other)
    # A text that is not UTF-8 is no text in the file.
    totals = [[sum(each.values()) for each in found(report)] for report in (from_file, from_database)]
    assert totals[0] == totals[1]
    assert found(from_file)[2] == found(from_database)[2] == {"images.id is in upper case": 1}
    assert counts(from_file) == counts(from_database) == (2, 0, 0, 0)


@pytest.mark.parametrize("database", ["postgresql", "mariadb"])
def test_odd_rows_of_a_server_are_imported_and_exported(
    database: str, tmp_path: Path, own: DatabaseTarget
) -> None:
    with made(database, tmp_path, glance=True) as place:
        assert place.server is not None
        columns = "deleted, status, min_disk, min_ram, protected, visibility, os_hidden"
        values = "false, 'active', 0, 0, false, 'public', false"
        times = ["'2019-03-01 10:00:00'", "'0000-00-00 00:00:00'"]
        if database == "postgresql":
            times += ["'infinity'", "'0044-03-15 10:00:00 BC'", "'20000-01-01 00:00:00'"]
        statements = [
            f"INSERT INTO images (id, created_at, updated_at, {columns}) "
            f"VALUES ('{ID(number).upper()}', '2019-03-01 10:00:00', {time}, {values})"
            for number, time in enumerate(times)
            if database == "mariadb" or not time.startswith("'0000")
        ]
        child = "INSERT INTO image_tags (image_id, value, created_at, deleted) VALUES"
        time = "'2019-03-01 10:00:00', false"
        if database == "mariadb":
            statements.insert(0, "SET SESSION sql_mode = ''")
            # The collation of the foreign key ignores case.
            statements.append(f"{child} ('{ID(0)}', 'of the other case', {time})")
        else:
            statements.append(f"{child} ('{ID(0).upper()}', 'of the other case', {time})")
        ServerDatabase.execute_at(place.server, *statements)
        file = tmp_path / "odd.jsonl"
        images = len(times) - (database == "postgresql")
        assert export_images(place, file) == 120 + images
        report = import_images(own, file, dry_run=False)
        assert counts(report) == (120 + images, 0, 0, 0)
        assert found(report)[2] == {
            "images.id is in upper case": images,
            "images.updated_at is not a time": images - 1,
        }
        again = import_images(own, place, dry_run=False)
        assert counts(again) == (0, 0, 120 + images, 0)
        assert found(again) == found(report)
        assert taken(own)[ID(0)]["tags"] == ["of the other case"]
