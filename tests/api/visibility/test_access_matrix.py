"""Who may do what with which image, as tables; each cell is asked of an image of its own (rules §4, §5).

Every image has the members `accepted`, `pending` and `rejected`, named for what they think of it; the
column `nobody` is a caller without project. `-` stands where there is no such image for the caller.
"""

from collections.abc import Callable
from uuid import uuid4

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import MADE, Row, image, location_of, member_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import NOBODY, AskingAs

pytestmark = pytest.mark.all_databases

MEMBERS = ("accepted", "pending", "rejected")
CALLERS = {
    "administrator": ADMINISTRATOR,
    **{project: Caller(project=project) for project in ("owner", *MEMBERS, "stranger")},
    "nobody": NOBODY,
}

Table = dict[tuple[str, str], str]
Cells = dict[tuple[str, str], Row]


def read(text: str) -> Table:
    """Cells by their image and caller."""
    head, *lines = (line.split() for line in text.strip().splitlines())
    return {
        (kind, caller): cell for kind, *cells in lines for caller, cell in zip(head[1:], cells, strict=True)
    }


SEEN_BY_ID_AND_IN_VISIBLE = read("""
image                administrator  owner  accepted  pending  rejected  stranger  nobody
public               yes            yes    yes       yes      yes       yes       yes
community            yes            yes    yes       yes      yes       yes       yes
shared               yes            yes    yes       yes      yes       -         -
private              yes            yes    -         -        -         -         -
public,hidden        yes            yes    yes       yes      yes       yes       yes
community,hidden     yes            yes    yes       yes      yes       yes       yes
shared,hidden        yes            yes    yes       yes      yes       -         -
private,hidden       yes            yes    -         -        -         -         -
public,ownerless     yes            yes    yes       yes      yes       yes       yes
community,ownerless  yes            yes    yes       yes      yes       yes       yes
shared,ownerless     yes            -      -         -        -         -         -
private,ownerless    yes            -      -         -        -         -         -
""")

LISTED = read("""
image                administrator  owner  accepted  pending  rejected  stranger  nobody
public               yes            yes    yes       yes      yes       yes       yes
community            yes            yes    -         -        -         -         -
shared               yes            yes    yes       -        -         -         -
private              yes            yes    -         -        -         -         -
public,hidden        -              -      -         -        -         -         -
community,hidden     -              -      -         -        -         -         -
shared,hidden        -              -      -         -        -         -         -
private,hidden       -              -      -         -        -         -         -
public,ownerless     yes            yes    yes       yes      yes       yes       yes
community,ownerless  yes            -      -         -        -         -         -
shared,ownerless     yes            -      -         -        -         -         -
private,ownerless    yes            -      -         -        -         -         -
""")

UPDATED_AND_DELETED = read("""
image                administrator  owner      accepted   pending    rejected   stranger   nobody
public               done           done       FORBIDDEN  FORBIDDEN  FORBIDDEN  FORBIDDEN  UNAUTHENTICATED
community            done           done       FORBIDDEN  FORBIDDEN  FORBIDDEN  FORBIDDEN  UNAUTHENTICATED
shared               done           done       FORBIDDEN  FORBIDDEN  FORBIDDEN  NOT_FOUND  NOT_FOUND
private              done           done       NOT_FOUND  NOT_FOUND  NOT_FOUND  NOT_FOUND  NOT_FOUND
public,hidden        done           done       FORBIDDEN  FORBIDDEN  FORBIDDEN  FORBIDDEN  UNAUTHENTICATED
community,hidden     done           done       FORBIDDEN  FORBIDDEN  FORBIDDEN  FORBIDDEN  UNAUTHENTICATED
shared,hidden        done           done       FORBIDDEN  FORBIDDEN  FORBIDDEN  NOT_FOUND  NOT_FOUND
private,hidden       done           done       NOT_FOUND  NOT_FOUND  NOT_FOUND  NOT_FOUND  NOT_FOUND
public,ownerless     done           FORBIDDEN  FORBIDDEN  FORBIDDEN  FORBIDDEN  FORBIDDEN  UNAUTHENTICATED
community,ownerless  done           FORBIDDEN  FORBIDDEN  FORBIDDEN  FORBIDDEN  FORBIDDEN  UNAUTHENTICATED
shared,ownerless     done           NOT_FOUND  NOT_FOUND  NOT_FOUND  NOT_FOUND  NOT_FOUND  NOT_FOUND
private,ownerless    done           NOT_FOUND  NOT_FOUND  NOT_FOUND  NOT_FOUND  NOT_FOUND  NOT_FOUND
""")

