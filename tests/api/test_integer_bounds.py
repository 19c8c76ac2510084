"""Every whole number that a caller can give, at the bounds of its type and beyond, on every database."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from operator import ge, gt, le, lt, ne
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLNamedType, GraphQLObjectType, build_schema, get_named_type

from db.rows.cursor import order_digest
from resolvers.caller import ADMINISTRATOR, Caller
from resolvers.queries.order import KeyProperties, build_order
from schema.order import ImageOrder, ImageOrderField
from tests.support.databases.builders import image
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import NOBODY, SCHEMA, AskingAs, P

pytestmark = pytest.mark.all_databases

INT, LONG = range(-(2**31), 2**31), range(-(2**63), 2**63)
VALUES = (-(2**63) - 1, -(2**63), -(2**31) - 1, -(2**31), -1, 0, 1, 2**31 - 1, 2**31, 2**63 - 1, 2**63)

INVALID, INPUT, LIMIT = "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "LIMIT_EXCEEDED"

# What one image has of each number, and two have not.
STORED = (0, 2**31 - 1, 2**63 - 1)

OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "eq": lambda stored, operand: stored == operand,
    "neq": ne,
    "in": lambda stored, operand: stored == operand,
    "notIn": ne,
    "gt": gt,
    "gte": ge,
    "lt": lt,
    "lte": le,
}
FILTERED = {"minDisk": "IntFilter", "minRam": "IntFilter", "size": "LongFilter", "virtualSize": "LongFilter"}


def page(largest: int, smallest: int = 0) -> Callable[[int], str | None]:
    """The code of a number that is no size of a page, of buckets or of time."""
    return lambda value: INPUT if value < smallest else LIMIT if value > largest else None


def stored_in(field: str) -> tuple[int, ...]:
    return tuple(min(number, 2**31 - 1) for number in STORED) if FILTERED[field] == "IntFilter" else STORED


@dataclass(frozen=True)
class Place:
    """A number as `@` in a document, its coordinate in the schema, its type, and the code of its refusal."""

    coordinate: str
    document: str
    type: range
    code: Callable[[int], str | None]

    def __str__(self) -> str:
        return self.document


def _facet(field: str) -> Place:
    name, _, others = field.removesuffix(")").partition("(")
    arguments = ", ".join(filter(None, [others, "first: @"]))
    document = f"{{ imagesAggregate {{ {name}({arguments}) {{ key count }} }} }}"
    return Place(f"ImageAggregate.{name}(first:)", document, INT, page(1000))


def _input(type_: str, mutation: str, field: str) -> Place:
    numbers = INT if field.startswith("min") else LONG
    document = f"mutation {{ {mutation.replace('#', f'{field}: @')} {{ image {{ {field} }} }} }}"
    return Place(f"{type_}.{field}", document, numbers, page(numbers[-1]))


UPDATE = 'updateImage(id: "00000000-0000-4000-8000-000000000000", input: { # })'

PLACES = [
    Place("Query.images(limit:)", "{ images(limit: @) { id } }", INT, page(1000)),
    *(
        Place("Query.images(offset:)", f"{{ images(offset: @{others}) {{ id }} }}", INT, page(INT[-1]))
        for others in ("", " limit: 1000", ' where: { name: { eq: "a" } }')
    ),
    *(
        Place(
            f"Query.{connection}({end}:)",
            f"{{ {connection}({end}: @) {{ pageInfo {{ hasNextPage }} }} }}",
            INT,
            page(1000),
        )
        for connection in ("imagesConnection", "imageEvents")
        for end in ("first", "last")
    ),
    Place("Image.history(first:)", "{ images { history(first: @) { cursor } } }", INT, page(1000)),
    *map(_facet, ("byDiskFormat", "byContainerFormat", "byOwner", "byTag", 'byProperty(name: "a")')),
    _facet("byPropertyName"),
    Place(
        "ImageAggregate.byCreatedAt(last:)",
        "{ imagesAggregate { byCreatedAt(last: @, interval: MONTH) { count } } }",
        INT,
        page(1000, 1),
    ),
    *(_input("CreateImageInput", "createImage(input: { # })", field) for field in FILTERED),
    *(_input("UpdateImageInput", UPDATE, field) for field in FILTERED),
]


def ids(count: int) -> list[str]:
    return [f"{number:08x}-0000-4000-8000-000000000000" for number in range(count)]


@pytest.fixture
def filled(asking: AskingAs, database: TestDatabase) -> AskingAs:
    """Three images, the first with the smallest numbers."""
    for at, (id_, number) in enumerate(zip(ids(3), STORED, strict=True)):
        small = min(number, 2**31 - 1) if at < 2 else 2**31 - 1
        database.insert(
            image(id=id_, size=number, virtual_size=number, min_disk=small, min_ram=small),
        )
    return asking


def code_of(answered: Any) -> str | None:
    if "errors" not in answered:
        return None
    (error,) = answered["errors"]
    code: str = error["extensions"]["code"]
    return code


def asked_both_ways(asking: AskingAs, document: str, numbers: range, value: int) -> tuple[Any, Any]:
    """What is answered to the number as a literal, and as a variable."""
    kind = "mutation" if document.startswith("mutation") else "query"
    type_, selection = "Int" if numbers is INT else "Long", document.removeprefix("mutation")
    with_variable = f"{kind}($value: {type_}!) {selection.replace('@', '$value')}"
    return (
        asking.answer(ADMINISTRATOR, document.replace("@", str(value))),
        asking.answer(ADMINISTRATOR, with_variable, value=value),
    )


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_number_at_its_bounds_is_taken_or_refused(filled: AskingAs, place: Place) -> None:
    for value in VALUES:
        literal, variable = asked_both_ways(filled, place.document, place.type, value)
        if value not in place.type:
            assert code_of(variable) == INPUT
            assert code_of(literal) in (INVALID, INPUT)
            continue
        code = place.code(value)
        assert code_of(literal) == code_of(variable) == code, (value, literal, variable)
        if code is None and not place.document.startswith("mutation"):
            assert literal == variable


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("field", FILTERED)
def test_a_filter_at_its_bounds_finds_what_it_says(filled: AskingAs, field: str, operator: str) -> None:
    is_list = operator in ("in", "notIn")
    condition = f"{field}: {{ {operator}: {'[@]' if is_list else '@'} }}"
    query = f"{{ images(where: {{ {condition} }}, orderBy: [{{ field: ID }}]) {{ id }} }}"
    numbers = INT if FILTERED[field] == "IntFilter" else LONG
    for value in VALUES:
        literal, variable = asked_both_ways(filled, query, numbers, value)
        if value not in numbers:
            assert code_of(variable) == INPUT
            assert code_of(literal) in (INVALID, INPUT)
            continue
        holds = OPERATORS[operator]
        found = [
            {"id": id_} for id_, stored in zip(ids(3), stored_in(field), strict=True) if holds(stored, value)
        ]
        assert literal == variable == {"data": {"images": found}}, value


@pytest.mark.parametrize("caller", [ADMINISTRATOR, P, NOBODY], ids=["administrator", "project", "nobody"])
def test_a_page_behind_the_last_offset_is_empty(filled: AskingAs, caller: Caller) -> None:
    for arguments in (
        "limit: 0",
        "limit: 1",
        "limit: 1000",
        'where: { name: { eq: "a" } }',
        "scope: VISIBLE",
    ):
        query = f"{{ images(offset: {2**31 - 1}, {arguments}) {{ id }} }}"
        assert filled.answer(caller, query) == {"data": {"images": []}}


@pytest.mark.parametrize("field", ["MIN_DISK", "MIN_RAM", "SIZE", "VIRTUAL_SIZE"])
def test_a_number_in_a_cursor_is_taken_or_refused(filled: AskingAs, field: str) -> None:
    order = build_order([ImageOrder(field=ImageOrderField[field])], KeyProperties())
    query = f"""query($after: String) {{
      imagesConnection(orderBy: [{{ field: {field} }}], after: $after) {{ nodes {{ id }} }} }}"""
    numbers = INT if field.startswith("MIN") else LONG
    for value in VALUES:
        key = json.dumps([order_digest(order), value, ids(1)[0]])
        answered = filled.answer(ADMINISTRATOR, query, after=key.encode().hex())
        assert code_of(answered) == (None if value in numbers else INPUT), (value, answered)


def test_every_whole_number_of_the_schema_is_in_the_table() -> None:
    schema = build_schema(SCHEMA.as_str())
    found: set[str] = set()
    for type_ in schema.type_map.values():
        if not type_.name.startswith("__"):
            found.update(whole_numbers(type_))
    filters = {f"{type_}.{operator}" for type_ in FILTERED.values() for operator in OPERATORS}
    assert found == {place.coordinate for place in PLACES} | filters


def whole_numbers(type_: GraphQLNamedType) -> list[str]:
    """The schema coordinates of what a caller gives."""
    if isinstance(type_, GraphQLInputObjectType):
        return [f"{type_.name}.{name}" for name, field in type_.fields.items() if is_number(field.type)]
    if not isinstance(type_, GraphQLObjectType):
        return []
    return [
        f"{type_.name}.{name}({argument}:)"
        for name, field in type_.fields.items()
        for argument, each in field.args.items()
        if is_number(each.type)
    ]


def is_number(type_: Any) -> bool:
    return get_named_type(type_).name in ("Int", "Long")


def test_the_numbers_of_a_filter_are_those_of_the_table() -> None:
    schema = build_schema(SCHEMA.as_str())
    where = schema.type_map["ImageWhere"]
    assert isinstance(where, GraphQLInputObjectType)
    filters = {name: get_named_type(field.type).name for name, field in where.fields.items()}
    assert {
        name: type_ for name, type_ in filters.items() if type_ in ("IntFilter", "LongFilter")
    } == FILTERED
