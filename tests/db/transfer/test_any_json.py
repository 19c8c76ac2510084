"""Values of any depth, size and type in what is imported."""

import json
from pathlib import Path

import pytest

from db.connect import DatabaseTarget
from db.transfer.jsonl import InvalidExportError
from tests.support.databases.glance_file import ID, GlanceFile
from tests.support.databases.importing import made
from tests.support.databases.whole_contents import DATABASES
from tests.support.import_findings import found, taken
from transfer import export_images, import_images


@pytest.mark.parametrize("levels", [255, 1024, 5000])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_line_that_is_too_deep_is_named(
    glance: GlanceFile, own: DatabaseTarget, tmp_path: Path, number: int, levels: int
) -> None:
    glance.image(ID(1))
    file = tmp_path / "deep.jsonl"
    export_images(glance.target, file)
    lines = file.read_text().splitlines()
    lines[number - 1] = "[" * levels + "]" * levels
    file.write_text("\n".join(lines))
    sentence = rf"^Line {number} must have at most 254 levels of nesting\.$"
    with pytest.raises(InvalidExportError, match=sentence):
        import_images(own, file, dry_run=False)


@pytest.mark.parametrize("column", ["id", "name", "status", "size", "protected", "created_at", "deleted_at"])
def test_a_deep_value_of_a_column_costs_no_more_than_its_image(
    glance: GlanceFile, own: DatabaseTarget, tmp_path: Path, column: str
) -> None:
    for number in (1, 2):
        glance.image(ID(number))
    file = tmp_path / "deep.jsonl"
    export_images(glance.target, file)
    lines = file.read_text().splitlines()
    line = json.loads(lines[1])
    line["image"][column] = json.loads("[" * 250 + "]" * 250)
    lines[1] = json.dumps(line)
    file.write_text("\n".join(lines))
    report = import_images(own, file, dry_run=False)
    assert report.rejected.counts.total() + report.changed.counts.total() == 1
    assert report.copied.new == 2 - report.rejected.counts.total()


@pytest.mark.parametrize("database", DATABASES)
def test_metadata_of_up_to_200_levels_is_taken_and_deeper_one_is_reported(
    glance: GlanceFile, tmp_path: Path, database: str
) -> None:
    levels = (1, 31, 32, 64, 199, 200, 201, 254, 255, 300, 1023, 1024, 1025, 10_000)
    glance.image(ID(1))
    for count in levels:
        glance.location(ID(1), meta_data='{"a":' * count + "1" + "}" * count)
        glance.location(ID(1), meta_data='{"a":' + "[" * (count - 1) + "1" + "]" * (count - 1) + "}")
    with made(database, tmp_path, glance=False) as own:
        report = import_images(own, glance.target, dry_run=False)
        assert found(report) == [
            {},
            {},
            {"image_locations.meta_data has more than 200 levels of nesting": 16},
            {},
        ]
        expected = []
        for count in levels:
            objects: object = 1
            lists: object = 1
            for _ in range(count if count <= 200 else 0):
                objects = {"a": objects}
            for _ in range(count - 1 if count <= 200 else 0):
                lists = [lists]
            expected += [objects, {"a": lists}] if count <= 200 else [{}, {}]
        assert [each["metadata"] for each in taken(own)[ID(1)]["locations"]] == expected


@pytest.mark.parametrize("metadata", [5, 2**62, 2**200, -1, 1.5, True, [], ["{}"], {}, {"a": 1}, "\0", ""])
def test_metadata_that_is_no_text_is_no_object(
    glance: GlanceFile, own: DatabaseTarget, tmp_path: Path, metadata: object
) -> None:
    glance.image(ID(1))
    glance.location(ID(1), meta_data='{"a": 1}')
    file = tmp_path / "odd.jsonl"
    export_images(glance.target, file)
    lines = file.read_text().splitlines()
    line = json.loads(lines[1])
    line["locations"][0]["meta_data"] = metadata
    lines[1] = json.dumps(line)
    file.write_text("\n".join(lines))
    report = import_images(own, file, dry_run=False)
    assert found(report) == [{}, {}, {"image_locations.meta_data is not a JSON object": 1}, {}]


@pytest.mark.parametrize(
    "column", ["id", "name", "size", "min_disk", "protected", "created_at", "deleted_at"]
)
@pytest.mark.parametrize("number", [2**63, 2**64, -(2**64), 10**300])
def test_a_large_number_costs_no_more_than_its_image(
    glance: GlanceFile, own: DatabaseTarget, tmp_path: Path, column: str, number: int
) -> None:
    for at in (1, 2):
        glance.image(ID(at))
    file = tmp_path / "large.jsonl"
    export_images(glance.target, file)
    lines = file.read_text().splitlines()
    line = json.loads(lines[1])
    line["image"][column] = number
    lines[1] = json.dumps(line)
    file.write_text("\n".join(lines))
    report = import_images(own, file, dry_run=False)
    assert report.rejected.counts.total() + report.changed.counts.total() == 1
    assert report.copied.new == 2 - report.rejected.counts.total()
