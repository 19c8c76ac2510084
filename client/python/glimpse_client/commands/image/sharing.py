"""The verbs of membership: share, unshare, accept and reject."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from glimpse_client.commands.failures import UsageFailure, partly_done
from glimpse_client.commands.image.references import references_of, resolve
from glimpse_client.commands.output.columns import chosen
from glimpse_client.commands.output.rows import rows_of
from glimpse_client.connection import Connection
from glimpse_client.errors import GlimpseError

COLUMNS = ("result", "imageId", "member", "status", "canShare")

_SHARE = """
mutation ($id: ID!, $member: String!, $canShare: Boolean!) {
  change: addImageMember(imageId: $id, member: $member, canShare: $canShare) {
    member { member status canShare }
  }
}
"""
_UNSHARE = """
mutation ($id: ID!, $member: String!) {
  change: removeImageMember(imageId: $id, member: $member) { image { id } }
}
"""
_ANSWER = """
mutation ($id: ID!, $member: String!, $status: ImageMemberStatus!) {
  change: updateImageMember(imageId: $id, member: $member, status: $status) {
    member { member status canShare }
  }
}
"""

Change = Callable[[str], dict[str, Any]]


def share_image(connection: Connection, given: argparse.Namespace) -> None:
    image_id = _image_id(connection, given.image)

    def share(member: str) -> dict[str, Any]:
        variables = {"id": image_id, "member": member, "canShare": given.can_share}
        return {"result": "shared", **_member(connection, _SHARE, variables)}

    _report(given, image_id, given.member, share)


def unshare_image(connection: Connection, given: argparse.Namespace) -> None:
    image_id = _image_id(connection, given.image)

    def unshare(member: str) -> dict[str, Any]:
        connection.execute(_UNSHARE, {"id": image_id, "member": member})
        return {"result": "unshared", "member": member, "status": None, "canShare": None}

    _report(given, image_id, given.member, unshare)


def answer_image(connection: Connection, given: argparse.Namespace) -> None:
    """Accepts or rejects, as the project of the caller unless an administrator names another."""
    status = {"accept": "ACCEPTED", "reject": "REJECTED"}[given.verb]
    image_id = _image_id(connection, given.image)
    member = given.member or connection.execute("{ viewer { project } }")["viewer"]["project"]
    if member is None:
        raise UsageFailure(f"You have no project: name one that may {given.verb}, with --member")

    def answer(member: str) -> dict[str, Any]:
        variables = {"id": image_id, "member": member, "status": status}
        return {"result": status.lower(), **_member(connection, _ANSWER, variables)}

    _report(given, image_id, [member], answer)


def _image_id(connection: Connection, text: str) -> str:
    (reference,) = references_of([text])
    if reference.is_id:
        return str(reference.where["id"]["eq"])
    (image,) = resolve(connection, [reference], "id")
    return str(image["id"])


def _member(connection: Connection, document: str, variables: dict[str, Any]) -> dict[str, Any]:
    member: dict[str, Any] = connection.execute(document, variables)["change"]["member"]
    return member


def _report(given: argparse.Namespace, image_id: str, members: Sequence[str], change: Change) -> None:
    columns = chosen(given.column, COLUMNS, COLUMNS)
    rows = rows_of(given.format, columns)
    done = 0
    try:
        for member in members:
            row = {"imageId": image_id, **change(member)}
            rows.add([[row[column] for column in columns]])
            done += 1
    except GlimpseError as error:
        if done:
            rows.end()
        raise partly_done(done, len(members), error) from error
    rows.end()
