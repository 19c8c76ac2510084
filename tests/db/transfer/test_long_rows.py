"""Rows that are longer than MariaDB receives: each is reported, and costs no more than itself."""

from pathlib import Path

import pytest

from db.connect import DatabaseTarget
from db.transfer.row_lengths import excess_reason
from tests.support.databases.glance_file import ID, GlanceFile
from tests.support.databases.importing import made
from tests.support.databases.whole_contents import counts
from tests.support.import_findings import found, taken
from transfer import export_images, import_images

# The server's default; 4096 bytes of it are for all but the texts of a row.
PACKET = 2**24
LONGEST = (PACKET - 4096 - len("a")) // 4
TOO_LONG = "is longer than the server's `max_allowed_packet` allows"


@pytest.mark.parametrize(
    ("value", "bytes_"), [("aé😀", 7), ("", 0), ("\0\n\r\x1a\"'\\", 14), ("%_\t\x08", 4), ("'" * 1000, 2000)]
)
def test_a_row_is_as_long_as_its_texts_in_sql(value: str, bytes_: int) -> None:
    row = {"name": "ab", "value": value, "deleted": False, "deleted_at": None}
    assert excess_reason("image_tags", row, 4096 + 2 + bytes_) is None
    longest = "value" if bytes_ > 2 else "name"
    assert excess_reason("image_tags", row, 4096 + 1 + bytes_) == f"image_tags.{longest} {TOO_LONG}"


@pytest.fixture
def long(glance: GlanceFile) -> GlanceFile:
    for number in (1, 2, 3):
        glance.image(ID(number), name=f"image {number}")
    glance.child("image_properties", ID(1), name="a", value="😀" * LONGEST)
    glance.child("image_properties", ID(1), name="b", value="😀" * (LONGEST + 1))
    glance.child("image_properties", ID(2), name="a", value="😀" * 4194303)
    glance.child("image_properties", ID(2), name="c", value="short")
    glance.location(ID(3), meta_data=f'{{"a":"{"😀" * (LONGEST + 1)}"}}')
    return glance


@pytest.mark.parametrize("way", ["database", "file"])
def test_a_row_beyond_the_packet_of_mariadb_is_left_out_alone(
    long: GlanceFile, tmp_path: Path, way: str
) -> None:
    source: DatabaseTarget | Path = long.target
    if way == "file":
        source = tmp_path / "images.jsonl.gz"
        export_images(long.target, source)
    left_out = {f"image_properties.value {TOO_LONG}": 2, f"image_locations.meta_data {TOO_LONG}": 1}
    with made("mariadb", tmp_path, glance=False) as own:
        for is_dry_run, expected in ((True, (3, 0, 0, 0)), (False, (3, 0, 0, 0)), (False, (0, 0, 3, 0))):
            report = import_images(own, source, dry_run=is_dry_run)
            assert counts(report) == expected
            assert found(report) == [{}, left_out, {}, {}]


def test_postgresql_takes_the_longest_rows(long: GlanceFile, tmp_path: Path) -> None:
    with made("postgresql", tmp_path, glance=False) as own:
        report = import_images(own, long.target, dry_run=False)
        assert (counts(report), found(report)) == ((3, 0, 0, 0), [{}] * 4)
        assert [len(each["value"]) for each in taken(own)[ID(1)]["properties"]] == [LONGEST, LONGEST + 1]
