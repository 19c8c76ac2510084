"""Who polls is told that nothing changed without a read, and always that something did."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.databases.builders import image
from tests.support.databases.protocol import TestDatabase
from tests.support.http.client import ask, services, serving

pytestmark = pytest.mark.all_databases

ADDRESS = "/graphql?query={images{name}}"
OWN = "/graphql?query={imagesAggregate{count}}"


def reads(client: TestClient) -> int:
    count: int = services(client).store.totals.read_count
    return count


def tag_of(client: TestClient, address: str, **headers: str) -> str:
    """Of an answer that is remembered: the first prepares the query."""
    client.get(address, headers=headers)
    tag: str = client.get(address, headers=headers).headers["etag"]
    return tag


def polled(client: TestClient, address: str, tag: str, **headers: str) -> tuple[int, int]:
    """The status, and how many statements were run for it."""
    before = reads(client)
    response = client.get(address, headers={"if-none-match": tag, **headers})
    if response.status_code == 304:
        assert response.headers["etag"] == tag
        assert response.headers["vary"] == "Accept, Accept-Encoding"
        assert response.headers["cache-control"] == "private, no-cache"
    return response.status_code, reads(client) - before


def change(client: TestClient, name: str = "b") -> Any:
    made = ask(client, f'mutation {{ createImage(input: {{ name: "{name}" }}) {{ image {{ id }} }} }}')
    return made["createImage"]["image"]["id"]


def test_what_has_not_changed_is_not_read_again(client: TestClient) -> None:
    tag = tag_of(client, ADDRESS)
    for _ in range(3):
        assert polled(client, ADDRESS, tag) == (304, 0)
    # One who does not have the answer gets it.
    assert polled(client, ADDRESS, '"another"') == (200, 1)


@pytest.mark.parametrize("part", ["variables", "extensions"])
def test_an_integer_beyond_64_bits_makes_a_request_of_its_own(client: TestClient, part: str) -> None:
    address = f'{ADDRESS}&{part}={{"b":%s,"a":1}}'
    tag = tag_of(client, address % 2**64)
    assert polled(client, address % 2**64, tag) == (304, 0)
    assert polled(client, address % (2**64 + 1), tag) == (304, 1)


def test_a_change_is_always_seen(client: TestClient) -> None:
    tag = tag_of(client, ADDRESS)
    for name in ("a", "b"):
        change(client, name)
        assert polled(client, ADDRESS, tag) == (200, 1)
        tag = tag_of(client, ADDRESS)
        assert polled(client, ADDRESS, tag) == (304, 0)


def test_what_a_change_leaves_as_it_was_is_read_once_more(client: TestClient, database: TestDatabase) -> None:
    database.insert(made := image(name="a"))
    address = f'/graphql?query={{image(id:"{made.id}"){{name}}}}'
    tag = tag_of(client, address)
    change(client)
    assert polled(client, address, tag) == (304, 1)
    assert polled(client, address, tag) == (304, 0)


def test_a_membership_is_a_change(client: TestClient) -> None:
    id_ = change(client)
    address = f'/graphql?query={{image(id:"{id_}"){{members{{member}}}}}}'
    tag = tag_of(client, address)
    ask(client, f'mutation {{ addImageMember(imageId: "{id_}", member: "p") {{ member {{ member }} }} }}')
    assert polled(client, address, tag) == (200, 1)


def test_what_depends_on_the_time_is_read_each_time(client: TestClient) -> None:
    address = "/graphql?query={imagesAggregate{byCreatedAt(interval:DAY,last:1){count}}}"
    tag = tag_of(client, address)
    assert polled(client, address, tag) == (304, 1)


def test_a_media_type_and_a_variable_make_another_question(client: TestClient) -> None:
    query = "/graphql?query=query($n:Int){images(limit:$n){name}}&variables="
    tag = tag_of(client, query + '{"n":1}')
    assert polled(client, query + '{"n":2}', tag) == (304, 1)
    assert polled(client, query + '{"n":1}', tag, accept="application/graphql-response+json") == (200, 1)
    assert polled(client, query + '{"n":1}', tag) == (304, 0)


def test_nobody_is_told_by_the_answers_of_another(database: TestDatabase) -> None:
    database.insert(image(name="a", owner="p"))
    secret = "s" * 32
    with serving(database, AUTH="headers", PROXY_SECRET=secret) as client:

        def of(project: str) -> dict[str, str]:
            proof = {"x-proxy-secret": secret, "x-identity-status": "Confirmed"}
            return proof | {"x-project-id": project, "x-user-id": "u", "x-roles": "member"}

        tag = tag_of(client, OWN, **of("p"))
        assert polled(client, OWN, tag, **of("p")) == (304, 0)
        assert polled(client, OWN, tag, **of("q")) == (200, 1)


@pytest.mark.sqlite_only
def test_a_change_by_another_program_is_seen(client: TestClient, database: TestDatabase) -> None:
    tag = tag_of(client, ADDRESS)
    database.insert(image(name="c"))
    assert polled(client, ADDRESS, tag) == (200, 1)


@pytest.mark.sqlite_only
def test_a_replica_and_glance_are_read_each_time(glance: TestClient) -> None:
    tag = tag_of(glance, ADDRESS)
    assert polled(glance, ADDRESS, tag) == (304, 0)
