"""What Glimpse is compared with over HTTP, each an application that uvicorn serves in a process of its own.

`static` answers what it has. `orm` is plain Strawberry: its own view, resolvers that answer the models of
SQLAlchemy's ORM; `caching` is the same with the extensions that parse and validate a document once. `by_hand`
is Starlette, sqlite3 and orjson, with the very SQL that Glimpse runs for these questions: no GraphQL, no
thread, nothing but what the answer takes.
"""

import argparse
import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from strawberry.asgi import GraphQL

from bench import orm
from bench.question import CREATE, UPDATE, Question
from bench.recorded import Recorded, recorded

Answers = Callable[[Request], Awaitable[Response]]


def static(_: Path) -> Starlette:
    answered = {"data": {"image": {"id": "a"}}}

    async def answer(_request: Request) -> Response:
        return JSONResponse(answered)

    return Starlette(routes=[Route("/graphql", answer)])


def strawberry_over_orm(path: Path, *, caching: bool) -> Starlette:
    schema, sessions = orm.schema_over(path, caching=caching)

    class View(GraphQL[Any, None]):
        async def get_context(self, request: Any, response: Any) -> Any:
            return sessions

    return Starlette(routes=[Route("/graphql", View(schema))])


class _ByHand:
    def __init__(self, path: Path, reads: Mapping[str, Recorded]) -> None:
        self._reads = reads
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "cache_size = -65536",
            "foreign_keys = ON",
        ):
            self._connection.execute(f"PRAGMA {pragma}")

    async def answer(self, request: Request) -> Response:
        asked = orjson.loads(await request.body())
        query, variables = asked["query"], asked["variables"]
        if query == CREATE:
            data = b'{"createImage":%b}' % self._create(**variables)
        elif query == UPDATE:
            data = b'{"updateImage":%b}' % self._update(**variables)
        else:
            read = self._reads[query]
            rows = self._connection.execute(read.sql, read.parameters(variables)).fetchall()
            if "id" in variables:
                data = b'{"image":%b}' % rows[0][-1]
            else:
                data = b'{"images":[%b]}' % b",".join([row[-1] for row in rows])
        return Response(b'{"data":%b}' % data, media_type="application/json")

    def _create(self, name: str, value: str) -> bytes:
        id_, now, run = str(uuid4()), _now(), self._connection.execute
        run("BEGIN IMMEDIATE")
        run(
            "INSERT INTO images (id, name, status, visibility, min_disk, min_ram, protected, os_hidden, "
            "created_at, updated_at, deleted) VALUES (?, ?, 'queued', 'shared', 0, 0, 0, 0, ?, ?, 0)",
            (id_, name, now, now),
        )
        run(
            "INSERT INTO image_properties (image_id, name, value, created_at, updated_at, deleted) "
            "VALUES (?, 'a', ?, ?, ?, 0)",
            (id_, value, now, now),
        )
        run("COMMIT")
        return orjson.dumps({"image": {"id": id_}})

    def _update(self, id: str, name: str) -> bytes:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        run("UPDATE images SET name = ?, updated_at = ? WHERE id = ? AND deleted = 0", (name, _now(), id))
        run("COMMIT")
        return orjson.dumps({"image": {"id": id, "name": name}})


def _now() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def by_hand(path: Path) -> Starlette:
    reads = asyncio.run(recorded(path, Question.all_over_http()))
    return Starlette(routes=[Route("/graphql", _ByHand(path, reads).answer, methods=["POST"])])


APPLICATIONS: Mapping[str, Callable[[Path], Starlette]] = {
    "static": static,
    "orm": partial(strawberry_over_orm, caching=False),
    "caching": partial(strawberry_over_orm, caching=True),
    "by_hand": by_hand,
}


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("name", choices=APPLICATIONS)
    given.add_argument("path", type=Path)
    given.add_argument("port", type=int)
    arguments = given.parse_args()
    application = APPLICATIONS[arguments.name](arguments.path)
    # As Glimpse serves itself: uvloop, httptools, no line of uvicorn's for a request.
    uvicorn.run(application, host="127.0.0.1", port=arguments.port, access_log=False)


if __name__ == "__main__":
    main()
