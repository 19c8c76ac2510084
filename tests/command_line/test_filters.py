"""The options of a filter as an ImageWhere, and the filters of the dashboard's addresses."""

import argparse
from datetime import UTC, datetime
from typing import Any

import pytest

from glimpse_client.commands.failures import UsageFailure
from glimpse_client.commands.filters.address import parse_address
from glimpse_client.commands.filters.conditions import (
    order_of,
    property_condition,
    selection_of,
    text_condition,
)
from glimpse_client.commands.filters.selection import ONLY_DELETED
from glimpse_client.commands.filters.units import instant_of, size_condition, size_of, time_condition
from glimpse_client.commands.image_arguments import add_verbs

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
P = "properties"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("512", 512),
        ("9007199254740993", 9007199254740993),
        ("1K", 1024),
        ("10G", 10 * 2**30),
        ("1.5 GiB", 3 * 2**29),
        ("2tb", 2**41),
        ("1P", 2**50),
    ],
)
def test_a_size_has_a_unit_of_1024(text: str, size: int) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("1G..", {"gte": 2**30}),
        ("..1G", {"lte": 2**30}),
        ("1K..2K", {"gte": 1024, "lte": 2048}),
        ("7", {"eq": 7}),
    ],
)
def test_a_range_of_sizes_includes_its_edges(text: str, condition: dict[str, int]) -> None:
    assert size_condition(text) == condition


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("7d..", {"gte": "2026-06-08T12:00:00Z"}),
        ("..2h", {"lte": "2026-06-15T10:00:00Z"}),
        ("30m..", {"gte": "2026-06-15T11:30:00Z"}),
        ("1y..1w", {"gte": "2025-06-15T12:00:00Z", "lte": "2026-06-08T12:00:00Z"}),
        ("2026-01-01..2026-01-31", {"gte": "2026-01-01T00:00:00Z", "lt": "2026-02-01T00:00:00Z"}),
        ("2026-01-01T02:00:00+02:00..", {"gte": "2026-01-01T00:00:00Z"}),
    ],
)
def test_a_date_that_ends_a_range_is_a_whole_day(text: str, condition: dict[str, str]) -> None:
    assert time_condition(text, NOW) == condition


@pytest.mark.parametrize("text", ["", "G", "1X", "-1", "1e3", "..", "1G..x"])
def test_a_size_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(UsageFailure, match="must be a"):
        size_condition(text)


@pytest.mark.parametrize(
    "text", ["", "7d", "..", "yesterday..", "2026-13-01..", "2026-01-01T00:00:00..", "99999y.."]
)
def test_a_time_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(UsageFailure, match="must be a"):
        time_condition(text, NOW)


def test_a_date_alone_is_the_beginning_of_its_day() -> None:
    assert instant_of("2026-01-31", NOW) == "2026-01-31T00:00:00Z"


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("a=b", {"name": "a", "value": {"eq": "b"}}),
        ("a=", {"name": "a", "value": {"eq": ""}}),
        ("a=b=c!=d", {"name": "a", "value": {"eq": "b=c!=d"}}),
        ("a!=b", {"name": "a", "value": {"neq": "b"}}),
        ("a~b*", {"name": "a", "value": {"glob": "b*"}}),
        ("hw:cpu", {"name": "hw:cpu", "exists": True}),
        ("!a", {"name": "a", "exists": False}),
    ],
)
def test_a_condition_on_a_property_has_five_forms(text: str, condition: dict[str, Any]) -> None:
    assert property_condition(text) == condition


@pytest.mark.parametrize("text", ["", "!", "=", "=b"])
def test_a_condition_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(UsageFailure, match="must be NAME=VALUE"):
        property_condition(text)


def test_a_name_with_wildcards_is_a_pattern() -> None:
    assert (text_condition("a?"), text_condition("a.b")) == ({"glob": "a?"}, {"eq": "a.b"})


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("name", {"field": "NAME"}),
        ("createdAt:desc", {"field": "CREATED_AT", "direction": "DESC"}),
        ("property.a:b:desc", {"property": "a:b", "direction": "DESC"}),
    ],
)
def test_an_order_is_a_field_or_a_property(text: str, order: dict[str, str]) -> None:
    assert order_of(text) == order


