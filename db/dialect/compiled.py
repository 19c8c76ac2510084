"""Statements of changes, compiled once by SQLAlchemy and run by the driver itself.

SQLAlchemy's asynchronous connection takes longer for a statement than the driver. `python -m bench.http`
measures changes on PostgreSQL. Decision: docs/adr/053-changes-on-servers-use-the-driver.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ClauseElement, Executable, Insert, Select
from sqlalchemy.sql.compiler import SQLCompiler

from db.dialect.sqlalchemy_dialects import read_dialect
from db.dialect.variants import DialectName

Processor = Callable[[Any], Any]

# Most statements are the same each time, up to the lengths of their lists.
_MAX_STATEMENTS = 512


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """SQL for the driver, with the names of its parameters in order and the conversions of values.

    A list in a bind parameter that SQLAlchemy expands has one parameter for each item.
    """

    sql: str
    _names: tuple[str, ...]
    # Values that the statement has of itself.
    _constants: Mapping[str, Any]
    # The parameters of each list by its name.
    _expanded: Mapping[str, Sequence[str]]
    _to_driver: Mapping[str, Processor]
    # For each column of a row; None if no column needs one.
    _from_driver: tuple[Processor | None, ...] | None

    def driver_values(self, parameters: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the SQL, as the driver takes them."""
        values = {**self._constants, **parameters}
        for name, parts in self._expanded.items():
            values.update(zip(parts, values[name], strict=True))
        return [
            self._to_driver[name](values[name]) if name in self._to_driver else values[name]
            for name in self._names
        ]

    def driver_columns(self, rows: Sequence[Mapping[str, Any]]) -> list[Sequence[Any]]:
        """The values of several executions, as a list for each parameter of the SQL; no list is expanded.

        Rows that are written together have few different times, so each value is converted once.
        """
        columns: list[Sequence[Any]] = []
        for name in self._names:
            constant = self._constants.get(name)
            values = [row.get(name, constant) for row in rows]
            if name in self._to_driver:
                convert = self._to_driver[name]
                converted = {value: convert(value) for value in set(values)}
                values = [converted[value] for value in values]
            columns.append(values)
        return columns

    def rows(self, rows: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """The driver's rows with values of Python's types."""
        if self._from_driver is None:
            return rows
        return [
            tuple(
                convert(value) if convert else value
                for convert, value in zip(self._from_driver, row, strict=True)
            )
            for row in rows
        ]


def compile_for_driver(
    statement: Executable, dialect: DialectName, parameters: Mapping[str, Any]
) -> CompiledStatement:
    """The statement for parameters with these names, and lists of these lengths."""
    lengths = tuple(
        (name, len(value) if isinstance(value, list) else None) for name, value in parameters.items()
    )
    return _compile(statement, dialect, lengths)


@lru_cache(maxsize=_MAX_STATEMENTS)
def _compile(
    statement: Executable,
    dialect: DialectName,
    lengths: tuple[tuple[str, int | None], ...],
) -> CompiledStatement:
    written = read_dialect(dialect, is_glance=False)
    # Inserts return nothing: the rows' ids are not needed.
    inline = statement.inline() if isinstance(statement, Insert) else statement
    assert isinstance(inline, ClauseElement)
    compiled = inline.compile(dialect=written, column_keys=[name for name, _ in lengths])
    assert isinstance(compiled, SQLCompiler)
    # Nulls stand for the values, and a list of the right length for each that is expanded.
    stand_ins = {name: None if length is None else [None] * length for name, length in lengths}
    state = compiled.construct_expanded_state(stand_ins)
    names = tuple(state.positiontup or ())
    types = {name: bind.type for bind, name in compiled.bind_names.items()}
    for name, parts in state.parameter_expansion.items():
        types |= dict.fromkeys(parts, types[name])
    processors = {name: types[name].dialect_impl(written).bind_processor(written) for name in names}
    return CompiledStatement(
        state.statement,
        names,
        {name: value for name, value in compiled.params.items() if name not in stand_ins},
        state.parameter_expansion,
        {name: process for name, process in processors.items() if process is not None},
        _result_processors(statement, written),
    )


def _result_processors(statement: Executable, dialect: Any) -> tuple[Processor | None, ...] | None:
    if not isinstance(statement, Select):
        return None
    found = tuple(
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in statement.selected_columns
    )
    return found if any(found) else None
