"""Dry runs: each mutation of images answers as it would, and stores nothing (rules §6)."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import Row, image, location_of, member_of, property_of, tag_of
from tests.support.databases.protocol import TestDatabase, dump
from tests.support.http.client import answer, ask
from tests.support.http.in_process_client import AskingAs, P

pytestmark = pytest.mark.all_databases

ID = "f2b7c1de-4c1f-4d0a-9a53-3f1f0a6b5c88"
FIELDS = "id name status minDisk propertyMap tags members { member } locations { url status }"
INPUT = (
    '{ name: "new", tags: { replace: ["b"] }, locations: [],'
    ' properties: { merge: { set: [{ name: "a", value: "2" }] } } }'
)
NEW = f'{{ id: "{ID}", name: "new", tags: ["b"], properties: [{{ name: "a", value: "1" }}] }}'

# Each with what is changed in place of `%s`, and room for the argument.
MUTATIONS = {
    "createImage": f"createImage(input: {NEW}@) {{ image {{ {FIELDS} }} }}",
    "createImages": f"createImages(input: [{NEW}]@) {{ images {{ {FIELDS} }} }}",
    "updateImage": f'updateImage(id: "%s", input: {INPUT}@) {{ changedFields image {{ {FIELDS} }} }}',
    "updateImages": (
        f'updateImages(input: [{{ id: "%s", input: {INPUT} }}]@) {{'
        f" images {{ {FIELDS} }} results {{ changedFields image {{ {FIELDS} }} }} }}"
    ),
    "deleteImage": f'deleteImage(id: "%s"@) {{ image {{ {FIELDS} }} }}',
    "deleteImages": f'deleteImages(input: [{{ id: "%s" }}]@) {{ images {{ {FIELDS} }} }}',
}


def mutation(name: str, id_: str, *, dry_run: bool) -> str:
    asked = MUTATIONS[name].replace("%s", id_).replace("@", ", dryRun: true" if dry_run else "")
    return f"mutation {{ {asked} }}"


def furnished(database: TestDatabase, **given: object) -> Row:
    made = image(name="old", min_disk=1, **given)
    database.insert(
        made, property_of(made, "a", "1"), tag_of(made, "a"), location_of(made, "u"), member_of(made, "m")
    )
    return made


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_dry_run_answers_as_the_change_does_and_stores_nothing(
    client: TestClient, database: TestDatabase, name: str
) -> None:
    made = furnished(database)
    before = dump(database)
    expected = answer(client, mutation(name, made.id, dry_run=True))
    assert "errors" not in expected
    assert dump(database) == before
    assert database.rows("SELECT * FROM image_events") == []
    assert answer(client, mutation(name, made.id, dry_run=False)) == expected
    assert dump(database) != before


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("createImage", {"id": ID}),
        ("createImages", {"id": ID, "deleted": 1, "deleted_at": "2026-01-02 03:04:05.000006"}),
        ("deleteImage", {"protected": 1}),
        ("deleteImages", {"protected": 1}),
        ("updateImage", None),
        ("updateImages", None),
    ],
)
def test_a_dry_run_is_refused_as_the_change_is(
    client: TestClient, database: TestDatabase, name: str, given: dict[str, object] | None
) -> None:
    if given and given.get("deleted"):
        given = {**given, "status": "deleted"}
    id_ = ID if given is None else furnished(database, **given).id
    before = dump(database)
    expected = answer(client, mutation(name, id_, dry_run=False))
    assert [error["extensions"]["code"] for error in expected["errors"]] == [
        "NOT_FOUND" if given is None else "FORBIDDEN" if "protected" in given else "CONFLICT"
    ]
    answered = answer(client, mutation(name, id_, dry_run=True))
    assert answered["data"] == expected["data"]
    assert [each["extensions"] for each in answered["errors"]] == [
        each["extensions"] for each in expected["errors"]
    ]
    assert dump(database) == before


def test_a_dry_run_moves_no_version(client: TestClient, database: TestDatabase) -> None:
    made = furnished(database)
    query = f'{{ image(id: "{made.id}") {{ version updatedAt }} }}'
    before = ask(client, query)
    update = (
        f'mutation ($v: String) {{ updateImage(id: "{made.id}", input: {INPUT}, ifVersion: $v@) {{ %s }} }}'
    )
    dry = update.replace("@", ", dryRun: true") % "image { version } "
    assert ask(client, dry, v=before["image"]["version"])["updateImage"]["image"] != {
        "version": before["image"]["version"]
    }
    assert ask(client, query) == before
    # The same version is still good for the change itself.
    done = ask(client, update.replace("@", "") % "changedFields", v=before["image"]["version"])
    assert done["updateImage"]["changedFields"] == ["name", "properties", "tags", "locations"]


def test_a_dry_run_whose_answer_reads_nothing_is_tried_too(
    client: TestClient, database: TestDatabase
) -> None:
    asked = f"mutation {{ createImage(input: {NEW}, dryRun: true) {{ __typename }} }}"
    for _ in range(2):
        assert ask(client, asked) == {"createImage": {"__typename": "CreateImagePayload"}}
    assert dump(database) == []


def test_changes_beside_dry_runs_are_all_stored(asking: AskingAs, database: TestDatabase) -> None:
    query = """mutation {
      a: createImage(input: { name: "kept" }) { image { name } }
      b: createImage(input: { name: "tried" }, dryRun: true) { image { name } }
      c: createImage(input: { name: "kept" }) { image { name } } }"""
    kept, tried = ({"image": {"name": name}} for name in ("kept", "tried"))
    expected: Any = {"data": {"a": kept, "b": tried, "c": kept}}
    assert asking.answers([P] * 8, query) == [expected] * 8
    assert database.rows("SELECT name, count(*) FROM images GROUP BY name") == [("kept", 16)]
    assert database.rows("SELECT count(*) FROM image_events") == [(16,)]
