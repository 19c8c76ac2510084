"""The documents with which tests change images and follow the changes."""

from typing import Any

from resolvers.caller import Caller
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
