"""Property names that are an image's own or Glance's: who sets, keeps and removes them (rules §2)."""

import re
from typing import Any

import pytest
from graphql import GraphQLObjectType, build_schema

from db.tables import images
from resolvers.caller import ADMINISTRATOR, Caller
from resolvers.mutations.reserved_properties import reserved_names
from tests.support.databases.builders import Row, image, property_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import SCHEMA, AskingAs, P

pytestmark = pytest.mark.all_databases

CREATE = "mutation ($input: CreateImageInput!) { it: createImage(input: $input) { image { propertyMap } } }"
UPDATE = """mutation ($id: ID!, $properties: ImagePropertiesChange!) {
    it: updateImage(id: $id, input: { properties: $properties }) { image { propertyMap } } }"""
FORBIDDEN = "FORBIDDEN"

# Some of each kind, and the field that the message names.
FIELDS = {
    "id": "id",
    "owner": "owner",
    "version": "version",
    "properties": "properties",
    "property_map": "propertyMap",
    "tags": "tags",
    "members": "members",
    "history": "history",
    "os_hidden": "hidden",
    "osHidden": "hidden",
    "hidden": "hidden",
    "min_disk": "minDisk",
    "minDisk": "minDisk",
    "os_hash_algo": "hashAlgorithm",
    "hash_algorithm": "hashAlgorithm",
    "disk_format": "diskFormat",
    "stores": "locations",
    "location": "locations",
    "locations": "locations",
    "deleted": "deletedAt",
    "deleted_at": "deletedAt",
}


def named(**values: str) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def camel_case(name: str) -> str:
    return re.sub("_(.)", lambda match: match[1].upper(), name)


def snake_case(name: str) -> str:
    return re.sub("[A-Z]", lambda match: f"_{match[0].lower()}", name)


def test_every_field_and_column_of_an_image_is_reserved_in_either_spelling() -> None:
    type_ = build_schema(SCHEMA.as_str()).type_map["Image"]
    assert isinstance(type_, GraphQLObjectType)
    of_fields, of_columns = set(type_.fields), {column.name for column in images.c}
    names = reserved_names()
    spellings = {
        spelling for name in of_fields | of_columns for spelling in (camel_case(name), snake_case(name))
    }
    assert names.keys() == spellings | {"location", "stores", "history"}
    # What is to be used instead can be asked, or will be.
    assert set(names.values()) <= of_fields | {"history"}
    assert FIELDS.items() <= names.items()


@pytest.mark.sqlite_only
@pytest.mark.parametrize("caller", [P, ADMINISTRATOR], ids=["owner", "administrator"])
@pytest.mark.parametrize("name", [*FIELDS, "os_glance", "os_glance_x"])
def test_a_reserved_name_is_refused_and_the_field_named(
    asking: AskingAs, database: TestDatabase, caller: Caller, name: str
) -> None:
    database.insert(made := image())
    kept = named(**{name: "a"})
    answered = asking.answer(caller, CREATE, input={"properties": kept})
    (error,) = answered["errors"]
    expected = f"use the field `{FIELDS[name]}`." if name in FIELDS else "Glance keeps os_glance*."
    assert error["message"] == f"The property name {name} is reserved: {expected}"
    assert error["extensions"] == {"code": FORBIDDEN, "path": ["input", "properties", 0, "name"]}
    for properties, place in (({"replace": kept}, "replace"), ({"merge": {"set": kept}}, "merge")):
        refused = asking.refused(caller, UPDATE, id=made.id, properties=properties)
        steps = [place] if place == "replace" else [place, "set"]
        assert refused == (FORBIDDEN, ["input", "properties", *steps, 0, "name"])


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "name", ["ID", "Min_disk", "mindisk", "os_hidden2", "store", "image_id", "OS_GLANCE"]
)
def test_another_name_is_not_reserved(asking: AskingAs, name: str) -> None:
    made = asking.ask(P, CREATE, input={"properties": named(**{name: "a"})})
    assert made == {"it": {"image": {"propertyMap": {name: "a"}}}}


@pytest.fixture
def imported(database: TestDatabase) -> Row:
    database.insert(made := image())
    for name in ("os_glance_import_task", "os_hidden", "a"):
        database.insert(property_of(made, name, "x"))
    return made


def changed(asking: AskingAs, caller: Caller, made: Row, properties: dict[str, Any]) -> list[str]:
    """The names that the image has then."""
    answered = asking.ask(caller, UPDATE, id=made.id, properties=properties)
    return list(answered["it"]["image"]["propertyMap"])


@pytest.mark.parametrize("caller", [P, ADMINISTRATOR], ids=["owner", "administrator"])
def test_a_replacement_keeps_what_glance_keeps_and_removes_the_rest(
    asking: AskingAs, imported: Row, caller: Caller
) -> None:
    assert changed(asking, caller, imported, {"replace": named(b="1")}) == ["b", "os_glance_import_task"]
    assert changed(asking, caller, imported, {"replace": []}) == ["os_glance_import_task"]


def test_what_glance_keeps_is_removed_by_administrators_by_its_name(asking: AskingAs, imported: Row) -> None:
    remove = {"merge": {"remove": ["a", "os_glance_import_task"]}}
    refused = asking.refused(P, UPDATE, id=imported.id, properties=remove)
    assert refused == (FORBIDDEN, ["input", "properties", "merge", "remove", 1])
    assert changed(asking, ADMINISTRATOR, imported, remove) == ["os_hidden"]
    # It is not there any more: removing it changes nothing.
    assert changed(asking, P, imported, remove) == ["os_hidden"]
    assert changed(asking, P, imported, {"merge": {"remove": ["os_hidden", "deleted"]}}) == []


def test_what_glance_keeps_is_not_counted(asking: AskingAs, database: TestDatabase) -> None:
    database.insert(made := image())
    for number in range(10):
        database.insert(property_of(made, f"os_glance_{number}", "x"))
    most = named(**{f"p{number:03}": "" for number in range(128)})
    assert len(changed(asking, P, made, {"replace": most})) == 138
    refused = asking.refused(P, UPDATE, id=made.id, properties={"merge": {"set": named(more="")}})
    assert refused == ("LIMIT_EXCEEDED", ["input", "properties"])