MEMBERS_SEEN = read("""
image                administrator  owner  accepted  pending  rejected  stranger  nobody
public               all            all    none      none     none      none      none
community            all            all    none      none     none      none      none
shared               all            all    itself    itself   itself    -         -
private              all            all    -         -        -         -         -
public,hidden        all            all    none      none     none      none      none
community,hidden     all            all    none      none     none      none      none
shared,hidden        all            all    itself    itself   itself    -         -
private,hidden       all            all    -         -        -         -         -
public,ownerless     all            none   none      none     none      none      none
community,ownerless  all            none   none      none     none      none      none
shared,ownerless     all            -      -         -        -         -         -
private,ownerless    all            -      -         -        -         -         -
""")

LOCATIONS_SEEN = read("""
image                administrator  owner  accepted  pending  rejected  stranger  nobody
public               yes            null   null      null     null      null      null
community            yes            null   null      null     null      null      null
shared               yes            null   null      null     null      -         -
private              yes            null   -         -        -         -         -
public,hidden        yes            null   null      null     null      null      null
community,hidden     yes            null   null      null     null      null      null
shared,hidden        yes            null   null      null     null      -         -
private,hidden       yes            null   -         -        -         -         -
public,ownerless     yes            null   null      null     null      null      null
community,ownerless  yes            null   null      null     null      null      null
shared,ownerless     yes            -      -         -        -         -         -
private,ownerless    yes            -      -         -        -         -         -
""")

READ = """query ($id: ID!) { image(id: $id) { members { member } locations { url } } }"""
LIST = """query ($scope: ImageScope!) { images(scope: $scope, limit: 1000) { id } }"""
UPDATE = "mutation ($id: ID!) { updateImage(id: $id, input: { minDisk: 1 }) { changedFields } }"
DELETE = "mutation ($id: ID!) { deleteImage(id: $id) { image { status } } }"
RESTORE = "mutation ($id: ID!) { restoreImage(id: $id) { image { status } } }"


def image_of(kind: str, **given: object) -> Row:
    """`private,ownerless` and the like; else it belongs to `owner`."""
    visibility, _, mark = kind.partition(",")
    owner = None if mark == "ownerless" else "owner"
    return image(visibility=visibility, os_hidden=mark == "hidden", owner=owner, **given)


@pytest.fixture
def cells(database: TestDatabase) -> Cells:
    """For each cell an image, with three members and a location."""
    made = {cell: image_of(cell[0]) for cell in SEEN_BY_ID_AND_IN_VISIBLE}
    database.insert(*made.values())
    database.insert(*(member_of(each, name, status=name) for each in made.values() for name in MEMBERS))
    database.insert(*(location_of(each, "rbd://a") for each in made.values()))
    return made


def asked(cells: Cells, ask: Callable[[Caller, str], str]) -> Table:
    """What `ask` says of each cell, given its caller and its image's id."""
    return {cell: ask(CALLERS[cell[1]], made.id) for cell, made in cells.items()}


def test_an_image_is_seen_by_id_as_the_table_says(asking: AskingAs, cells: Cells) -> None:
    def seen(caller: Caller, identity: str) -> str:
        return "-" if asking.ask(caller, READ, id=identity)["image"] is None else "yes"

    assert asked(cells, seen) == SEEN_BY_ID_AND_IN_VISIBLE


@pytest.mark.parametrize("scope", ["VISIBLE", "LISTED"])
def test_an_image_is_listed_as_the_table_says(asking: AskingAs, cells: Cells, scope: str) -> None:
    lists = {caller: asking.ask(caller, LIST, scope=scope)["images"] for caller in CALLERS.values()}

    def seen(caller: Caller, identity: str) -> str:
        return "yes" if {"id": identity} in lists[caller] else "-"

    assert asked(cells, seen) == (LISTED if scope == "LISTED" else SEEN_BY_ID_AND_IN_VISIBLE)


@pytest.mark.without_coverage
@pytest.mark.parametrize(
    ("change", "answered"),
    [
        (UPDATE, {"updateImage": {"changedFields": ["minDisk"]}}),
        (DELETE, {"deleteImage": {"image": {"status": "DELETED"}}}),
        (RESTORE, {"restoreImage": {"image": {"status": "QUEUED"}}}),
    ],
    ids=["update", "delete", "restore"],
)
def test_an_image_is_changed_as_the_table_says(
    asking: AskingAs, cells: Cells, change: str, answered: dict[str, object]
) -> None:
    if change is RESTORE:
        for made in cells.values():
            asking.ask(ADMINISTRATOR, DELETE, id=made.id)

    def changed(caller: Caller, identity: str) -> str:
        answer = asking.answer(caller, change, id=identity)
        if "errors" in answer:
            (error,) = answer["errors"]
            assert error["extensions"]["path"] == ["id"]
            return str(error["extensions"]["code"])
        assert answer == {"data": answered}
        return "done"

    assert asked(cells, changed) == UPDATED_AND_DELETED


