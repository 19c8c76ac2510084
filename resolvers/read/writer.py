"""Rows become one finished JSON text: each brings its image's JSON, and nothing looks into it."""

from collections.abc import Sequence

import orjson

from db.query.connection import PAGE_LISTS
from db.store import Rows
from resolvers.plan.selection import SelectedField


def image_list_json(rows: Rows) -> orjson.Fragment:
    return orjson.Fragment(b"[%b]" % b",".join([row[-1] for row in rows]))


def images_by_id(rows: Rows) -> dict[str, orjson.Fragment]:
    """Of rows that begin with the image's id."""
    return {row[0]: orjson.Fragment(row[-1]) for row in rows}


def connection_json(fields: Sequence[SelectedField], rows: Rows) -> orjson.Fragment:
    """Of rows with a column for each field, the first with those that are no lists, if there are any."""
    only_lists = all(field.name in PAGE_LISTS for field in fields)
    images = rows if only_lists else rows[1:]
    # Joined at the end: a page has megabytes, and each copy counts.
    pieces: list[bytes] = []
    for at, field in enumerate(fields):
        pieces += (b"," if pieces else b"{", b'"%b":' % field.key.encode())
        if field.name in PAGE_LISTS:
            pieces += (b"[", b",".join([image[at] for image in images]), b"]")
        else:
            pieces.append(rows[0][at])
    return orjson.Fragment(b"".join((*pieces, b"}")))


def json_fragment(answer: object) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps(answer))
