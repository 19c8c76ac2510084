"""The same changes at the same times are answered, and leave the same rows, in every database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from db.server.store import ServerStore
from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.servers import ServerDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.in_process_client import AskingAs, asking_as, asking_store

pytestmark = pytest.mark.without_coverage

P, Q = Caller(project="p"), Caller(project="q", roles=frozenset({"member"}))

FIELDS = "id name status version updatedAt deletedAt tags propertyMap members { member status canShare }"
CREATE = f"mutation ($input: CreateImageInput!) {{ createImage(input: $input) {{ image {{ {FIELDS} }} }} }}"
CREATES = (
    f"mutation ($input: [CreateImageInput!]!) {{ createImages(input: $input) {{ images {{ {FIELDS} }} }} }}"
)
UPDATE = f"""mutation ($id: ID!, $input: UpdateImageInput!, $version: String) {{
  updateImage(id: $id, input: $input, ifVersion: $version) {{ changedFields image {{ {FIELDS} }} }} }}"""
UPDATES = f"mutation ($input: [ImageUpdate!]!) {{ updateImages(input: $input) {{ images {{ {FIELDS} }} }} }}"
DELETE = f"mutation ($id: ID!) {{ deleteImage(id: $id) {{ image {{ {FIELDS} }} }} }}"
SHARE = """mutation ($id: ID!, $member: String!) {
  addImageMember(imageId: $id, member: $member, canShare: true) {
    member { member status } image { version } } }"""
ACCEPT = """mutation ($id: ID!, $member: String!) {
  updateImageMember(imageId: $id, member: $member, status: ACCEPTED) { member { status updatedAt } } }"""
UNSHARE = """mutation ($id: ID!, $member: String!) {
  removeImageMember(imageId: $id, member: $member) { image { version members { member } } } }"""
ALL = f"""{{ images(includeDeleted: true, scope: VISIBLE, orderBy: [{{ field: ID }}], limit: 1000) {{
  {FIELDS} size minDisk protected hidden visibility owner createdAt
  properties {{ name value }} locations {{ url metadata status }} }} }}"""

# What is easily mistaken for another, or not stored as it is.
TEXTS = ("a", "A", "á", "a ", "ﬀ", "", "😀", 'q"\\/\n\t\x01\x7f', "é" * 200, "null", "0", "%d %s", "' --")


class Clock:
    """Each look is later by a second and some."""

    def __init__(self) -> None:
        self._at = datetime(2026, 1, 2, 3, 4, 5, 6)

    def __call__(self) -> datetime:
        self._at += timedelta(seconds=1, microseconds=7)
        return self._at


def script(random: Random) -> Iterator[tuple[Caller, str, dict[str, Any]]]:
    """Changes that mostly work; some name what is not there, or is not the caller's."""
    ids = [f"{at:08}-0000-4000-8000-000000000000" for at in range(8)]
    for id_ in ids[:6]:
        yield P, CREATE, {"input": created(random, id_)}
    for _ in range(60):
        caller, id_ = random.choice((ADMINISTRATOR, P, P, P, Q)), random.choice(ids)
        member, update = random.choice(("q", "Q", "q ", "r")), updated(random)
        several = [{"id": each, "input": update} for each in random.sample(ids[:6], 2)]
        stale = {"id": id_, "input": update, "version": "2026-01-02T03:04:06.000013"}
        choices = (
            (1, (caller, CREATE, {"input": created(random, id_)})),
            (1, (caller, CREATES, {"input": [created(random, each) for each in random.choices(ids, k=2)]})),
            (6, (caller, UPDATE, {"id": id_, "input": update})),
            (1, (caller, UPDATE, stale)),
            (4, (caller, UPDATES, {"input": several})),
            (1, (caller, DELETE, {"id": id_})),
            (4, (caller, SHARE, {"id": id_, "member": member})),
            (2, (Caller(project=member), ACCEPT, {"id": id_, "member": member})),
            (1, (caller, UNSHARE, {"id": id_, "member": member})),
        )
        yield random.choices([each for _, each in choices], [weight for weight, _ in choices])[0]


def created(random: Random, id_: str) -> dict[str, Any]:
    return {
        "id": id_,
        "name": random.choice(TEXTS),
        "size": random.choice((0, 2**63 - 1)),
        "properties": properties(random),
        "tags": random.sample(("x", "X", "é", "e"), 2),
    }


def updated(random: Random) -> dict[str, Any]:
    return {
        "name": random.choice(TEXTS),
        "minDisk": random.randrange(4),
        "tags": {"merge": {"add": random.sample(("x", "X", "x ", "y"), 2), "remove": ["z"]}},
        "properties": {"merge": {"set": properties(random), "remove": ["gone"]}},
    }


def properties(random: Random) -> list[dict[str, str]]:
    names = random.sample(TEXTS[:5] + TEXTS[6:], 3)
    return [{"name": name, "value": random.choice(TEXTS)} for name in names]


def answers(asking: AskingAs, seed: int) -> list[Any]:
    asking = replace(asking, now=Clock())
    answered = [
        asking.answer(caller, query, **variables) for caller, query, variables in script(Random(seed))
    ]
    return [*answered, *(asking.written(caller, ALL) for caller in (ADMINISTRATOR, P, Q))]


@pytest.mark.parametrize("seed", range(6))
def test_a_script_of_changes_is_answered_alike(
    database: SqliteDatabase, server: ServerDatabase, seed: int
) -> None:
    with asking_as(database) as asking:
        expected = answers(asking, seed)
    database.clear()
    server.copy_of(database.path)
    with asking_store(ServerStore.open(server.address)) as asking:
        assert answers(asking, seed) == expected
    codes = [error["extensions"]["code"] for each in expected[:-3] for error in each.get("errors", ())]
    assert 5 < len(codes) < 50
    assert not {"INTERNAL_SERVER_ERROR", "UNAVAILABLE"} & set(codes)
