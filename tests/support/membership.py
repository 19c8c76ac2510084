"""Changes of an image's members: how they are asked, and what they answer."""

from typing import Any

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import MADE, Row
from tests.support.http.in_process_client import AskingAs

PAYLOAD = """member { member status canShare createdAt updatedAt }
    image { version members { member } }"""
ADD = f"""mutation ($id: ID!, $member: String!, $canShare: Boolean! = false) {{
    it: addImageMember(imageId: $id, member: $member, canShare: $canShare) {{ {PAYLOAD} }} }}"""
UPDATE = f"""mutation ($id: ID!, $member: String!, $status: ImageMemberStatus, $canShare: Boolean) {{
    it: updateImageMember(imageId: $id, member: $member, status: $status, canShare: $canShare) {{
        {PAYLOAD} }} }}"""
REMOVE = """mutation ($id: ID!, $member: String!) {
    it: removeImageMember(imageId: $id, member: $member) { image { version members { member } } } }"""
CHANGES = [ADD, UPDATE, REMOVE]
MEMBERS = """query ($id: ID!) { image(id: $id) {
    version members { member status canShare createdAt updatedAt } } }"""
LISTS = """query ($where: ImageWhere) {
    listed: images(where: $where) { id } visible: images(where: $where, scope: VISIBLE) { id } }"""

# The image's owner is `p`, as that of every row of these tests unless it says otherwise.
M, N, STRANGER = Caller(project="m"), Caller(project="n"), Caller(project="stranger")
VERSION = MADE.replace(" ", "T")


def moved(answered: Any) -> str:
    """The image's version in an answer, which must be later than that of the row."""
    version: str = answered["it"]["image"]["version"]
    assert version > VERSION
    return version


def membership(member: str, made: str, updated: str, **given: object) -> dict[str, object]:
    """As it is answered; pending and may not share, unless given otherwise."""
    times = {"createdAt": f"{made}Z", "updatedAt": f"{updated}Z"}
    return {"member": member, "status": "PENDING", "canShare": False, **times, **given}


def payload(membership: dict[str, object], version: str, *seen: str) -> dict[str, object]:
    return {"it": {"member": membership, **shown(version, *seen)}}


def shown(version: str, *seen: str) -> dict[str, object]:
    return {"image": {"version": version, "members": [{"member": member} for member in seen]}}


def nothing_changed(asking: AskingAs, made: Row, *members: dict[str, object]) -> bool:
    seen = asking.ask(ADMINISTRATOR, MEMBERS, id=made.id)
    return bool(seen == {"image": {"version": VERSION, "members": list(members)}})


# What `member_of(made, "m")` is.
UNTOUCHED = membership("m", VERSION, VERSION)
