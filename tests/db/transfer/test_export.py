"""Files of JSON Lines hold whole images, and what is wrong with one is told by its line."""

import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from cli import main
from db.connect import DatabaseTarget
from db.demo.fill import fill
from db.transfer.jsonl import HEADER_FORMAT, InvalidExportError
from tests.support.databases.builders import image, location_of, member_of, property_of, tag_of
from tests.support.databases.importing import content, made
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.whole_contents import DATABASES, counts, everything
from transfer import export_images, import_images

Lines = list[dict[str, Any]]


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> DatabaseTarget:
    database = SqliteDatabase.copied(template, tmp_path_factory.mktemp("export") / "filled.db")
    fill(database.path, 700, 3, lambda _count: None)
    return database.target


@pytest.fixture
def empty(template: Path, tmp_path: Path) -> DatabaseTarget:
    return SqliteDatabase.copied(template, tmp_path / "empty.db").target


@pytest.mark.parametrize(
    ("database", "name"),
    [("sqlite", "images.jsonl.gz"), *((database, "images.jsonl") for database in DATABASES)],
)
def test_what_is_exported_and_imported_is_the_same(
    filled: DatabaseTarget, tmp_path: Path, database: str, name: str
) -> None:
    file, again = tmp_path / name, tmp_path / f"again-{name}"
    assert export_images(filled, file) == 700
    with made(database, tmp_path, glance=False) as target:
        assert counts(import_images(target, file, dry_run=False)) == (700, 0, 0, 0)
        assert counts(import_images(target, file, dry_run=False)) == (0, 0, 700, 0)
        assert export_images(target, again) == 700
    opened = gzip.open if name.endswith(".gz") else open
    with opened(file, "rb") as one, opened(again, "rb") as other:
        assert one.read() == other.read()
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []


