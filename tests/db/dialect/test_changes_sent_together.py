"""Changes that a server gets together: how many statements they become, and what these change."""

import pytest
from sqlalchemy import bindparam, delete, insert, update

from db.server.changes import (
    BoundStatement,
    CopiedRows,
    WaitingChange,
    combined_for_mariadb,
    combined_for_postgresql,
)
from db.tables import image_properties, image_tags, images

ADD_TAGS = insert(image_tags)
ADD_PROPERTIES = insert(image_properties)
RENAME = update(images).where(images.c.id == bindparam("its_id"))
CHANGE = update(image_properties).where(image_properties.c.image_id == bindparam("its_image"))


def tags(*values: str) -> WaitingChange:
    return WaitingChange(ADD_TAGS, [{"image_id": "a", "value": value} for value in values])


def renamed(name: str) -> WaitingChange:
    return WaitingChange(RENAME, [{"its_id": "a", "name": name}])


def statements(*changes: WaitingChange) -> list[BoundStatement]:
    sent = list(combined_for_postgresql(changes))
    assert not any(isinstance(each, CopiedRows) for each in sent)
    return [each for each in sent if isinstance(each, BoundStatement)]


def test_postgresql_gets_changes_of_different_tables_as_one_statement() -> None:
    emptied = WaitingChange(delete(image_properties), [{}])
    (sent,) = statements(tags("x"), renamed("n"), emptied)
    assert sent.sql == (
        "WITH part0 AS (INSERT INTO image_tags (image_id, value) VALUES ($1::VARCHAR, $2::VARCHAR)), "
        "part1 AS (UPDATE images SET name=$3::VARCHAR WHERE images.id = $4::VARCHAR) "
        "DELETE FROM image_properties"
    )
    assert sent.values == ["a", "x", "n", "a"]


@pytest.mark.parametrize("several", [2, 300])
def test_postgresql_inserts_any_number_of_rows_with_the_same_sql(several: int) -> None:
    names = [f"tag {at}" for at in range(several)]
    (sent,) = statements(tags(*names))
    assert sent.sql == (
        "INSERT INTO image_tags (image_id, value) "
        "SELECT unnest($1::TEXT[]) AS unnest_1, unnest($2::TEXT[]) AS unnest_2"
    )
    assert sent.values == [["a"] * several, names]


def test_postgresql_copies_many_rows_in_their_turn() -> None:
    many = tags(*(f"tag {at}" for at in range(500)))
    first, copied, last = combined_for_postgresql([renamed("n"), many, tags("x")])
    assert isinstance(copied, CopiedRows)
    assert (copied.table, copied.columns) == ("image_tags", ("image_id", "value"))
    assert list(copied.records) == [("a", f"tag {at}") for at in range(500)]
    assert isinstance(first, BoundStatement)
    assert isinstance(last, BoundStatement)
    assert (first.values, last.values) == (["n", "a"], ["a", "x"])


def test_two_changes_of_a_table_are_two_statements_of_postgresql() -> None:
    # In one statement the second would not see what the first has changed.
    first, second = statements(renamed("n"), tags("x"), renamed("m"))
    assert (first.values, second.values) == (["n", "a", "a", "x"], ["m", "a"])


def test_postgresql_runs_an_update_of_several_rows_for_each() -> None:
    rows = [{"its_image": "a", "value": "x"}, {"its_image": "b", "value": "y"}]
    first, each, last = statements(renamed("n"), WaitingChange(CHANGE, rows), tags("x"))
    assert [first.is_executed_for_each, each.is_executed_for_each, last.is_executed_for_each] == [
        False,
        True,
        False,
    ]
    assert list(each.values) == [["x", "a"], ["y", "b"]]


def test_mariadb_gets_all_changes_as_one_text() -> None:
    rows = [{"its_image": "a", "value": "x"}, {"its_image": "b", "value": "y"}]
    (text,) = combined_for_mariadb([tags("x", "y"), WaitingChange(CHANGE, rows)], repr)
    assert text == (
        "INSERT INTO image_tags (image_id, value) VALUES ('a', 'x'), ('a', 'y'); "
        "UPDATE image_properties SET value='x' WHERE image_properties.image_id = 'a'; "
        "UPDATE image_properties SET value='y' WHERE image_properties.image_id = 'b'"
    )


def test_a_text_for_mariadb_is_cut_between_rows_and_statements() -> None:
    long = ["x" * 100_000 + str(at) for at in range(4)]
    texts = list(combined_for_mariadb([tags(*long), renamed("n")], repr))
    assert [text.count("INSERT") for text in texts] == [1, 1]
    assert [each in "".join(texts) for each in long] == [True] * 4
    assert texts[1].endswith("; UPDATE images SET name='n' WHERE images.id = 'a'")


def test_a_read_goes_along_with_the_last_changes_unless_they_are_long() -> None:
    read = BoundStatement("SELECT %s", ["a"])
    (text,) = combined_for_mariadb([renamed("n")], repr, read)
    assert text == "UPDATE images SET name='n' WHERE images.id = 'a'; SELECT 'a'"
    *_, alone = combined_for_mariadb([renamed("n" * 250_000)], repr, read)
    assert alone == "SELECT 'a'"


def test_no_changes_send_nothing() -> None:
    assert list(combined_for_postgresql([])) == []
    assert list(combined_for_mariadb([], repr)) == []
