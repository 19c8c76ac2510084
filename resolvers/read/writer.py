"""Rows become one finished JSON text: each brings its image's JSON, and nothing looks into it."""

import orjson

from db.store import Rows


def image_list(rows: Rows) -> orjson.Fragment:
    return orjson.Fragment(b"[" + b",".join([row[-1] for row in rows]) + b"]")


def images_by_id(rows: Rows) -> dict[str, orjson.Fragment]:
    """Of rows that begin with the image's id."""
    return {row[0]: orjson.Fragment(row[-1]) for row in rows}


def finished(answer: object) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps(answer))
