"""GraphiQL's examples: each is valid, and does what it says, in the order of the tabs."""

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, parse, validate
from starlette.testclient import TestClient

from tests.support.databases.builders import image, property_of
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.websocket import connected, subscribe
from tests.support.paths import ROOT

EXAMPLES = sorted((ROOT / "frontend" / "graphiql" / "examples").glob("*.graphql"))
SCHEMA = build_schema((ROOT / "schema.graphql").read_text())
PLACEHOLDER = "paste an id here"


def operations(path: Path) -> dict[str, OperationDefinitionNode]:
    """By name, which each must have."""
    found = {}
    for node in parse(path.read_text()).definitions:
        assert isinstance(node, OperationDefinitionNode)
        assert node.name is not None
        found[node.name.value] = node
    return found


def variables(path: Path, id: str) -> dict[str, Any]:
    given = path.with_suffix(".json")
    found: dict[str, Any] = json.loads(given.read_text()) if given.exists() else {}
    assert found.get("id", PLACEHOLDER) == PLACEHOLDER
    return found | ({"id": id} if "id" in found else {})


def run(client: TestClient, path: Path, id: str) -> Any:
    """The data of its operations, one after the other."""
    data: dict[str, Any] = {}
    for name in operations(path):
        asked = {
            "query": path.read_text(),
            "operationName": name,
            # GraphiQL, too, sends all of them with every operation.
            "variables": variables(path, id),
        }
        answer = client.post("/graphql", json=asked).json()
        assert "errors" not in answer, answer["errors"]
        data[name] = answer["data"]
    return data


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_valid_and_its_lines_fit_beside_the_explorer(path: Path) -> None:
    assert validate(SCHEMA, parse(path.read_text())) == []
    comments = [line for line in path.read_text().splitlines() if line.startswith("#")]
    assert max(map(len, comments)) <= 54


def test_they_show_what_the_api_is_for_and_the_first_takes_no_variables() -> None:
    assert [list(operations(path)) for path in EXAMPLES] == [
        ["BriefList"],
        ["DetailedList"],
        ["OneImage"],
        ["FilterByProperty"],
        ["CreateImage"],
        ["UpdateByMerge"],
        ["Members", "ShareImage", "AcceptImage"],
        ["FollowChanges"],
        ["History"],
        ["NewestOfEach"],
    ]
    with_variables = {path.stem for path in (ROOT / "frontend" / "graphiql" / "examples").glob("*.json")}
    assert with_variables == {path.stem for path in EXAMPLES[2:]}
    for path in EXAMPLES[:2]:
        assert [operation.variable_definitions for operation in operations(path).values()] == [None]


def test_the_reading_ones_find_what_they_say(client: TestClient, database: SqliteDatabase) -> None:
    ubuntu = image(name="ubuntu", status="active", size=2**40, disk_format="raw", visibility="public")
    other = image(name="fedora", status="active", size=1)
    database.insert(
        ubuntu,
        other,
        property_of(ubuntu, "os_distro", "ubuntu"),
        property_of(ubuntu, "hw_disk_bus", "scsi"),
        property_of(other, "os_distro", "fedora"),
    )
    brief, detailed, one, by_property = (run(client, path, ubuntu.id) for path in EXAMPLES[:4])
    assert {each["name"] for each in brief["BriefList"]["images"]} == {"ubuntu", "fedora"}
    listed = {each["name"]: each for each in detailed["DetailedList"]["images"]}
    assert listed["ubuntu"]["properties"] == [
        {"name": "hw_disk_bus", "value": "scsi"},
        {"name": "os_distro", "value": "ubuntu"},
    ]
    assert (one["OneImage"]["image"]["name"], one["OneImage"]["image"]["osDistro"]) == ("ubuntu", "ubuntu")
    assert by_property["FilterByProperty"]["images"] == [
        {
            "id": ubuntu.id,
            "name": "ubuntu",
            "size": 2**40,
            "osVersion": None,
            "properties": [{"name": "hw_disk_bus", "value": "scsi"}],
        }
    ]
    newest = run(client, EXAMPLES[9], ubuntu.id)["NewestOfEach"]["images"]
    assert {(each["name"], each["osDistro"]) for each in newest} == {
        ("ubuntu", "ubuntu"),
        ("fedora", "fedora"),
    }


def test_the_changing_ones_do_what_they_say(client: TestClient) -> None:
    create, update, members = EXAMPLES[4:7]
    made = run(client, create, "")["CreateImage"]["createImage"]["image"]
    assert (made["status"], made["visibility"]) == ("QUEUED", "SHARED")
    updated = run(client, update, made["id"])["UpdateByMerge"]["updateImage"]
    assert sorted(updated["changedFields"]) == ["properties", "tags"]
    assert updated["image"]["propertyMap"] == {"hw_disk_bus": "virtio", "os_distro": "ubuntu"}
    assert updated["image"]["tags"] == ["lts", "reviewed"]
    shared = run(client, members, made["id"])
    assert shared["Members"]["image"] == {"visibility": "SHARED", "members": []}
    assert shared["ShareImage"]["addImageMember"]["member"] == {
        "member": "another-project",
        "status": "PENDING",
    }
    assert shared["AcceptImage"]["updateImageMember"]["member"]["status"] == "ACCEPTED"


def test_the_following_one_is_told_what_the_others_change(client: TestClient) -> None:
    create, follow = EXAMPLES[4], EXAMPLES[7]
    with connected(client) as socket:
        subscribe(socket, follow.read_text(), variables=variables(follow, ""))
        made = run(client, create, "")["CreateImage"]["createImage"]["image"]
        event = socket.receive_json()["payload"]["data"]["imageChanged"]
    assert (event["type"], event["image"]["id"]) == ("CREATED", made["id"])


def test_the_last_one_shows_what_the_others_changed(client: TestClient) -> None:
    create, update, history = EXAMPLES[4], EXAMPLES[5], EXAMPLES[8]
    made = run(client, create, "")["CreateImage"]["createImage"]["image"]
    run(client, update, made["id"])
    updated, created = run(client, history, "")["History"]["imageEvents"]["nodes"]
    assert (updated["type"], created["type"]) == ("UPDATED", "CREATED")
    assert [change["name"] for change in updated["changes"]] == ["hw_disk_bus", "os_version", "reviewed"]


def test_an_example_whose_id_is_not_filled_in_finds_nothing(client: TestClient) -> None:
    assert run(client, EXAMPLES[2], PLACEHOLDER) == {"OneImage": {"image": None}}
