"""What a caller without project sees: what is open to anyone (behaviour §1 and §4)."""

import asyncio
from pathlib import Path
from typing import Any

import orjson

from db.sqlite import SqliteStore
from resolvers.caller import Caller
from resolvers.changes import Changes
from resolvers.context import Context
from resolvers.read.plan import Plans
from resolvers.root import create_schema
from settings import Settings
from tests.rows import image, insert, member_of

LISTS = """{ listed: images(orderBy: [{field: NAME}]) { name members { member } }
    visible: images(scope: VISIBLE, orderBy: [{field: NAME}]) { name } }"""


def asked_by(caller: Caller, database: Path, query: str) -> Any:
    async def ask() -> Any:
        settings = Settings.from_environment({})
        store = await SqliteStore.open(database)
        try:
            context = Context(store, settings, caller, Changes(), Plans(glance=False))
            result = await create_schema(settings).execute(query, context_value=context)
        finally:
            await store.close()
        assert not result.errors, result.errors
        return orjson.loads(orjson.dumps(result.data))

    return asyncio.run(ask())


def test_a_caller_without_project_sees_what_is_open_to_anyone(database: Path) -> None:
    public = image(name="public", visibility="public")
    rest = [image(name=each, visibility=each) for each in ("community", "private", "shared")]
    hidden = image(name="hidden", visibility="public", os_hidden=True)
    insert(database, public, *rest, hidden, member_of(public, "m"), member_of(rest[2], "m"))
    assert asked_by(Caller(), database, LISTS) == {
        "listed": [{"name": "public", "members": []}],
        "visible": [{"name": "community"}, {"name": "hidden"}, {"name": "public"}],
    }


def test_a_project_sees_its_own_and_what_it_accepted(database: Path) -> None:
    own = image(name="own", owner="p", visibility="private")
    offered, accepted = (image(name=each, owner="q") for each in ("offered", "accepted"))
    orphan = image(name="orphan", owner=None)
    insert(
        database,
        own,
        offered,
        accepted,
        orphan,
        member_of(offered, "p"),
        member_of(accepted, "p", status="accepted"),
        member_of(accepted, "other", status="accepted"),
        member_of(orphan, "p", status="accepted"),
    )
    assert asked_by(Caller(project="p"), database, LISTS) == {
        "listed": [{"name": "accepted", "members": [{"member": "p"}]}, {"name": "own", "members": []}],
        "visible": [{"name": "accepted"}, {"name": "offered"}, {"name": "own"}],
    }