def test_an_image_that_is_not_deleted_is_in_conflict_for_all_who_could_restore_it(
    asking: AskingAs, cells: Cells
) -> None:
    def restored(caller: Caller, identity: str) -> str:
        return asking.refused(caller, RESTORE, id=identity)[0]

    expected = {
        cell: "CONFLICT" if outcome == "done" else outcome for cell, outcome in UPDATED_AND_DELETED.items()
    }
    assert asked(cells, restored) == expected


def test_members_are_seen_as_the_table_says(asking: AskingAs, cells: Cells) -> None:
    def seen(caller: Caller, identity: str) -> str:
        found = asking.ask(caller, READ, id=identity)["image"]
        if found is None:
            return "-"
        names = [member["member"] for member in found["members"]]
        words = {(): "none", MEMBERS: "all", (caller.project,): "itself"}
        return words[tuple(names)]

    assert asked(cells, seen) == MEMBERS_SEEN


def test_locations_are_seen_as_the_table_says(asking: AskingAs, cells: Cells) -> None:
    def seen(caller: Caller, identity: str) -> str:
        found = asking.ask(caller, READ, id=identity)["image"]
        if found is None:
            return "-"
        assert found["locations"] in (None, [{"url": "rbd://a"}])
        return "null" if found["locations"] is None else "yes"

    assert asked(cells, seen) == LOCATIONS_SEEN


ASKED_OF_ONE = {
    "image": "query ($id: ID!) { it: image(id: $id) { id } }",
    "image_then": "query ($id: ID!) { it: image(id: $id, includeDeleted: true) { id } }",
    "node": "query ($id: ID!) { it: node(id: $id) { id } }",
    "nodes": "query ($id: ID!) { it: nodes(ids: [$id]) { id } }",
    "marker": "query ($id: ID!) { it: images(marker: $id, scope: VISIBLE) { id } }",
    "filter": "query ($id: ID!) { it: images(where: { id: { eq: $id } }, scope: VISIBLE) { id } }",
    "update": UPDATE,
    "updates": "mutation ($id: ID!) { it: updateImages(input: [{ id: $id, input: {} }]) { images { id } } }",
    "version": 'mutation ($id: ID!) { it: updateImage(id: $id, input: {}, ifVersion: "") { image { id } } }',
    "refused": "mutation ($id: ID!) { it: updateImage(id: $id, input: { minDisk: -1 }) { image { id } } }",
    "delete": DELETE,
    "restore": RESTORE,
    "deletes": "mutation ($id: ID!) { it: deleteImages(input: [{ id: $id }]) { images { id } } }",
    "add": 'mutation ($id: ID!) { it: addImageMember(imageId: $id, member: "") { image { id } } }',
    "member": 'mutation ($id: ID!) { it: updateImageMember(imageId: $id, member: "x") { image { id } } }',
    "remove": 'mutation ($id: ID!) { it: removeImageMember(imageId: $id, member: "") { image { id } } }',
}


@pytest.mark.without_coverage
@pytest.mark.parametrize("query", ASKED_OF_ONE.values(), ids=[*ASKED_OF_ONE])
@pytest.mark.parametrize("who", ["accepted", "stranger", "nobody"])
def test_what_is_not_seen_answers_as_what_does_not_exist(
    asking: AskingAs, database: TestDatabase, query: str, who: str
) -> None:
    unseen = [
        image_of(kind) for kind in ("private", "private,hidden", "shared,ownerless", "private,ownerless")
    ]
    unseen += [image_of("private", protected=True), image_of("private", deleted_at=MADE)]
    database.insert(*unseen, other := image_of("shared"))
    database.insert(*(member_of(each, name, status=name) for each in unseen for name in MEMBERS))
    database.insert(member_of(other, who, status="accepted", deleted_at=MADE))
    identities = [*(each.id for each in unseen), other.id, other.id.upper(), "malformed", "", str(uuid4())]
    answers = [asking.answer(CALLERS[who], query, id=identity) for identity in identities]
    assert answers == answers[-1:] * len(identities)
