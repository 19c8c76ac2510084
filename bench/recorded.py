"""The SQL that Glimpse runs for a question, taken down so that others may run it too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.question import Question
from bench.read import glimpse_server
from db.sqlite.store import SqliteStore
from db.store import Rows, Statement, Values


@dataclass(frozen=True, slots=True)
class Recorded:
    """One statement, and the values of its parameters but for those that a request gives."""

    sql: str
    names: tuple[str, ...]
    values: Mapping[str, object]

    def parameters(self, variables: Mapping[str, object]) -> list[object]:
        return [variables.get(name, self.values[name]) for name in self.names]


async def recorded(path: Path, questions: Iterable[Question]) -> Mapping[str, Recorded]:
    """By the question's document."""
    found: dict[str, Recorded] = {}
    asked: list[tuple[Statement, Values]] = []
    read = SqliteStore.read

    async def noting(store: SqliteStore, statement: Statement, values: Values) -> Rows:
        asked.append((statement, values))
        return await read(store, statement, values)

    SqliteStore.read = noting  # type: ignore[method-assign, assignment]
    try:
        async with glimpse_server(path) as answer:
            for question in questions:
                await answer(question)
                statement, values = asked[-1]
                found[question.document] = Recorded(statement.sql, statement.parameters, dict(values))
    finally:
        SqliteStore.read = read  # type: ignore[method-assign]
    return found
