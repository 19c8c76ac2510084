"""Rows become one finished JSON text: each brings its image's JSON, and nothing looks into it."""

from collections.abc import Sequence

import orjson

from db.store import Rows
from resolvers.read.selection import Picked

# The fields of a connection that have a row for each image.
LISTS = frozenset({"edges", "nodes"})


def image_list(rows: Rows) -> orjson.Fragment:
    return orjson.Fragment(b"[" + b",".join([row[-1] for row in rows]) + b"]")


def images_by_id(rows: Rows) -> dict[str, orjson.Fragment]:
    """Of rows that begin with the image's id."""
    return {row[0]: orjson.Fragment(row[-1]) for row in rows}


def connection(fields: Sequence[Picked], rows: Rows) -> orjson.Fragment:
    """Of rows that begin with the number of the field that they belong to."""
    parts: list[list[bytes]] = [[] for _ in fields]
    for at, json in rows:
        parts[at].append(json)
    members = [
        b'"%b":%b' % (field.key.encode(), b"[" + b",".join(part) + b"]" if field.name in LISTS else part[0])
        for field, part in zip(fields, parts, strict=True)
    ]
    return orjson.Fragment(b"{" + b",".join(members) + b"}")


def finished(answer: object) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps(answer))
