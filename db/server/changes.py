"""The changes of one transaction that are sent to a server together.

Each answer of a server takes a driver longer than the server needs for the change. PostgreSQL gets changes of
different tables as one statement, MariaDB all of them as one text. `python -m bench.http` measures changes on
both. Decision: docs/adr/054-changes-are-sent-together.md.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import ARRAY, Column, Insert, String, Table, Text, bindparam, func, insert, select
from sqlalchemy.types import TypeEngine

from db.dialect.compiled import compile_for_driver
from db.dialect.variants import DialectName
from db.store import Change

_MAX_STATEMENTS = 512

# So many rows PostgreSQL takes faster by COPY than by INSERT. No change of one image has so many.
_MANY_ROWS = 500


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """A statement, and the values of each of its executions."""

    statement: Change
    rows: Sequence[Mapping[str, Any]]

    @property
    def table(self) -> Table:
        table = self.statement.table
        assert isinstance(table, Table)
        return table

    @property
    def inserts_several(self) -> bool:
        return len(self.rows) > 1 and isinstance(self.statement, Insert)

    @property
    def inserts_many(self) -> bool:
        return len(self.rows) >= _MANY_ROWS and isinstance(self.statement, Insert)

    @property
    def updates_several(self) -> bool:
        return len(self.rows) > 1 and not isinstance(self.statement, Insert)


@dataclass(frozen=True, slots=True)
class BoundStatement:
    """SQL with its values, or with those of each execution."""

    sql: str
    values: Sequence[Any]
    is_executed_for_each: bool = False


@dataclass(frozen=True, slots=True)
class CopiedRows:
    """Rows for PostgreSQL's COPY."""

    table: str
    columns: Sequence[str]
    records: Iterable[Sequence[Any]]

    @classmethod
    def of(cls, change: WaitingChange) -> "CopiedRows":
        names = tuple(change.rows[0])
        records = map(itemgetter(*names), change.rows)
        return cls(change.table.name, names, records)


def combined_for_postgresql(changes: Iterable[WaitingChange]) -> Iterator[BoundStatement | CopiedRows]:
    """As few statements as possible: one has several parts if they change different tables.

    The parts see the rows from before, and run in any order, so two of them may not change the same table.
    """
    group: list[WaitingChange] = []
    for change in changes:
        is_apart = change.updates_several or change.inserts_many
        if is_apart or change.table in [each.table for each in group]:
            yield from _one_statement(group)
            group = []
        if change.inserts_many:
            yield CopiedRows.of(change)
        elif change.updates_several:
            sqls, values = zip(*(_compiled(each, "postgresql") for each in _one_by_one(change)), strict=True)
            yield BoundStatement(sqls[0], values, is_executed_for_each=True)
        else:
            group.append(change)
    yield from _one_statement(group)


def _one_statement(group: Sequence[WaitingChange]) -> Iterator[BoundStatement]:
    if not group:
        return
    parts = [
        _compiled_array(each) if each.inserts_several else _compiled(each, "postgresql") for each in group
    ]
    sql = _joined(tuple((sql, len(values)) for sql, values in parts))
    yield BoundStatement(sql, list(chain.from_iterable(values for _, values in parts)))


@lru_cache(maxsize=_MAX_STATEMENTS)
def _joined(parts: tuple[tuple[str, int], ...]) -> str:
    """One statement; each part has its SQL and the number of its parameters, which are counted on."""
    sqls, used = [], 0
    for sql, count in parts:
        sqls.append(_PARAMETER.sub(partial(_counted_on, used), sql))
        used += count
    *others, last = sqls
    named = ", ".join(f"part{at} AS ({sql})" for at, sql in enumerate(others))
    return f"WITH {named} {last}" if named else last


_PARAMETER = re.compile(r"\$(\d+)")


def _counted_on(used: int, parameter: re.Match[str]) -> str:
    return f"${used + int(parameter[1])}"


def _one_by_one(change: WaitingChange) -> Iterator[WaitingChange]:
    return (WaitingChange(change.statement, [row]) for row in change.rows)


def _compiled(change: WaitingChange, dialect: DialectName) -> tuple[str, list[Any]]:
    (row,) = change.rows
    compiled = compile_for_driver(change.statement, dialect, row)
    return compiled.sql, compiled.driver_values(row)


def _compiled_array(change: WaitingChange) -> tuple[str, list[Any]]:
    """An INSERT whose SQL does not depend on the number of rows."""
    names = tuple(change.rows[0])
    statement = _insert_arrays(change.table, names)
    compiled = compile_for_driver(statement, "postgresql", dict.fromkeys(names))
    return compiled.sql, compiled.driver_values({name: [row[name] for row in change.rows] for name in names})


@lru_cache(maxsize=_MAX_STATEMENTS)
def _insert_arrays(table: Table, names: tuple[str, ...]) -> Insert:
    """Inserts rows whose columns are bind parameters: arrays of the same length."""
    arrays = [func.unnest(bindparam(name, type_=ARRAY(_item_type(table.c[name])))) for name in names]
    return insert(table).from_select(names, select(*arrays))


def _item_type(column: Column[Any]) -> TypeEngine[Any]:
    """A text without a length: PostgreSQL would cut a longer one instead of refusing it."""
    return Text() if isinstance(column.type, String) else column.type


# Characters of a text for MariaDB, unless a single row has more; `max_allowed_packet` limits bytes.
_MAX_CHARACTERS = 250_000

# Writes a value as SQL.
Literal = Callable[[Any], str]


def combined_for_mariadb(
    changes: Iterable[WaitingChange], literal: Literal, read: BoundStatement | None = None
) -> Iterator[str]:
    """As few texts as possible, each with several statements between semicolons; a read is the last one."""
    statements = chain.from_iterable(_texts(change, literal) for change in changes)
    reads = [] if read is None else [_text(read.sql, read.values, literal)]
    return map("; ".join, _limited(chain(statements, reads)))


def _text(sql: str, values: Iterable[Any], literal: Literal) -> str:
    return sql % tuple(map(literal, values))


def _texts(change: WaitingChange, literal: Literal) -> Iterator[str]:
    if not change.inserts_several:
        bound = (_compiled(each, "mariadb") for each in _one_by_one(change))
        return (_text(sql, values, literal) for sql, values in bound)
    compiled = compile_for_driver(change.statement, "mariadb", change.rows[0])
    insertion, row = compiled.sql.rsplit(" VALUES ", 1)
    columns = (_literals(values, literal) for values in compiled.driver_columns(change.rows))
    rows = map(row.__mod__, zip(*columns, strict=True))
    return (f"{insertion} VALUES {', '.join(each)}" for each in _limited(rows))


def _literals(values: Sequence[Any], literal: Literal) -> Iterator[str]:
    """The SQL of a column's values, of which many are the same."""
    written = {value: literal(value) for value in set(values)}
    return map(written.__getitem__, values)


def _limited(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts in lists of limited length."""
    group: list[str] = []
    length = 0
    for text in texts:
        if group and length + len(text) > _MAX_CHARACTERS:
            yield group
            group, length = [], 0
        group.append(text)
        length += len(text)
    if group:
        yield group
