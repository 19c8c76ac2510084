"""Kills at random moments: every change that was acknowledged is there, whole, and with its event."""

from collections import Counter

import pytest

from tests.support import hypothesis_profile as soaking
from tests.support.databases.protocol import TestDatabase
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.interpreter import ACKNOWLEDGING_EARLY
from tests.support.processes.crashing import ANSWERS, DELETED, Crashes
from transfer import check_database

pytestmark = [pytest.mark.processes, pytest.mark.all_databases, pytest.mark.without_coverage]

ROUNDS = 3 * soaking.TIMES


def events_by_image(database: TestDatabase) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for image_id, type_ in database.rows("SELECT image_id, type FROM image_events"):
        found.setdefault(image_id, Counter())[type_] += 1
    return found


def test_what_was_acknowledged_before_a_kill_is_there_whole_with_its_events(database: TestDatabase) -> None:
    crashes = Crashes(database.url, seed=1)
    crashes.run(ROUNDS)
    assert crashes.answered >= ROUNDS * ANSWERS
    there = {image_id: known.done for image_id, known in crashes.images.items() if known.done}
    expected = {
        image_id: Counter(
            "created" if number == 0 else "deleted" if number == DELETED else "updated" for number in done
        )
        for image_id, done in there.items()
    }
    assert events_by_image(database) == expected
    assert check_database(database.target) == []


@pytest.mark.sqlite_only
def test_a_store_that_answers_before_it_commits_is_found(database: SqliteDatabase) -> None:
    """This test can fail: of such a store it does."""
    crashes = Crashes(database.url, seed=1, environ={"PYTHONPATH": ACKNOWLEDGING_EARLY})
    with pytest.raises(AssertionError):
        crashes.run(10)
    assert crashes.answered >= ANSWERS
