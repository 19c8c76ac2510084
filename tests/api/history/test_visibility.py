"""Who sees which events, and what of them (rules §7 and §8)."""

from typing import Any

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.event_documents import (
    ADD,
    DELETE,
    HISTORY,
    REMOVE,
    UPDATE,
    changed,
    created,
    events,
    values,
)
from tests.support.http.in_process_client import NOBODY, AskingAs

pytestmark = pytest.mark.all_databases

OWNER, M, N, STRANGER = Caller("p", "anna"), Caller("m"), Caller("n"), Caller("stranger")
CALLERS = {"admin": ADMINISTRATOR, "owner": OWNER, "m": M, "n": N, "stranger": STRANGER, "nobody": NOBODY}
LOCATIONS = [{"url": "http://a"}]
PENDING = {"status": "PENDING", "canShare": False}


def changes_of_image(asking: AskingAs, visibility: str) -> str:
    """An image of `p` that was private at first, and its id; `m` and `n` were or are its members."""
    id_: str = created(asking, OWNER, name="a", visibility="PRIVATE")["id"]
    changed(asking, UPDATE, OWNER, id=id_, input={"visibility": "SHARED"})
    changed(asking, ADD, OWNER, id=id_, member="m")
    changed(asking, ADD, OWNER, id=id_, member="n")
    changed(asking, UPDATE, ADMINISTRATOR, id=id_, input={"locations": LOCATIONS, "minDisk": 1})
    if visibility != "SHARED":
        changed(asking, UPDATE, ADMINISTRATOR, id=id_, input={"visibility": visibility})
    return id_


def seen(asking: AskingAs, caller: Caller, id_: str) -> list[Any]:
    """The events with all their values; also those of the image's own list, which must be the same."""
    found = events(asking, caller, ids=[id_])
    image = asking.ask(caller, HISTORY, id=id_)["image"]
    assert [values(event) for event in (image["history"] if image else [])] == list(map(values, found))
    return found


@pytest.mark.parametrize(
    ("visibility", "who"),
    [
        ("PRIVATE", {"admin", "owner"}),
        ("SHARED", {"admin", "owner", "m", "n"}),
        ("COMMUNITY", set(CALLERS)),
        ("PUBLIC", set(CALLERS)),
    ],
)
@pytest.mark.parametrize("is_deleted", [False, True])
def test_whoever_sees_an_image_now_sees_all_its_events(
    asking: AskingAs, visibility: str, who: set[str], is_deleted: bool
) -> None:
    id_ = changes_of_image(asking, visibility)
    if is_deleted:
        changed(asking, DELETE, OWNER, id=id_)
    counts = {name: len(seen(asking, caller, id_)) for name, caller in CALLERS.items()}
    count = 5 + (visibility != "SHARED") + is_deleted
    assert counts == {name: count if name in who else 0 for name in CALLERS}


def test_only_owner_and_administrators_see_who_changed_an_image(asking: AskingAs) -> None:
    id_ = changes_of_image(asking, "PUBLIC")
    for name, caller in CALLERS.items():
        actors = [event["actor"] for event in reversed(seen(asking, caller, id_))]
        if name in ("admin", "owner"):
            anna, nobody = {"user": "anna", "project": "p"}, {"user": None, "project": None}
            assert actors == [anna, anna, anna, anna, nobody, nobody]
            assert len(events(asking, caller, user="anna")) == len(events(asking, caller, project="p")) == 4
        else:
            assert actors == [None] * 6
            assert events(asking, caller, user="anna") == events(asking, caller, project="p") == []


@pytest.mark.parametrize("visibility", ["SHARED", "PUBLIC"])
def test_members_and_locations_are_seen_as_their_fields_are(asking: AskingAs, visibility: str) -> None:
    id_ = changes_of_image(asking, visibility)
    added = {member: ("members", member, None, PENDING) for member in "mn"}
    location: Any = ("locations", None, [], [{"url": "http://a", "metadata": {}, "status": "ACTIVE"}])
    hidden = {
        "admin": [added["m"], added["n"], location],
        "owner": [added["m"], added["n"]],
        "m": [added["m"]] if visibility == "SHARED" else [],
        "n": [added["n"]] if visibility == "SHARED" else [],
        "stranger": [],
        "nobody": [],
    }
    for name, caller in CALLERS.items():
        found = [each for event in reversed(seen(asking, caller, id_)) for each in values(event)]
        assert [each for each in found if each[0] in ("members", "locations")] == hidden[name], name


def test_what_left_a_callers_sight_is_not_shown_to_it(asking: AskingAs) -> None:
    id_ = changes_of_image(asking, "SHARED")
    changed(asking, REMOVE, OWNER, id=id_, member="m")
    assert (len(seen(asking, M, id_)), len(seen(asking, N, id_))) == (0, 6)
    changed(asking, UPDATE, ADMINISTRATOR, id=id_, input={"owner": "stranger"})
    # The new owner sees who made the changes before.
    assert [event["actor"] for event in seen(asking, STRANGER, id_)][-1] == {"user": "anna", "project": "p"}
    assert seen(asking, OWNER, id_) == []


def test_a_subscriber_sees_of_an_event_what_its_history_shows(asking: AskingAs) -> None:
    query = """subscription { imageChanged(after: "e0") {
      type actor { user } requestId changes { field name before after } } }"""
    id_ = changes_of_image(asking, "SHARED")
    for caller, count in ((ADMINISTRATOR, 5), (OWNER, 5), (M, 3), (N, 2)):
        following = asking.following(caller, query)
        told = following.next(count)
        following.leave()
        kept = list(reversed(seen(asking, caller, id_)))[-count:]
        assert [values(event) for event in told] == [values(event) for event in kept]
        users = [event["actor"] and event["actor"]["user"] for event in kept]
        assert [event["actor"] and event["actor"]["user"] for event in told] == users
    changed(asking, REMOVE, OWNER, id=id_, member="m")
    following = asking.following(M, query)
    # Its last event says nothing of the image, and the earlier ones neither, as it no longer sees it.
    assert [values(event) for event in following.next(4)] == [[], [], [], []]
    following.leave()
