"""Each field that can be selected has its SQL, and there is no SQL for a field that cannot."""

import pytest
from graphql import GraphQLObjectType

from db.fields.event import ACTOR_FIELDS, EVENT_FIELDS, EVENT_PARTS
from db.fields.event_change import CHANGE_FIELDS
from db.fields.facet import BUCKET_FIELDS
from db.fields.histogram import TIME_BUCKET_FIELDS
from db.fields.image import CHILDREN, IMAGE_FIELDS, RIGHTS
from db.fields.location import LOCATION_FIELDS
from db.fields.member import MEMBER_FIELDS
from db.fields.property import PROPERTY_FIELDS
from db.query.aggregate import AGGREGATE_FIELDS, STATISTICS_FIELDS
from db.query.connection import CONNECTION_FIELDS, EDGE_FIELDS, PAGE_INFO_FIELDS
from db.query.event_connection import CONNECTION_FIELDS as EVENT_CONNECTION_FIELDS
from db.query.event_connection import EDGE_FIELDS as EVENT_EDGE_FIELDS
from db.query.event_connection import PAGE_INFO_FIELDS as EVENT_PAGE_INFO_FIELDS
from resolvers.names import field_name
from tests.reference.executor import schema

SQL = {
    "Image": {*IMAGE_FIELDS, *CHILDREN, *RIGHTS},
    "ImageProperty": set(PROPERTY_FIELDS),
    "ImageMember": set(MEMBER_FIELDS),
    "ImageLocation": set(LOCATION_FIELDS),
    "ImageConnection": set(CONNECTION_FIELDS),
    "ImageEdge": set(EDGE_FIELDS),
    "PageInfo": set(PAGE_INFO_FIELDS),
    "ImageAggregate": set(AGGREGATE_FIELDS),
    "LongStatistics": set(STATISTICS_FIELDS),
    "ImageBucket": set(BUCKET_FIELDS),
    "ImageTimeBucket": set(TIME_BUCKET_FIELDS),
    "ImageEvent": {*EVENT_FIELDS, *EVENT_PARTS, "image"},
    "ImageEventActor": set(ACTOR_FIELDS),
    "ImageFieldChange": set(CHANGE_FIELDS),
    "ImageEventConnection": set(EVENT_CONNECTION_FIELDS),
    "ImageEventEdge": set(EVENT_EDGE_FIELDS),
}


def test_both_connections_have_the_same_page_info() -> None:
    assert EVENT_PAGE_INFO_FIELDS.keys() == PAGE_INFO_FIELDS.keys()


def fields_of(typename: str) -> list[str]:
    type_ = schema().get_type(typename)
    assert isinstance(type_, GraphQLObjectType)
    return list(type_.fields)


@pytest.mark.parametrize(
    ("typename", "field"), [(typename, field) for typename in SQL for field in fields_of(typename)]
)
def test_a_selectable_field_has_its_sql(typename: str, field: str) -> None:
    assert field_name(field) in SQL[typename]


@pytest.mark.parametrize("typename", SQL)
def test_no_sql_is_for_a_field_that_cannot_be_selected(typename: str) -> None:
    assert SQL[typename] == {field_name(field) for field in fields_of(typename)}


def test_every_type_that_the_read_engine_answers_is_in_the_table() -> None:
    """A new type must be added to this test's table, unless its objects are made in Python."""
    types = {name for name, type_ in schema().type_map.items() if isinstance(type_, GraphQLObjectType)}
    made = {name for name in types if name.startswith("__") or name.endswith("Payload")}
    assert types - made - {"Query", "Mutation", "Subscription", "Registry", "Limits", "Viewer"} == set(SQL)


@pytest.mark.parametrize(
    ("graphql", "stored"),
    [
        ("id", "id"),
        ("minDisk", "min_disk"),
        ("propertyMap", "property_map"),
        ("hashAlgorithm", "hash_algorithm"),
        ("__typename", "__typename"),
    ],
)
def test_a_fields_name_is_spelled_as_the_tables_do(graphql: str, stored: str) -> None:
    assert field_name(graphql) == stored
