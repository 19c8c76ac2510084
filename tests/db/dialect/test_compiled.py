"""Statements that a driver runs: their SQL, their values in order, and the types of what they return."""

from datetime import datetime

import pytest
from sqlalchemy import bindparam, insert, select, text, update

from db.dialect.compiled import compile_for_driver
from db.dialect.variants import DialectName
from db.tables import image_properties, images

NOW = datetime(2026, 1, 2, 3, 4, 5, 6)
SERVERS: list[DialectName] = ["postgresql", "mariadb"]
OF_IDS = select(images.c.id, images.c.protected).where(
    images.c.id.in_(bindparam("ids", expanding=True)), images.c.min_ram == bindparam("ram")
)


@pytest.mark.parametrize("dialect", SERVERS)
def test_a_list_has_a_parameter_for_each_item(dialect: DialectName) -> None:
    one = {"ids": ["a"], "ram": 7}
    three = {"ids": ["a", "b", "c"], "ram": 7}
    marks = {"postgresql": ("$1", "$4"), "mariadb": ("%s", "%s")}[dialect]
    # A numbered parameter may stand anywhere.
    assert set(compile_for_driver(OF_IDS, dialect, one).driver_values(one)) == {"a", 7}
    compiled = compile_for_driver(OF_IDS, dialect, three)
    assert sorted(map(str, compiled.driver_values(three))) == ["7", "a", "b", "c"]
    assert all(mark in compiled.sql for mark in marks)
    # It is compiled once for lists of one length.
    assert compile_for_driver(OF_IDS, dialect, {"ids": ["d", "e", "f"], "ram": 1}) is compiled


@pytest.mark.parametrize("dialect", SERVERS)
def test_an_empty_list_finds_nothing(dialect: DialectName) -> None:
    given = {"ids": list[str](), "ram": 7}
    assert compile_for_driver(OF_IDS, dialect, given).driver_values(given) == [7]


@pytest.mark.parametrize("dialect", SERVERS)
def test_values_of_the_statement_itself_are_bound(dialect: DialectName) -> None:
    change = update(images).where(images.c.id == "a").values(name="b", protected=True, updated_at=NOW)
    values = compile_for_driver(change, dialect, {}).driver_values({})
    assert set(values) == {"b", 1, NOW, "a"}


@pytest.mark.parametrize("dialect", SERVERS)
def test_an_insert_returns_no_number(dialect: DialectName) -> None:
    row = {"image_id": "a", "name": "b", "value": "c", "deleted": False}
    compiled = compile_for_driver(insert(image_properties), dialect, row)
    assert "RETURNING" not in compiled.sql
    assert compiled.driver_values(row) == ["a", "b", "c", False]


def test_rows_have_the_types_of_their_columns() -> None:
    given = {"ids": ["a"], "ram": 7}
    rows = [("a", 1), ("b", 0)]
    found = compile_for_driver(OF_IDS, "mariadb", given).rows(rows)
    assert [(type(each), each) for _, each in found] == [(bool, True), (bool, False)]
    # PostgreSQL has booleans.
    assert compile_for_driver(OF_IDS, "postgresql", given).rows(rows) is rows
    assert compile_for_driver(text("SELECT 1"), "mariadb", {}).rows([(1,)]) == [(1,)]
