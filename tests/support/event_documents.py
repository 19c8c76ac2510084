"""The documents with which tests change images, follow the changes and read their history."""

from typing import Any

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.http.in_process_client import AskingAs, P

FOLLOW = """subscription ($ids: [ID!], $where: ImageWhere, $types: [ImageEventType!], $after: String) {
  imageChanged(ids: $ids, where: $where, types: $types, after: $after) {
    type imageId image { name } changedFields occurredAt cursor } }"""


CREATE = "mutation ($input: CreateImageInput!) { it: createImage(input: $input) { image { id updatedAt } } }"


UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) {
  it: updateImage(id: $id, input: $input) { image { id updatedAt } } }"""


DELETE = "mutation ($id: ID!) { it: deleteImage(id: $id) { image { id updatedAt } } }"


ADD = """mutation ($id: ID!, $member: String!) {
  it: addImageMember(imageId: $id, member: $member) { image { id updatedAt } } }"""


ACCEPT = """mutation ($id: ID!, $member: String!) {
  it: updateImageMember(imageId: $id, member: $member, status: ACCEPTED) { image { id updatedAt } } }"""


REMOVE = """mutation ($id: ID!, $member: String!) {
  it: removeImageMember(imageId: $id, member: $member) { image { id updatedAt } } }"""


def created(asking: AskingAs, caller: Caller = P, **given: object) -> Any:
    return asking.ask(caller, CREATE, input=given)["it"]["image"]


def changed(asking: AskingAs, mutation: str, caller: Caller = P, **given: object) -> Any:
    return asking.ask(caller, mutation, **given)["it"]["image"]


EVENTS = """query ($ids: [ID!], $types: [ImageEventType!], $user: String, $project: String, $since: DateTime,
    $until: DateTime, $first: Int, $after: String, $last: Int, $before: String) {
  imageEvents(ids: $ids, types: $types, user: $user, project: $project, since: $since, until: $until,
      first: $first, after: $after, last: $last, before: $before) {
    nodes { cursor type imageId changedFields occurredAt actor { user project } requestId
      changes { field name before after } image { id name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

HISTORY = """query ($id: ID!, $first: Int! = 20) { image(id: $id, includeDeleted: true) {
    history(first: $first) { cursor type changes { field name before after } } } }"""


def events(asking: AskingAs, caller: Caller = ADMINISTRATOR, /, **given: object) -> list[Any]:
    """The events of a page, newest first."""
    nodes: list[Any] = asking.ask(caller, EVENTS, **given)["imageEvents"]["nodes"]
    return nodes


def values(event: Any) -> list[tuple[str, str | None, object, object]]:
    """The changes of an event: field, name, before and after."""
    return [tuple(each[key] for key in ("field", "name", "before", "after")) for each in event["changes"]]
