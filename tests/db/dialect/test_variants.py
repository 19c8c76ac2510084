"""What databases spell differently is compiled once, if it can be told from others."""

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import dialect

from db.dialect.scalars import hide_from_index
from db.dialect.variants import DialectVariants
from db.tables import images


def test_a_statement_is_known_by_what_is_spelled_in_it() -> None:
    deleted, hidden = (select(hide_from_index(column)) for column in (images.c.deleted, images.c.os_hidden))
    again = select(hide_from_index(images.c.deleted))
    assert deleted._generate_cache_key() == again._generate_cache_key()
    assert deleted._generate_cache_key() != hidden._generate_cache_key()
    assert str(deleted.compile(dialect=dialect())) != str(hidden.compile(dialect=dialect()))


def test_one_with_other_arguments_than_expressions_is_compiled_each_time() -> None:
    first = DialectVariants(*[lambda columns: columns[0]] * 3)
    assert select(first([images.c.id]))._generate_cache_key() is None
