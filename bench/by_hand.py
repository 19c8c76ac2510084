"""Competitor (b), written by hand for these questions alone: sqlite3, dicts, and orjson at the end."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson

from bench.question import Contestant, Question

_BRIEF = "id, name, size, disk_format, container_format, checksum"
_DETAILED = (
    "id, name, status, visibility, disk_format, container_format, size, virtual_size, checksum, "
    "os_hash_algo, os_hash_value, min_disk, min_ram, owner, protected, os_hidden, "
    "created_at, updated_at, deleted_at"
)
_PAGE = "FROM images WHERE deleted = 0 AND os_hidden = 0 ORDER BY created_at DESC, id DESC LIMIT ?"
_ONE = "FROM images WHERE id = ? AND deleted = 0"
_PROPERTIES = (
    "SELECT image_id, name, value FROM image_properties "
    "WHERE image_id IN ({}) AND deleted = 0 ORDER BY image_id, name"
)


@contextmanager
def written_by_hand(path: Path) -> Iterator[Contestant]:
    """Neither GraphQL, nor a thread, nor an event loop stands between it and the database."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:

        async def answer(question: Question) -> bytes:
            return _answer(connection, question)

        yield answer


def _answer(connection: sqlite3.Connection, question: Question) -> bytes:
    columns = _DETAILED if question.detailed else _BRIEF
    if question.id is None:
        rows = connection.execute(f"SELECT {columns} {_PAGE}", (question.limit,)).fetchall()
    else:
        rows = connection.execute(f"SELECT {columns} {_ONE}", (question.id,)).fetchall()
    images = _detailed(connection, rows) if question.detailed else [_brief(row) for row in rows]
    if question.id is None:
        return orjson.dumps({"data": {"images": images}})
    return orjson.dumps({"data": {"image": images[0] if images else None}})


def _brief(row: tuple[Any, ...]) -> dict[str, object]:
    id_, name, size, disk_format, container_format, checksum = row
    return {
        "id": id_,
        "name": name,
        "size": size,
        "diskFormat": disk_format,
        "containerFormat": container_format,
        "checksum": checksum,
    }


def _detailed(connection: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> list[dict[str, object]]:
    properties: dict[str, list[dict[str, object]]] = {row[0]: [] for row in rows}
    sql = _PROPERTIES.format(",".join("?" * len(rows)))
    for image_id, name, value in connection.execute(sql, list(properties)):
        properties[image_id].append({"name": name, "value": value})
    return [_detailed_image(row, properties[row[0]]) for row in rows]


def _detailed_image(row: tuple[Any, ...], properties: list[dict[str, object]]) -> dict[str, object]:
    (id_, name, status, visibility, disk_format, container_format, size, virtual_size, checksum) = row[:9]
    (hash_algorithm, hash_value, min_disk, min_ram, owner, protected, hidden) = row[9:16]
    created_at, updated_at, deleted_at = row[16:]
    return {
        "id": id_,
        "name": name,
        "status": status.upper(),
        "visibility": visibility.upper(),
        "diskFormat": disk_format,
        "containerFormat": container_format,
        "size": size,
        "virtualSize": virtual_size,
        "checksum": checksum,
        "hashAlgorithm": hash_algorithm,
        "hashValue": hash_value,
        "minDisk": min_disk,
        "minRam": min_ram,
        "owner": owner,
        "protected": bool(protected),
        "hidden": bool(hidden),
        "createdAt": _instant(created_at),
        "updatedAt": _instant(updated_at),
        "deletedAt": None if deleted_at is None else _instant(deleted_at),
        "version": updated_at.replace(" ", "T"),
        "properties": properties,
    }


def _instant(stored: str) -> str:
    return f"{stored[:10]}T{stored[11:]}Z"
