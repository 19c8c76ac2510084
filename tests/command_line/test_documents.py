"""Files that declare images: what is read, and what is refused with its place."""

import io
import json
from pathlib import Path

import pytest

from glimpse_client.commands.declared.documents import read_documents
from glimpse_client.commands.failures import UsageFailure


def test_files_folders_and_standard_input_are_read_as_yaml_or_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b.json").write_text(json.dumps([{"name": "b", "minDisk": 1, "protected": True}]))
    (tmp_path / "a.yaml").write_text(
        "images:\n- name: a1\n---\nmanagedBy: ci\nkeep: 2\nimages:\n- id: a2\n---\n"
    )
    (tmp_path / "ignored.txt").write_text("{")
    monkeypatch.setattr(
        "sys.stdin", io.StringIO("- name: c\n  owner: null\n  properties: {x: null}\n  status: active\n")
    )
    documents = read_documents([str(tmp_path), "-"])
    assert [(each.managed_by, each.keep, each.tag) for each in documents] == [
        (None, 0, None),
        ("ci", 2, "managed-by:ci"),
        (None, 0, None),
        (None, 0, None),
    ]
    first, second, third, fourth = (image for document in documents for image in document.images)
    assert (first.name, second.id, second.name) == ("a1", "a2", None)
    assert (third.fields, third.properties, third.tags) == ({"minDisk": 1, "protected": True}, {}, [])
    assert (fourth.has_owner, fourth.owner, fourth.properties) == (True, None, {"x": None})
    assert fourth.fields == {"status": "ACTIVE"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "while parsing"),
        ("{", "Expecting property name"),
        ("text", "must be a list of images, or have the key `images`"),
        ("images: {}", "must be a list of images"),
        ('{"images": [], "colour": 1}', "there is no key 'colour', but images, keep, managedBy"),
        ("managedBy: 1\nimages: []", "`managedBy` must be a text"),
        ("keep: -1\nimages: []", "`keep` must be a whole number"),
        ("- text", "image 1: an image must be a mapping"),
        ("- name: a\n- nmae: b", "image 2: there is no key 'nmae'"),
        ("- minDisk: 1", "image 1: an image must have an `id` or a `name`"),
        ("- name: 24.04", "`name` must be a text, with quotation marks if it looks like a number"),
        ("- name: a\n  minDisk: 1.5", "`minDisk` must be a whole number"),
        ("- name: a\n  hidden: 'yes'", "`hidden` must be true or false"),
        ("- name: a\n  properties: {v: 24.04}", "`properties.v` must be a text"),
        ("- name: a\n  properties: {1: a}", "`properties` must be a text"),
        ("- name: a\n  properties: [a]", "`properties` must be a mapping, and `tags` a list"),
        ("- name: a\n  tags: [1]", "`tags` must be a text"),
        ("- name: a\n- name: a", "image 2: the image is declared twice"),
    ],
)
def test_a_file_that_is_not_understood_is_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "images.yaml"
    file.write_text(text)
    with pytest.raises(UsageFailure) as refused:
        read_documents([str(file)])
    assert str(refused.value).startswith(str(file))
    assert words in str(refused.value)


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageFailure, match="has no file that ends with"):
        read_documents([str(tmp_path)])
