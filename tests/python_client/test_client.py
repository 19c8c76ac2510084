"""Both clients against a server: operations, pages, errors, and events across breaks."""

import asyncio
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from glimpse_client import (
    AsyncGlimpseClient,
    BadUserInput,
    Conflict,
    CreateImageInput,
    GlimpseClient,
    ImageEventType,
    ImageOrder,
    ImageOrderField,
    ImagePropertiesChange,
    ImagePropertiesMerge,
    ImagePropertyInput,
    ImageWhere,
    NotFound,
    StringFilter,
    Unavailable,
    UpdateImageInput,
)
from tests.support.processes.process import Served, free_port

NOWHERE = "00000000-0000-4000-8000-000000000000"
LISTED = ["debian-13", "shop-web-snapshot", "ubuntu-22.04", "ubuntu-24.04", "windows-2022-install"]


@pytest.fixture
def client(server: Served) -> Iterator[GlimpseClient]:
    with GlimpseClient(server.address) as client:
        yield client


def created(client: GlimpseClient, **fields: Any) -> str:
    made = client.create_image(CreateImageInput(**fields))
    assert made is not None
    return made.image.id


def test_pages_give_every_image_once_in_the_order(client: GlimpseClient) -> None:
    where = ImageWhere(name=StringFilter(in_=LISTED))
    order = [ImageOrder(field=ImageOrderField.NAME)]
    for page_size in (1, 2, 5):
        assert [each.name for each in client.paginate(where, order, page_size=page_size)] == LISTED
    assert [each.name for each in client.paginate(ImageWhere(name=StringFilter(eq="nothing")))] == []


def test_null_clears_a_field_and_unset_leaves_it(client: GlimpseClient) -> None:
    image_id = created(client, name="kept", min_disk=3)
    answer = client.update_image(image_id, UpdateImageInput(min_disk=4))
    assert answer is not None
    assert (answer.changed_fields, answer.image.name) == (["minDisk"], "kept")
    answer = client.update_image(image_id, UpdateImageInput(name=None))
    assert answer is not None
    assert (answer.changed_fields, answer.image.name, answer.image.min_disk) == (["name"], None, 4)


def test_an_error_is_an_exception_of_its_code(client: GlimpseClient) -> None:
    image_id = created(client, name="once")
    with pytest.raises(Conflict):
        client.create_image(CreateImageInput(id=image_id))
    with pytest.raises(NotFound):
        client.delete_image(NOWHERE)
    with pytest.raises(BadUserInput) as refused:
        client.update_image(image_id, UpdateImageInput(min_disk=-1))
    assert refused.value.path == ("input", "minDisk")
    assert client.get_image(NOWHERE) is None


def test_a_free_document_gives_its_data(client: GlimpseClient) -> None:
    query = "query ($n: String!) { images(where: {name: {eq: $n}}) { size } }"
    assert client.execute(query, {"n": "debian-13"}) == {"images": [{"size": 402653184}]}


def test_history_is_read_page_by_page_newest_first(client: GlimpseClient) -> None:
    image_id = created(client, name="told")
    change = ImagePropertiesChange(merge=ImagePropertiesMerge(set_=[ImagePropertyInput(name="a", value="1")]))
    client.update_image(image_id, UpdateImageInput(properties=change))
    client.delete_image(image_id)
    events = list(client.history([image_id], page_size=2))
    assert [each.type_ for each in events] == [
        ImageEventType.DELETED,
        ImageEventType.UPDATED,
        ImageEventType.CREATED,
    ]
    assert [(each.field, each.name, each.after) for each in events[1].changes] == [("properties", "a", "1")]
    assert len(list(islice(client.history(), 9))) == 9


def test_events_are_followed_from_a_cursor_and_from_now_on(client: GlimpseClient) -> None:
    first, second = islice(client.follow(after="e0"), 2)
    assert (first.cursor, second.cursor, first.type_) == ("e1", "e2", ImageEventType.CREATED)
    expected = created(client, name="followed")
    # Behind the newest event, so the creation itself is not seen.
    newest = client.newest_cursor()
    following = client.follow([expected], after=newest)
    client.update_image(expected, UpdateImageInput(name="renamed"))
    event = next(following)
    assert event.image is not None
    assert (event.image_id, event.image.name, event.changed_fields) == (expected, "renamed", ["name"])


def test_a_server_that_does_not_listen_is_unavailable() -> None:
    with GlimpseClient(f"http://127.0.0.1:{free_port()}") as client, pytest.raises(Unavailable):
        client.get_viewer()


def test_the_asynchronous_client_does_the_same(server: Served) -> None:
    async def walk() -> None:
        async with AsyncGlimpseClient(server.address) as client:
            where = ImageWhere(name=StringFilter(in_=LISTED))
            order = [ImageOrder(field=ImageOrderField.NAME)]
            assert [each.name async for each in client.paginate(where, order, page_size=2)] == LISTED
            assert [each.type_ async for each in client.history(page_size=3)] != []
            made = await client.create_image(CreateImageInput(name="async"))
            assert made is not None
            with pytest.raises(Conflict):
                await client.create_image(CreateImageInput(id=made.image.id))
            async for event in client.follow(after="e0"):
                assert event.cursor == "e1"
                break
            async for event in client.image_changed(after="e0"):
                assert event.cursor == "e1"
                break
        async with AsyncGlimpseClient(f"http://127.0.0.1:{free_port()}") as client:
            with pytest.raises(Unavailable):
                await client.get_viewer()

    asyncio.run(walk())
