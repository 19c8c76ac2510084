"""Rows become finished JSON: columns stay what the driver gave, children are spliced in."""

from collections.abc import Sequence
from typing import Any

import orjson

from db.statement import Statement
from db.store import Rows


def objects(statement: Statement, rows: Rows) -> list[dict[str, Any]]:
    """One object a row, in the order of the selection."""
    keys = [column.key for column in statement.columns]
    special = [
        (column.key, orjson.Fragment if column.json else column.convert)
        for column in statement.columns
        if column.json or column.convert
    ]
    hidden = statement.hidden
    written = []
    for row in rows:
        written_row = dict(zip(keys, row[hidden:] if hidden else row, strict=True))
        for key, convert in special:
            value = written_row[key]
            if value is not None and convert is not None:
                written_row[key] = convert(value)
        written.append(written_row)
    return written


def finished(answer: object) -> orjson.Fragment:
    """JSON that nothing looks into again."""
    return orjson.Fragment(orjson.dumps(answer))


def by_id(statement: Statement, rows: Rows) -> dict[str, dict[str, Any]]:
    """The objects by the id that stands first in each row."""
    ids: Sequence[str] = [row[0] for row in rows]
    return dict(zip(ids, objects(statement, rows), strict=True))
