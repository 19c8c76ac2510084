"""The exported schema, which is committed."""

from graphql import build_schema

from resolvers.root import create_schema
from settings import Settings
from tests.support.paths import EXPORTED_SCHEMA as EXPORTED


def test_the_committed_schema_is_that_of_the_program() -> None:
    printed = create_schema(Settings.from_environment({})).as_str()
    assert EXPORTED.read_text() == printed + "\n", "run `make schema`, and review the difference"


def test_the_exported_schema_is_read_by_other_tools() -> None:
    assert build_schema(EXPORTED.read_text()).query_type is not None
