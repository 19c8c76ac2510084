"""Others' clients, as they come from npm and PyPI, each at work with a server or with the schema."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXTransport
from gql.transport.websockets import WebsocketsTransport
from graphql import GraphQLError

from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.javascript import CLIENTS, PACKAGES, javascript, report, run
from tests.support.paths import ROOT
from tests.support.processes.process import served

pytestmark = [pytest.mark.processes, pytest.mark.without_coverage]

ACCEPTED = "application/graphql-response+json"


@pytest.fixture(scope="module")
def address(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    database = SqliteDatabase.copied(template, tmp_path_factory.mktemp("clients") / "glimpse.db")
    with served(database.url) as server:
        yield f"{server.address}/graphql"


def project(name: str, tmp_path: Path) -> Path:
    """A copy of a client's project, with the schema: nothing is written into the repository."""
    folder = tmp_path / name
    shutil.copytree(CLIENTS / name, folder)
    shutil.copy(ROOT / "schema.graphql", folder)
    (folder / "generated").mkdir()
    (folder / "node_modules").symlink_to(PACKAGES)
    return folder


@javascript
def test_the_server_passes_all_audits_of_graphql_over_http(address: str) -> None:
    assert report("audit.mjs", address) == {"audits": 61, "failed": []}


@javascript
@pytest.mark.parametrize(
    ("script", "method"), [("apollo.mjs", "POST"), ("urql.mjs", "GET"), ("graphql-request.mjs", "POST")]
)
def test_a_client_creates_and_reads_and_is_told_of_errors(script: str, method: str, address: str) -> None:
    seen = report(script, address)
    image = {
        "id": seen["asked"]["id"],
        "name": "ubuntu",
        "size": 5_000_000_000,
        "propertyMap": {"os_distro": "ubuntu"},
    }
    for answer in ("created", "read"):
        seen[answer].pop("__typename", None)
        assert seen[answer] == image
    assert (seen["taken"], seen["invalid"]) == ("CONFLICT", "GRAPHQL_VALIDATION_FAILED")
    # A creation, a read, a creation, a read.
    assert [request["method"] for request in seen["sent"]] == ["POST", method] * 2
    accepted = {request["accept"] for request in seen["sent"]}
    assert all(each.startswith(ACCEPTED) for each in accepted)
    assert [("text/event-stream" in each) for each in accepted] == [script == "urql.mjs"]


@javascript
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_apollo_sends_a_query_once_and_its_hash_from_then_on(method: str, database: SqliteDatabase) -> None:
    with served(database.url) as server:
        seen = report("apollo-persisted.mjs", f"{server.address}/graphql", method)
    assert seen["names"] == ["debian", "debian"]
    assert [(request["method"], request["hasQuery"]) for request in seen["sent"]] == [
        # A creation, a first read, and a second.
        ("POST", False),
        ("POST", True),
        (method, False),
        ("POST", True),
        (method, False),
    ]


@javascript
def test_apollo_reads_the_parts_of_a_subscription_and_how_they_end(database: SqliteDatabase) -> None:
    with served(database.url, GLIMPSE_KEEP_ALIVE="0.1") as server:
        seen = report("apollo-multipart.mjs", f"{server.address}/graphql", str(server.process.pid))
        assert server.end() == 0
    subscribing = [each for each in seen["accepted"] if "multipart/mixed" in each]
    assert len(subscribing) == 2
    assert not any("text/event-stream" in each for each in seen["accepted"])
    assert seen["expired"] == [{"kind": "graphql", "codes": ["CURSOR_EXPIRED"]}, "complete"]
    first, *others, failure, end = seen["stopped"]
    assert first == {
        "__typename": "ImageEvent",
        "type": "CREATED",
        "image": {"__typename": "Image", "name": "a"},
    }
    assert all(each == first for each in others)
    assert failure == {"kind": "protocol", "codes": ["UNAVAILABLE"]}
    assert end == "complete"


@javascript
def test_relay_compiles_fragments_a_query_and_a_mutation(tmp_path: Path) -> None:
    folder = project("relay", tmp_path)
    run(PACKAGES / ".bin" / "relay-compiler", folder=folder)
    assert {path.name.removesuffix(".graphql.ts") for path in (folder / "generated").iterdir()} == {
        "images_summary",
        "imagesListQuery",
        "imagesChangeMutation",
    }
    summary = (folder / "generated" / "images_summary.graphql.ts").read_text()
    assert "readonly size: number | null | undefined;" in summary


