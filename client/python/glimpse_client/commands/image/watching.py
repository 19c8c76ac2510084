"""`glimpse image watch`: events as lines, and a command for each one."""

import argparse
import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from glimpse_client.commands.failures import FAILURE, CommandFailure
from glimpse_client.commands.filters.conditions import selection_of
from glimpse_client.commands.image.references import references_of, resolve
from glimpse_client.commands.output.columns import chosen
from glimpse_client.commands.output.rows import rows_of
from glimpse_client.connection import Connection
from glimpse_client.errors import CursorExpired

COLUMNS = (
    "cursor",
    "occurredAt",
    "type",
    "imageId",
    "name",
    "status",
    "visibility",
    "changedFields",
    "changes",
    "user",
    "project",
)

_WATCH = """
subscription ($ids: [ID!], $where: ImageWhere, $types: [ImageEventType!], $after: String) {
  imageChanged(ids: $ids, where: $where, types: $types, after: $after) {
    cursor occurredAt type imageId changedFields changes { field name before after } actor { user project }
    image { name status visibility }
  }
}
"""


def watch_images(connection: Connection, given: argparse.Namespace) -> None:
    columns = chosen(
        given.column, COLUMNS, ("cursor", "occurredAt", "type", "imageId", "name", "changedFields")
    )
    # An array would never end, nor would a table ever begin.
    rows = rows_of({"json": "jsonl", "table": "value"}.get(given.format, given.format), columns)
    for event in islice(_events(connection, given), given.count):
        rows.add([[event[column] for column in columns]])
        if given.exec:
            _run(given.exec, event)
        if given.state:
            _keep(given.state, event["cursor"])
    rows.end()


def _events(connection: Connection, given: argparse.Namespace) -> Iterator[dict[str, Any]]:
    # Fails where the server cannot be reached at all; a later break is bridged.
    newest = connection.newest_cursor()
    variables: dict[str, Any] = {"after": given.after or _kept(given.state) or newest}
    if where := selection_of(given).where:
        variables["where"] = where
    if given.image:
        images = resolve(connection, references_of(given.image), "id", include_deleted=True)
        variables["ids"] = [image["id"] for image in images]
    if given.type:
        variables["types"] = [each.upper() for each in given.type]
    try:
        # It ends with an exception only.
        for _, data in connection.resume(_WATCH, variables):  # pragma: no branch
            event = data["imageChanged"]
            actor = event.pop("actor") or {"user": None, "project": None}
            image = event.pop("image") or {"name": None, "status": None, "visibility": None}
            yield event | actor | image
    except CursorExpired as error:
        message = f"{error}. Read the images again, and watch without the cursor"
        raise CommandFailure(FAILURE, message, error.code) from error


def _run(command: str, event: dict[str, Any]) -> None:
    """Runs the command with the event as JSON on standard input; its failure ends the watch."""
    environ = {
        **os.environ,
        "GLIMPSE_EVENT_TYPE": event["type"],
        "GLIMPSE_EVENT_CURSOR": event["cursor"],
        "GLIMPSE_IMAGE_ID": event["imageId"],
    }
    text = json.dumps(event, ensure_ascii=False)
    done = subprocess.run(shlex.split(command), input=text, encoding="utf-8", env=environ, check=False)
    if done.returncode:
        raise CommandFailure(FAILURE, f"The command has ended with {done.returncode} for {event['cursor']}")


def _kept(state: Path | None) -> str | None:
    text = state.read_text("utf-8") if state is not None and state.exists() else ""
    return text.strip() or None


def _keep(state: Path, cursor: str) -> None:
    """Replaces the file as a whole, so that a kill leaves the old cursor or the new one."""
    new = state.with_name(f"{state.name}.new")
    new.write_text(f"{cursor}\n", "utf-8")
    new.replace(state)
