"""Golden triples over what Glance 33 wrote: a query, the SQL it becomes, and its answer.

`GOLDEN=write pytest tests/golden/test_golden.py` writes `golden/glance/*.sql` and `*.json` anew, for a new or
a changed `*.graphql` (and its `.variables.json`, if it has variables): read the SQL before you commit it.
"""

import re
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from starlette.testclient import TestClient

from db.sqlite.store import SqliteStore
from tests.reference.executor import Reference
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.databases.statement_recorder import recorded
from tests.support.golden import GOLDEN, QUERIES, TIMED, compare, json_text, query_of, sql_text
from tests.support.http.client import ask, services


@pytest.mark.without_coverage
@pytest.mark.parametrize("name", QUERIES)
def test_a_query_becomes_this_sql_and_this_answer(glance: TestClient, name: str) -> None:
    query, variables = query_of(name)
    with recorded(glance) as asked:
        data = ask(glance, query, **variables)
    compare(GOLDEN / f"{name}.sql", sql_text(asked))
    compare(GOLDEN / f"{name}.json", json_text(data))


@pytest.mark.without_coverage
@pytest.mark.parametrize("name", QUERIES)
def test_the_answer_is_the_references_to_the_order_of_its_keys(
    glance: TestClient, glance_database: SqliteDatabase, name: str
) -> None:
    query, variables = query_of(name)
    assert json_text(ask(glance, query, **variables)) == json_text(
        Reference(glance_database.path).ask(query, variables)
    )


@pytest.mark.parametrize("name", QUERIES)
def test_a_root_field_runs_one_statement_on_the_connections(glance: TestClient, name: str) -> None:
    query, variables = query_of(name)
    statements: list[str] = []
    portal, store = glance.portal, services(glance).store._store
    assert portal is not None
    assert isinstance(store, SqliteStore)

    async def trace(callback: Any) -> None:
        assert store._inline_reader is not None
        store._inline_reader._connection.set_trace_callback(callback)
        for reader in store._readers._readers:
            reader.connection.set_trace_callback(callback)

    portal.call(trace, statements.append)
    ask(glance, query, **variables)
    portal.call(trace, None)
    assert len(statements) == len(root_fields(query)), statements


def root_fields(query: str) -> list[str]:
    """Those of images, which are read; `__typename` is not."""
    document = parse(query)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    names = [selection.name.value for selection in operation.selection_set.selections]  # type: ignore[attr-defined]
    return [name for name in names if not name.startswith("__")]


def test_the_brief_set_reads_nothing_but_the_images(glance: TestClient) -> None:
    query, variables = query_of("brief")
    with recorded(glance) as asked:
        ask(glance, query, **variables)
    (one,) = asked
    assert set(re.findall(r"\bFROM (\w+)", one.sql)) == {"images"}
    assert "image_" not in one.sql


def test_only_the_selected_columns_are_read(glance: TestClient) -> None:
    with recorded(glance) as asked:
        ask(glance, "{ images { id size tags } }")
    (one,) = asked
    columns = set(re.findall(r"\bimages\.(\w+)", one.sql))
    # Those of the answer, of the scope and of the order.
    assert columns == {"id", "size", "deleted", "os_hidden", "created_at"}
    assert set(re.findall(r"\bimage_\w+", one.sql)) == {"image_tags", "image_id"}


def test_what_a_caller_wrote_is_never_part_of_the_sql(glance: TestClient) -> None:
    with recorded(glance) as asked:
        ask(
            glance,
            """query($where: ImageWhere, $marker: ID) {
                 images(where: $where, marker: $marker, limit: 777) {
                   id property(name: "written") properties(names: ["written"], prefix: "written") { name }
                 }
               }""",
            where={
                "name": {"eq": "written"},
                "size": {"gt": 777},
                "tags": {"any": ["written"]},
                "properties": [{"name": "written", "value": {"startsWith": "written"}}],
            },
            marker="1b33307b-fed3-400f-aca6-61c87a9bc70c",
        )
    (one,) = asked
    assert not re.search("written|777|1b33307b", one.sql)


def test_every_golden_file_belongs_to_a_query() -> None:
    files = {path.name.split(".")[0] for path in GOLDEN.iterdir()}
    assert files == {*QUERIES, TIMED}