@pytest.mark.parametrize("text", ["colour", "property.", ":desc"])
def test_an_order_by_nothing_is_refused(text: str) -> None:
    with pytest.raises(UsageFailure, match="cannot be sorted"):
        order_of(text)


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_verbs(parser)
    return parser.parse_args(arguments)


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        ("", {}),
        ("--status active", {"where": {"status": {"eq": "ACTIVE"}}}),
        ("--status active --status queued", {"where": {"status": {"in": ["ACTIVE", "QUEUED"]}}}),
        ("--owner a --name b*", {"where": {"owner": {"in": ["a"]}, "name": {"glob": "b*"}}}),
        ("--tag a --no-tag b", {"where": {"tags": {"all": ["a"], "none": ["b"]}}}),
        ("--property a --no-protected", {"where": {P: [{"name": "a", "exists": True}], "protected": False}}),
        ("--visibility community --hidden", {"where": {"visibility": {"eq": "COMMUNITY"}, "hidden": True}}),
        (
            "--size 1.. --updated 1d..",
            {"where": {"size": {"gte": 1}, "updatedAt": {"gte": "2026-06-14T12:00:00Z"}}},
        ),
        (
            '--status active --where {"status":{"neq":"KILLED"}}',
            {"where": {"and": [{"status": {"eq": "ACTIVE"}}, {"status": {"neq": "KILLED"}}]}},
        ),
        (
            "--scope visible --deleted --sort size:desc --sort name",
            {
                "scope": "VISIBLE",
                "includeDeleted": True,
                "orderBy": [{"field": "SIZE", "direction": "DESC"}, {"field": "NAME"}],
            },
        ),
        (
            "--filter http://a/ui?status=active&sort=-created&scope=visible --tag x",
            {
                "where": {"status": {"eq": "ACTIVE"}, "tags": {"all": ["x"]}},
                "scope": "VISIBLE",
                "orderBy": [{"field": "CREATED_AT", "direction": "DESC"}],
            },
        ),
    ],
)
def test_the_options_become_the_arguments_of_a_list(arguments: str, variables: dict[str, Any]) -> None:
    assert selection_of(parsed("list", *arguments.split()), NOW).variables == variables


@pytest.mark.parametrize("text", ["{", "[]", "1"])
def test_a_condition_that_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(UsageFailure, match="--where must be"):
        selection_of(parsed("list", "--where", text), NOW)


@pytest.mark.parametrize(
    ("query", "conditions"),
    [
        ("", []),
        ("q=ub%20x", [{"name": {"contains": "ub x", "ignoreCase": True}}]),
        ("q=ub*", [{"name": {"glob": "ub*", "ignoreCase": True}}]),
        (
            "q=BEEF",
            [{"or": [{"name": {"contains": "BEEF", "ignoreCase": True}}, {"id": {"startsWith": "beef"}}]}],
        ),
        ("status=active,queued", [{"status": {"in": ["ACTIVE", "QUEUED"]}}]),
        ("disk=qcow2", [{"diskFormat": {"eq": "qcow2"}}]),
        ("owner=a,", [{"or": [{"owner": {"eq": "a"}}, {"owner": {"isNull": True}}]}]),
        ("container=", [{"containerFormat": {"isNull": True}}]),
        ("tag=a&tag=b&notag=c", [{"tags": {"all": ["a", "b"], "none": ["c"]}}]),
        ("p.os=a,b", [{P: [{"name": "os", "value": {"in": ["a", "b"]}}]}]),
        ("p.os=", [{P: [{"name": "os", "exists": False}]}]),
        ('p.os="', [{P: [{"name": "os", "value": {"eq": ""}}]}]),
        ("p.os!=a", [{"not": {P: [{"name": "os", "value": {"eq": "a"}}]}}]),
        (
            "p.os=a,",
            [{"or": [{P: [{"name": "os", "value": {"eq": "a"}}]}, {P: [{"name": "os", "exists": False}]}]}],
        ),
        ("p.os?", [{P: [{"name": "os", "exists": True}]}]),
        ("p.os!?", [{P: [{"name": "os", "exists": False}]}]),
        ("size=1K..", [{"size": {"gte": 1024}}]),
        ("created=..2026-01-31", [{"createdAt": {"lt": "2026-02-01T00:00:00Z"}}]),
        ("updated=7d..", [{"updatedAt": {"gte": "2026-06-08T12:00:00Z"}}]),
        ("protected=true&hidden=false", [{"protected": True}, {"hidden": False}]),
        ("where=%7B%22minDisk%22%3A%7B%22gt%22%3A1%7D%7D", [{"minDisk": {"gt": 1}}]),
        ("n=50&cols=id&image=x", []),
    ],
)
def test_an_address_of_the_dashboard_is_a_filter(query: str, conditions: list[Any]) -> None:
    assert parse_address(f"http://images.example/ui?{query}", NOW).conditions == conditions
    assert parse_address(f"?{query}", NOW).conditions == conditions


def test_an_address_has_a_scope_an_order_and_deleted_images() -> None:
    selected = parse_address("visibility=PUBLIC,COMMUNITY&deleted=only&sort=p.os,-name", NOW)
    assert (selected.scope, selected.include_deleted) == ("VISIBLE", True)
    assert selected.conditions == [{"visibility": {"in": ["PUBLIC", "COMMUNITY"]}}, ONLY_DELETED]
    assert selected.order == [
        {"property": "os", "direction": "ASC"},
        {"field": "NAME", "direction": "DESC"},
    ]
    also = parse_address("deleted=also&scope=listed", NOW)
    assert (also.scope, also.include_deleted, also.conditions) == ("LISTED", True, [])


@pytest.mark.parametrize("query", ["colour=red", "sort=colour", "where=%7B", "size=x..", "where=1"])
def test_an_address_that_is_not_understood_is_refused(query: str) -> None:
    with pytest.raises(UsageFailure):
        parse_address(query, NOW)