def test_the_command_writes_to_standard_output_and_reads_standard_input(
    filled: DatabaseTarget,
    empty: DatabaseTarget,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", f"sqlite+aiosqlite:///{filled.file}")
    assert main(["export"]) == 0
    written = capfdbinary.readouterr().out
    assert written.count(b"\n") == 702
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", f"sqlite+aiosqlite:///{empty.file}")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(written)))
    assert main(["import", "--file", "-"]) == 0
    assert capfdbinary.readouterr().out == b"700 images were created, 0 updated; 0 are unchanged.\n"
    assert content(empty) == content(filled)
    assert main(["import", "--from", f"sqlite+aiosqlite:///{filled.file}", "--dry-run"]) == 0
    assert b"0 images would be created" in capfdbinary.readouterr().out


def test_a_file_that_cannot_be_used_is_a_sentence(
    empty: DatabaseTarget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", f"sqlite+aiosqlite:///{empty.file}")
    for command, file in (
        (["import", "--file"], tmp_path / "none.jsonl"),
        (["export"], tmp_path / "no folder" / "a.jsonl"),
    ):
        assert main([*command, str(file)]) == 2
        assert capsys.readouterr().err == (
            f"The file {file} cannot be used: No such file or directory. Check the path and its folder.\n"
        )
    (bad := tmp_path / "bad.jsonl").write_text("[]\n")
    assert main(["import", "--file", str(bad)]) == 2
    assert capsys.readouterr().err == f"{bad}: Line 1 must be a JSON object.\n"


def test_an_export_that_fails_leaves_the_file_that_was(filled: DatabaseTarget, tmp_path: Path) -> None:
    file = tmp_path / "images.jsonl"
    file.write_text("of yesterday")
    assert filled.file is not None
    broken = SqliteDatabase.copied(filled.file, tmp_path / "broken.db")
    with broken.connect() as connection:
        # A value that cannot be computed, in the last of two batches.
        connection.executescript(
            """ALTER TABLE image_tags RENAME TO tags;
            CREATE VIEW image_tags AS SELECT id, image_id, created_at, updated_at, deleted_at, deleted,
              iif(image_id = (SELECT max(image_id) FROM tags), abs(-9223372036854775808), value) AS value
            FROM tags"""
        )
    with pytest.raises(OperationalError, match="integer overflow"):
        export_images(broken.target, file)
    assert file.read_text() == "of yesterday"
    assert list(tmp_path.glob("*.part")) == []


@pytest.fixture
def lines(template: Path, tmp_path: Path) -> Lines:
    """A head, one image with all it can have, and the end."""
    database = SqliteDatabase.copied(template, tmp_path / "one.db")
    one = image(name="one", size=1, visibility="shared")
    database.insert(
        *(one, property_of(one, "os", None), tag_of(one, "t"), member_of(one, "m")),
        location_of(one, "file:///one"),
    )
    export_images(database.target, tmp_path / "one.jsonl")
    return [json.loads(line) for line in (tmp_path / "one.jsonl").read_text().splitlines()]


def imported(lines: Lines, target: DatabaseTarget, folder: Path, end: str = "\n") -> Any:
    file = folder / "changed.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines) + end)
    return import_images(target, file, dry_run=False)


def test_a_file_says_what_it_is_and_how_many_images_it_has(lines: Lines) -> None:
    head, one, end = lines
    assert head == HEADER_FORMAT
    assert end == {"images": 1}
    assert one.keys() == {"image", "properties", "tags", "members", "locations"}
    assert one["image"]["created_at"] == "2026-01-02T03:04:05.000006"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: lines.pop(0), "Line 1 must be the header of an export"),
        (lambda lines: lines[0].update(version=2), "Line 1 must be the header of an export"),
        (lambda lines: lines.pop(), "The file is cut off after line 2"),
        (lambda lines: lines[2].update(images=2), "Line 3 must be the last, with the number of images 1"),
        (lambda lines: lines.append({}), "Line 3 must be the last, with the number of images 1"),
        (lambda lines: lines[1].pop("tags"), "Line 2 must have exactly image, properties, tags"),
        (lambda lines: lines[1].update(tags={}), "Line 2 must have a list of tags"),
        (
            lambda lines: lines[1].update(tags=[1]),
            "Line 2 must have exactly the columns of image_tags",
        ),
        (
            lambda lines: lines[1]["image"].pop("size"),
            "Line 2 must have exactly the columns of images",
        ),
    ],
)
def test_a_line_that_is_none_of_ours_is_named(
    lines: Lines, empty: DatabaseTarget, tmp_path: Path, change: Callable[[Lines], object], words: str
) -> None:
    change(lines)
    with pytest.raises(InvalidExportError, match=words):
        imported(lines, empty, tmp_path)


