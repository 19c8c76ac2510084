"""A statement that takes too long is stopped within a change too, and leaves the database to the next."""

import pytest

from tests.support.databases.builders import image, property_of
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask, refusal, serving

RENAME = """mutation ($id: ID!, $name: String) {
    updateImage(id: $id, input: { name: $name }) { changedFields %s } }"""


@pytest.mark.slow
def test_a_change_whose_answer_takes_too_long_is_stopped_and_undone(database: SqliteDatabase) -> None:
    made = image(name="old")
    database.insert(made, *(property_of(made, f"p{at}", "v" * 500) for at in range(128)))
    # 25 MB of JSON: far more than a thousandth of a second.
    slow = RENAME % ("image { " + "".join(f"a{at}: propertyMap " for at in range(400)) + "}")
    with serving(database, STATEMENT_TIMEOUT="0.001") as client:
        for name in ("one", "two", "three"):
            error = refusal(client, slow, id=made.id, name=name)
            assert (error["path"], error["extensions"]["code"]) == (["updateImage"], "TIMEOUT")
            # The name is still the old one.
            assert ask(client, RENAME % "", id=made.id, name="old")["updateImage"]["changedFields"] == []
        assert ask(client, RENAME % "", id=made.id, name="new")["updateImage"]["changedFields"] == ["name"]
