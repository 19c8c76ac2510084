"""`glimpse image apply`: files become images, and running it again changes nothing."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4, uuid5

from glimpse_client.commands.declared.documents import Declared, read_documents
from glimpse_client.commands.declared.plans import (
    PRUNE_INPUTS,
    PRUNE_RESULTS,
    Change,
    Plan,
    change_of,
    find_images,
    plan_of,
)
from glimpse_client.commands.failures import CHANGED, FAILURE, CommandFailure, partly_done
from glimpse_client.commands.image.differences import described
from glimpse_client.commands.output.columns import chosen
from glimpse_client.commands.output.rows import rows_of
from glimpse_client.connection import Connection
from glimpse_client.errors import Conflict, GlimpseError

COLUMNS = ("result", "id", "name", "changes")

_CREATE = """
mutation ($input: CreateImageInput!, $dryRun: Boolean!) {
  change: createImage(input: $input, dryRun: $dryRun) { image { id name } }
}
"""
_UPDATE = """
mutation ($id: ID!, $input: UpdateImageInput!, $dryRun: Boolean!) {
  change: updateImage(id: $id, input: $input, dryRun: $dryRun) { image { id name } }
}
"""
_DELETE = """
mutation ($id: ID!, $dryRun: Boolean!) {
  change: deleteImage(id: $id, dryRun: $dryRun) { image { id name } }
}
"""

# The ids of declared images follow from owner and name, so that of two creations at the same time one fails.
_NAMESPACE = UUID("7b0c8a52-5f0e-5c1a-9d53-3f1d6f0a4c11")
# Ids of deleted images stay taken: behind so many the id is drawn.
_GENERATIONS = 3

Done = tuple[str, dict[str, Any], list[str]]


def diff_images(connection: Connection, given: argparse.Namespace) -> None:
    """Prints the differences; the exit code is 1 if there are any, as that of the program diff."""
    plan = plan_of(connection, read_documents(given.file), given)
    lines = list(_difference_lines(plan, given.prune))
    sys.stdout.writelines(f"{line}\n" for line in lines)
    if lines:
        raise SilentFailure(FAILURE)


class SilentFailure(CommandFailure):
    """An exit code that says everything."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code, "")


def _difference_lines(plan: Plan, prune: str | None) -> Iterator[str]:
    for change in plan.changes:
        if change.current is None:
            new = {**change.input, "tags": ",".join(change.input["tags"])}
            new |= {f"property.{each['name']}": each["value"] for each in new.pop("properties")}
            added = [
                {"field": name, "before": None, "after": value} for name, value in new.items() if value != ""
            ]
            yield from described({"id": "new", "name": change.image.name or change.image.id}, added)
        elif change.changes:
            yield from described(change.current, change.changes)
    for image in plan.pruned:
        yield from described(image, [{"field": "pruned", "before": None, "after": PRUNE_RESULTS[str(prune)]}])


def apply_images(connection: Connection, given: argparse.Namespace) -> None:
    """Creates, updates and prunes one image after the other; each step is one transaction."""
    plan = plan_of(connection, read_documents(given.file), given)
    columns = chosen(given.column, COLUMNS, COLUMNS)
    rows = rows_of(given.format, columns)
    total = sum(change.current is None or bool(change.changes) for change in plan.changes) + len(plan.pruned)
    done = 0
    try:
        for result, image, changes in applied(connection, plan, given):
            row = {"result": result, "id": image["id"], "name": image["name"], "changes": changes}
            rows.add([[row[column] for column in columns]])
            done += result != "unchanged"
    except GlimpseError as error:
        rows.end()
        raise partly_done(0 if given.dry_run else done, total, error) from error
    rows.end()
    if given.exit_code and done:
        raise SilentFailure(CHANGED)


def applied(connection: Connection, plan: Plan, given: argparse.Namespace) -> Iterator[Done]:
    """Carries the plan out, and yields the result of each image."""
    for change in plan.changes:
        if change.current is None:
            yield _created(connection, change, plan.project, given)
        else:
            yield _updated(connection, change, given)
    for image in plan.pruned:
        variables = {"id": image["id"], "dryRun": given.dry_run}
        if given.prune == "delete":
            connection.execute(_DELETE, variables)
        else:
            connection.execute(_UPDATE, {**variables, "input": PRUNE_INPUTS[given.prune]})
        yield PRUNE_RESULTS[given.prune], image, []


def _updated(connection: Connection, change: Change, given: argparse.Namespace) -> Done:
    assert change.current is not None
    if not change.changes:
        return "unchanged", change.current, []
    variables = {"id": change.current["id"], "input": change.input, "dryRun": given.dry_run}
    image = connection.execute(_UPDATE, variables)["change"]["image"]
    return "changed", image, [each["field"] for each in change.changes]


def _created(
    connection: Connection,
    change: Change,
    project: str | None,
    given: argparse.Namespace,
    generation: int = 0,
) -> Done:
    """If another process has created it meanwhile, it is updated."""
    id_ = _id(change.image, project, generation)
    variables = {"input": {**change.input, "id": id_}, "dryRun": given.dry_run}
    try:
        return "created", connection.execute(_CREATE, variables)["change"]["image"], []
    except Conflict:
        (current,) = find_images(connection, [change.image], project)
        if current is None and change.image.id is not None:
            raise
    if current is None:
        # A deleted image has the id.
        return _created(connection, change, project, given, generation + 1)
    declared = replace(change.image, tags=change.input["tags"])
    return _updated(connection, change_of(declared, None, current, replace=given.replace), given)


def _id(image: Declared, project: str | None, generation: int) -> str:
    if image.id is not None:
        return image.id
    owner = image.owner if image.has_owner else project
    if generation < _GENERATIONS:
        return str(uuid5(_NAMESPACE, f"{owner or ''}\n{image.name}\n{generation}"))
    return str(uuid4())