def test_an_image_that_is_there_twice_is_named(lines: Lines, empty: DatabaseTarget, tmp_path: Path) -> None:
    lines.insert(2, lines[1])
    with pytest.raises(InvalidExportError, match=r"^Line 3 must have an id that comes after"):
        imported(lines, empty, tmp_path)
    assert everything(empty) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda packed: packed[: len(packed) // 2],
        lambda packed: packed[:40] + bytes(8) + packed[48:],
        lambda packed: b"no gzip" + packed,
        lambda packed: packed[:-8] + bytes(8),
    ],
    ids=["cut off", "changed", "none", "another sum"],
)
def test_a_gzip_that_is_broken_is_named(
    filled: DatabaseTarget, empty: DatabaseTarget, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "images.jsonl.gz"
    export_images(filled, file)
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(
        InvalidExportError, match=r"The file images\.jsonl\.gz must be a complete gzip|^Line \d+ must be JSON"
    ):
        import_images(empty, file, dry_run=False)


def test_what_is_no_json_is_named(empty: DatabaseTarget, tmp_path: Path, lines: Lines) -> None:
    with pytest.raises(InvalidExportError, match=r"^Line 3 must be JSON\.$"):
        imported(lines[:2], empty, tmp_path, "\n{")


def test_a_number_out_of_range_is_named(empty: DatabaseTarget, tmp_path: Path, lines: Lines) -> None:
    with pytest.raises(
        InvalidExportError, match=r"^Line 3 must not have a number out of range, such as 1e400\.$"
    ):
        imported(lines[:2], empty, tmp_path, '\n{"image": 1e400}')


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("image", "id", 5, "images.id is not a text"),
        ("image", "id", "x", "images.id has 1 characters"),
        ("image", "name", "\0", "images.name contains NUL"),
        ("image", "name", "n" * 256, "images.name has 256 characters"),
        ("image", "size", True, "images.size is not a whole number"),
        ("image", "size", 1.5, "images.size is not a whole number"),
        ("image", "size", 2**63, "images.size is not a whole number"),
        ("image", "min_disk", None, "images.min_disk is missing"),
        ("image", "deleted", 1, "images.deleted is neither true nor false"),
        ("image", "status", [], "images.status is not a text"),
    ],
)
def test_an_image_that_our_tables_would_refuse_is_named(
    lines: Lines, empty: DatabaseTarget, tmp_path: Path, table: str, column: str, value: Any, words: str
) -> None:
    lines[1][table][column] = value
    report = imported(lines, empty, tmp_path)
    assert counts(report) == (0, 0, 0, 0)
    (reason,) = report.rejected.counts
    assert reason.startswith(words)
    assert everything(empty) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("tags", "value", [], "image_tags.value is not a text"),
        ("tags", "value", "", "image_tags.value has 0 characters"),
        ("members", "status", "ACCEPTED", "image_members.status has the unknown value 'ACCEPTED'"),
        ("locations", "value", "", "image_locations.value has 0 characters"),
        ("locations", "value", {"bytes": "ff"}, "image_locations.value is not a text"),
        ("properties", "name", None, "image_properties.name is missing"),
        ("properties", "deleted", 1, "image_properties.deleted is neither true nor false"),
    ],
)
def test_a_row_that_our_tables_would_refuse_is_left_out_and_its_image_is_taken(
    lines: Lines, empty: DatabaseTarget, tmp_path: Path, table: str, column: str, value: Any, words: str
) -> None:
    lines[1][table][0][column] = value
    report = imported(lines, empty, tmp_path)
    assert counts(report) == (1, 0, 0, 0)
    (reason,) = report.left_out.counts
    assert reason.startswith(words)
    (taken,) = everything(empty)
    found = {name: len(taken[name]) for name in ("properties", "tags", "members", "locations")}
    assert found == {"properties": 1, "tags": 1, "members": 1, "locations": 1} | {table: 0}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"tags":', '"tags": [], "tags":'),
        ('"name": "n"', '"name": "other", "name": "n"'),
        ('"name": "n"', r'"n\u0061me": "a", "name": "n"'),
        ('"name": "n"', r'"name": "\u003a", "name": "\u003a"'),
    ],
    ids=["list", "column", "escaped", "with escaped colons"],
)
def test_a_line_that_repeats_a_key_is_named(
    lines: Lines, empty: DatabaseTarget, tmp_path: Path, old: str, new: str
) -> None:
    lines[1]["image"]["name"] = "n"
    file = tmp_path / "changed.jsonl"
    written = "\n".join(json.dumps(line) for line in lines)
    assert old in written
    file.write_text(written.replace(old, new, 1))
    with pytest.raises(InvalidExportError, match=r"^Line 2 must not repeat a key in an object\.$"):
        import_images(empty, file, dry_run=False)


def test_an_escaped_colon_repeats_no_key(lines: Lines, empty: DatabaseTarget, tmp_path: Path) -> None:
    lines[1]["image"]["name"] = "n"
    file = tmp_path / "changed.jsonl"
    written = "\n".join(json.dumps(line) for line in lines)
    file.write_text(written.replace('"name": "n"', r'"name": "a\u003a:"', 1))
    import_images(empty, file, dry_run=False)
    assert [image["name"] for image in everything(empty)] == ["a::"]
