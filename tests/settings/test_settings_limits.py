"""Limits: each can be set, and asked for."""

from dataclasses import fields

import pytest

from schema import registry
from settings import Limits, Settings
from settings.definitions import SETTINGS


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("GLIMPSE_MAX_ROWS", "1", "max_rows", 1),
        ("GLIMPSE_MAX_BULK_ITEMS", "10000", "max_bulk_items", 10_000),
        ("GLIMPSE_MAX_QUERY_CHARACTERS", "1000000", "max_query_characters", 1_000_000),
        ("GLIMPSE_MAX_QUERY_ROOT_FIELDS", "1", "max_query_root_fields", 1),
        ("GLIMPSE_MAX_QUERY_DIRECTIVES", "1000", "max_query_directives", 1000),
        ("GLIMPSE_MAX_FILTER_DEPTH", "30", "max_filter_depth", 30),
        ("GLIMPSE_MAX_LIST_ITEMS", "5", "max_list_items", 5),
        ("GLIMPSE_MAX_JSON_DEPTH", "200", "max_json_depth", 200),
        ("GLIMPSE_MAX_BATCH", "10", "max_batch", 10),
        ("GLIMPSE_MAX_REQUESTS_IN_FLIGHT", "1", "max_requests_in_flight", 1),
        ("GLIMPSE_STATEMENT_TIMEOUT", "0.25", "statement_timeout", 0.25),
    ],
)
def test_a_good_limit_is_taken(variable: str, text: str, field: str, value: object) -> None:
    assert getattr(Settings.from_environment({variable: text}).limits, field) == value


def test_every_limit_can_be_asked_for_and_set() -> None:
    names = [field.name for field in fields(Limits)]
    assert names == list(registry.Limits.__annotations__)
    assert set(names) <= {setting.field for setting in SETTINGS}
