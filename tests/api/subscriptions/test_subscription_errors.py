"""What a follower is refused, before the first event or with it: cursors, operands, one too many."""

import pytest

from db.events.log import EventRange, event_range_statement, prune
from resolvers.errors import CursorExpiredError
from tests.support.event_documents import FOLLOW, created
from tests.support.http.in_process_client import MOST, AskingAs, P

pytestmark = pytest.mark.all_databases


@pytest.mark.sqlite_only
@pytest.mark.parametrize("after", ["", "e", "1", "e-1", "e1.0", "e٣", "x1", "e" + "9" * 19, "e1 "])
def test_what_is_no_cursor_is_refused(asking: AskingAs, after: str) -> None:
    assert asking.not_followed(P, FOLLOW, after=after) == ("BAD_USER_INPUT", ["after"])


def test_a_cursor_of_what_is_not_kept_is_refused(asking: AskingAs) -> None:
    for _ in range(5):
        created(asking, name="a")
    asking.following(P, FOLLOW, after="e0").next(5)
    assert asking.not_followed(P, FOLLOW, after="e6") == ("CURSOR_EXPIRED", ["after"])

    async def keep(most: int) -> EventRange:
        async with asking.store.begin() as tx:
            assert not await prune(tx, most)
        return EventRange.of(await asking.store.read(event_range_statement(asking.store.dialect), {}))

    assert asking.loop.run(keep(5)) == EventRange(1, 5)
    assert asking.loop.run(keep(2)) == EventRange(4, 5)
    assert asking.not_followed(P, FOLLOW, after="e2") == ("CURSOR_EXPIRED", ["after"])
    next_steps = "are no longer kept: subscribe without `after`, then read all images that you need"
    with pytest.raises(CursorExpiredError, match=rf"^The events behind `after` {next_steps}"):
        asking.loop.run(asking.feed.begin(2))
    with pytest.raises(CursorExpiredError, match=r"^`after` is not a cursor of this database: subscribe "):
        asking.loop.run(asking.feed.begin(9))
    assert [event["cursor"] for event in asking.following(P, FOLLOW, after="e3").next(2)] == ["e4", "e5"]
    # The newest is never forgotten, and so no place is given twice.
    assert asking.loop.run(keep(1)) == EventRange(5, 5)
    created(asking, name="b")
    follower = asking.following(P, FOLLOW, after="e5")
    assert follower.next()[0]["cursor"] == "e6"
    # A follower that has fallen behind has given no cursor that it could correct.
    asking.feed.require_retained(4)
    with pytest.raises(
        CursorExpiredError, match=r"^The events behind the last one that was sent are"
    ) as late:
        asking.feed.require_retained(3)
    assert late.value.extensions == {"code": "CURSOR_EXPIRED"}


def test_wrong_operands_are_refused_before_anything_is_followed(asking: AskingAs) -> None:
    assert asking.not_followed(P, FOLLOW, where={"name": {}}) == ("BAD_USER_INPUT", ["where", "name"])
    assert asking.not_followed(P, FOLLOW, ids=["x"] * 1001) == ("LIMIT_EXCEEDED", ["ids"])
    assert asking.not_followed(P, FOLLOW, types=["MOVED"])[0] == "BAD_USER_INPUT"
    assert asking.not_followed(P, "subscription {")[0] == "GRAPHQL_PARSE_FAILED"
    assert asking.not_followed(P, "subscription { nothing { x } }")[0] == "GRAPHQL_VALIDATION_FAILED"
    two = "subscription { a: imageChanged { type } b: imageChanged { type } }"
    assert asking.not_followed(P, two)[0] == "GRAPHQL_VALIDATION_FAILED"
    assert asking.feed.subscribers == 0


def test_no_more_follow_than_may(asking: AskingAs) -> None:
    following = [asking.following(P, FOLLOW, after="e0") for _ in range(MOST)]
    created(asking, name="a")
    for each in following:
        each.next()
    assert asking.not_followed(P, FOLLOW) == ("LIMIT_EXCEEDED", None)
    following.pop().leave()
    assert len(asking.following(P, FOLLOW, after="e0").next()) == 1