@javascript
def test_relay_compiles_a_list_that_pages_and_an_image_that_is_read_again(tmp_path: Path) -> None:
    folder = project("relay-connection", tmp_path)
    run(PACKAGES / ".bin" / "relay-compiler", folder=folder)
    assert {path.name.removesuffix(".graphql.ts") for path in (folder / "generated").iterdir()} == {
        "pages_list",
        "pagesListPaginationQuery",
        "pages_image",
        "pagesImageRefetchQuery",
    }


@javascript
def test_the_types_that_codegen_makes_let_no_mistake_pass(tmp_path: Path) -> None:
    folder = project("codegen", tmp_path)
    run(PACKAGES / ".bin" / "graphql-codegen", "--config", "codegen.yml", folder=folder)
    run(PACKAGES / ".bin" / "tsc", "--project", ".", folder=folder)


def test_gql_checks_documents_with_the_schema_that_it_asks_for(address: str) -> None:
    create = """mutation Create($input: CreateImageInput!) {
        createImage(input: $input) { image { id size } } }"""
    read = "query Read($id: ID!) { image(id: $id) { id size } }"
    image = {"id": str(uuid4()), "size": 5_000_000_000}
    invalid = GraphQLRequest("{ images { colour } }")
    with Client(transport=HTTPXTransport(address), fetch_schema_from_transport=True) as session:
        creation = GraphQLRequest(create, variable_values={"input": image})
        assert session.execute(creation) == {"createImage": {"image": image}}
        assert session.execute(GraphQLRequest(read, variable_values={"id": image["id"]})) == {"image": image}
        with pytest.raises(TransportQueryError) as taken:
            session.execute(creation)
        with pytest.raises(GraphQLError, match="Cannot query field 'colour'"):
            session.execute(invalid)
    with (
        Client(transport=HTTPXTransport(address)) as unchecked,
        pytest.raises(TransportQueryError) as refused,
    ):
        unchecked.execute(invalid)
    codes = [error["extensions"]["code"] for told in (taken, refused) for error in told.value.errors or ()]
    assert codes == ["CONFLICT", "GRAPHQL_VALIDATION_FAILED"]


@javascript
@pytest.mark.parametrize(
    "name", ["graphql-ws", "graphql-sse", "urql-ws", "urql-sse", "apollo-ws", "apollo-multipart"]
)
def test_a_client_follows(name: str, address: str) -> None:
    events = report("follow.mjs", name, address)
    assert [(event["type"], event["changedFields"], event["image"]["name"]) for event in events] == [
        ("CREATED", [], "a"),
        ("UPDATED", ["name"], "b"),
    ]


def test_gql_follows_and_resumes_after_a_cut_without_a_gap(address: str) -> None:
    text = "subscription ($after: String) { imageChanged(after: $after) { cursor image { name } } }"
    create = GraphQLRequest('mutation { createImage(input: { name: "of gql" }) { image { id } } }')

    async def followed() -> list[str]:
        """The cursors of six events, on three connections; the changes go on while none is open."""
        cursors: list[str] = []
        url = address.replace("http", "ws")
        for _ in range(3):
            transport = WebsocketsTransport(url, subprotocols=["graphql-transport-ws"])
            async with Client(transport=transport) as session:
                request = GraphQLRequest(text, variable_values={"after": cursors[-1] if cursors else None})
                events = session.subscribe(request)
                if not cursors:
                    first = asyncio.ensure_future(anext(events))
                    while not first.done():
                        # Until it follows; what came before is not told.
                        await session.execute(create)
                        await asyncio.wait((first,), timeout=0.2)
                    cursors.append((await first)["imageChanged"]["cursor"])
                for _ in range(3):
                    await session.execute(create)
                async for event in events:
                    cursors.append(event["imageChanged"]["cursor"])
                    if len(cursors) % 2 == 0:
                        break
                # Or gql waits for it ten seconds before it goes.
                await events.aclose()
        return cursors

    cursors = asyncio.run(asyncio.wait_for(followed(), 60))
    places = [int(cursor.removeprefix("e")) for cursor in cursors]
    assert places == list(range(places[0], places[0] + 6))
