"""Joins rows, each with an image's finished JSON, to one JSON text without parsing them."""

from collections.abc import Mapping, Sequence

import orjson

from db.query.connection import PAGE_LISTS
from db.store import Rows
from resolvers.plan.selection import SelectedField


def image_list_json(rows: Rows) -> orjson.Fragment:
    return orjson.Fragment(b"[%b]" % b",".join([row[-1] for row in rows]))


def images_by_id(rows: Rows) -> dict[str, orjson.Fragment]:
    """The images' JSON by id, from rows that begin with the id."""
    return {row[0]: orjson.Fragment(row[-1]) for row in rows}


def connection_json(fields: Sequence[SelectedField], rows: Rows) -> orjson.Fragment:
    """A connection's JSON, from rows with a column for each field (see `db.query.connection`)."""
    only_lists = all(field.name in PAGE_LISTS for field in fields)
    images = rows if only_lists else rows[1:]
    # Joined once at the end: a page may have megabytes, and each copy takes time.
    pieces: list[bytes] = []
    for at, field in enumerate(fields):
        pieces += (b"," if pieces else b"{", b'"%b":' % field.key.encode())
        if field.name in PAGE_LISTS:
            pieces += (b"[", b",".join([image[at] for image in images]), b"]")
        else:
            pieces.append(rows[0][at])
    return orjson.Fragment(b"".join((*pieces, b"}")))


_NO_PAGE: Mapping[str, object] = {
    "hasNextPage": False,
    "hasPreviousPage": False,
    "startCursor": None,
    "endCursor": None,
}


def empty_connection_json(fields: Sequence[SelectedField]) -> orjson.Fragment:
    """The JSON of a connection without rows, for which nothing is read."""
    return json_fragment({field.key: _empty(field) for field in fields})


def _empty(field: SelectedField) -> object:
    if field.definition is None:
        return field.typename
    if field.name in PAGE_LISTS:
        return []
    return {
        each.key: each.typename if each.definition is None else _NO_PAGE[each.name] for each in field.children
    }


def json_fragment(answer: object) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps(answer))
