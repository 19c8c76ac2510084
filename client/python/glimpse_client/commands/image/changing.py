"""The verbs that change: create, set, unset, delete and restore."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

from glimpse_client.commands.failures import UsageFailure, partly_done
from glimpse_client.commands.filters.conditions import selection_of
from glimpse_client.commands.filters.selection import ONLY_DELETED
from glimpse_client.commands.image.differences import SELECTION, described, differences
from glimpse_client.commands.image.fields import create_input, set_input, unset_input
from glimpse_client.commands.image.pages import image_pages
from glimpse_client.commands.image.references import references_of, resolve
from glimpse_client.commands.output.columns import chosen
from glimpse_client.commands.output.rows import Rows, rows_of
from glimpse_client.connection import Connection
from glimpse_client.errors import GlimpseError

CHANGE_COLUMNS = ("result", "id", "name", "changedFields", "version")
DRY_RUN_COLUMNS = ("result", "id", "name", "changes")

# Beside `id name version`, a dry run reads all that it compares.
_FIELDS = "id name version"

_CREATE = """
mutation ($input: CreateImageInput!, $dryRun: Boolean!) {
  change: createImage(input: $input, dryRun: $dryRun) { image { %s } }
}
"""
_UPDATE = """
mutation ($input: [ImageUpdate!]!, $dryRun: Boolean!) {
  change: updateImages(input: $input, dryRun: $dryRun) { results { changedFields image { %s } } }
}
"""
_DELETE = """
mutation ($input: [ImageDeletion!]!, $dryRun: Boolean!) {
  change: deleteImages(input: $input, dryRun: $dryRun) { images { %s } }
}
"""
_RESTORE = """
mutation ($id: ID!, $dryRun: Boolean!) {
  change: restoreImage(id: $id, dryRun: $dryRun) { image { %s } }
}
"""

Image = dict[str, Any]

# Sends the changes of some images, and returns each one's result, changed fields and new state.
Send = Callable[[Sequence[Image]], list[tuple[str, list[str], Image]]]


class Report:
    """The rows of the changed images, or the differences of a dry run."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.is_dry_run: bool = given.dry_run
        self._is_text = given.dry_run and given.format == "table"
        known = DRY_RUN_COLUMNS if given.dry_run else CHANGE_COLUMNS
        self._columns = chosen(given.column, known, known if given.dry_run else known[:4])
        self._rows: Rows = rows_of(given.format, self._columns)

    @property
    def fields(self) -> str:
        return SELECTION if self.is_dry_run else _FIELDS

    def changed(self, result: str, fields: list[str], before: Image | None, after: Image) -> None:
        if not self.is_dry_run:
            self._add({**after, "result": result, "changedFields": fields})
            return
        empty: Image = {
            name: [] if name == "tags" else {} if name == "propertyMap" else None for name in after
        }
        found = differences(before or empty, after)
        if self._is_text:
            sys.stdout.writelines(f"{line}\n" for line in described(after, found))
        else:
            self._add({**after, "result": f"would be {result}", "changes": found})

    def _add(self, row: dict[str, Any]) -> None:
        self._rows.add([[row[column] for column in self._columns]])

    def end(self) -> None:
        if not self._is_text:
            self._rows.end()


def create_image(connection: Connection, given: argparse.Namespace) -> None:
    report = Report(given)
    variables = {"input": create_input(given), "dryRun": given.dry_run}
    answer = connection.execute(_CREATE % report.fields, variables)["change"]
    report.changed("created", [], None, answer["image"])
    report.end()


def set_fields(connection: Connection, given: argparse.Namespace) -> None:
    _update(connection, given, set_input(given))


def unset_fields(connection: Connection, given: argparse.Namespace) -> None:
    _update(connection, given, unset_input(given))


def _update(connection: Connection, given: argparse.Namespace, change: dict[str, Any]) -> None:
    report = Report(given)

    def send(images: Sequence[Image]) -> list[tuple[str, list[str], Image]]:
        updates = [{"id": image["id"], "input": change} | _if_version(given) for image in images]
        variables = {"input": updates, "dryRun": given.dry_run}
        results = connection.execute(_UPDATE % report.fields, variables)["change"]["results"]
        return [
            ("changed" if each["changedFields"] else "unchanged", each["changedFields"], each["image"])
            for each in results
        ]

    _in_batches(connection, given, report, send)


def delete_images(connection: Connection, given: argparse.Namespace) -> None:
    report = Report(given)

    def send(images: Sequence[Image]) -> list[tuple[str, list[str], Image]]:
        deletions = [{"id": image["id"]} | _if_version(given) for image in images]
        variables = {"input": deletions, "dryRun": given.dry_run}
        deleted = connection.execute(_DELETE % report.fields, variables)["change"]["images"]
        return [("deleted", [], each) for each in deleted]

    _in_batches(connection, given, report, send)


def restore_images(connection: Connection, given: argparse.Namespace) -> None:
    """One request an image: the API restores them one by one."""
    report = Report(given)

    def send(images: Sequence[Image]) -> list[tuple[str, list[str], Image]]:
        (image,) = images
        variables = {"id": image["id"], "dryRun": given.dry_run}
        return [("restored", [], connection.execute(_RESTORE % report.fields, variables)["change"]["image"])]

    _in_batches(connection, given, report, send, size=1, include_deleted=True)


def _in_batches(
    connection: Connection,
    given: argparse.Namespace,
    report: Report,
    send: Send,
    *,
    size: int | None = None,
    include_deleted: bool = False,
) -> None:
    """Changes the images in batches, each all or none; after a refusal it reports what is changed."""
    images = _targets(connection, given, report.fields, include_deleted=include_deleted)
    if given.if_version is not None and len(images) != 1:
        raise UsageFailure("--if-version is the version of one image")
    size = size or (1 if len(images) == 1 else _batch_size(connection))
    done = 0
    try:
        for start in range(0, len(images), size):
            batch = images[start : start + size]
            for before, (result, fields, after) in zip(batch, send(batch), strict=True):
                report.changed(result, fields, before, after)
            done += len(batch)
    except GlimpseError as error:
        if done:
            report.end()
        raise partly_done(0 if given.dry_run else done, len(images), error) from error
    report.end()


def _targets(
    connection: Connection, given: argparse.Namespace, fields: str, *, include_deleted: bool
) -> list[Image]:
    """The images of the arguments or of the filter; more than one of a filter need `--yes`."""
    selected = selection_of(given)
    if given.image:
        if selected.where is not None:
            raise UsageFailure("Name images or give a filter, not both")
        references = references_of(given.image)
        if all(each.is_id for each in references) and not given.dry_run:
            # The server looks for them, and refuses the change of what is not there.
            return [{"id": id_} for id_ in dict.fromkeys(each.where["id"]["eq"] for each in references)]
        return resolve(connection, references, fields, include_deleted=include_deleted)
    if selected.where is None:
        raise UsageFailure("Name images, or give a filter that is not empty")
    if include_deleted:
        selected.include_deleted = True
        selected.conditions.append(ONLY_DELETED)
    pages = image_pages(connection, selected, fields)
    images = [node for page in pages for node in page.nodes]
    if len(images) > 1 and not (given.yes or given.dry_run):
        raise UsageFailure(f"The filter matches {len(images)} images: add --yes to change all of them")
    return images


def _if_version(given: argparse.Namespace) -> dict[str, str]:
    return {} if given.if_version is None else {"ifVersion": given.if_version}


def _batch_size(connection: Connection) -> int:
    data = connection.execute("{ registry { limits { maxBulkItems } } }")
    return int(data["registry"]["limits"]["maxBulkItems"])
