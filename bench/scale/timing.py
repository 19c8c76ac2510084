"""The time that a store takes for the statement of a question, in a catalogue of one size."""

import re
from pathlib import Path
from time import perf_counter
from typing import Any, Self

from bench.scale.catalogue import SMALL_PROJECT
from bench.scale.questions import Question, Who
from bench.statements import Statements
from db.address.server_address import ServerAddress
from db.rows.probe_limits import DEFAULT_PROBE_LIMITS, ProbeLimits
from db.store import Statement, Values
from resolvers.caller import ADMINISTRATOR, Caller

# Of each question: rounds within about this many seconds, but at least two.
_SECONDS = 0.3
_ROUNDS = 5

_CURSOR = (
    "query ($id: ID!) { imagesConnection(first: 1, where: { id: { eq: $id } }, %s) { edges { cursor } } }"
)


class Catalogue:
    """The statements of questions, and a store that runs them. An asynchronous context manager."""

    def __init__(self, place: Path | ServerAddress, probe_limits: ProbeLimits = DEFAULT_PROBE_LIMITS) -> None:
        self._statements = Statements(place, probe_limits)
        self._cursors: dict[str, str] = {}
        self._markers: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        await self._statements.__aenter__()
        owners = await self._rows(
            "SELECT owner FROM images GROUP BY owner ORDER BY count(*) DESC, owner LIMIT 4"
        )
        self._large, self._other = owners[0], owners[3]
        return self

    async def __aexit__(self, *ended: object) -> None:
        await self._statements.__aexit__(None, None, None)

    async def statement(self, question: Question) -> tuple[str, list[object]]:
        """The SQL of the question's one statement, and the values of its parameters in order."""
        await self._ask(question)
        return self._statements.last

    async def _ask(self, question: Question) -> tuple[Statement, Values]:
        query = question.query.replace("@large", self._large).replace("@other", self._other)
        variables: dict[str, object] = {}
        if "$at" in query:
            variables["at"] = await self._cursor(question.order)
        if "$marker" in query:
            variables["marker"] = await self._marker(question.order)
        await self._statements.answer(query, variables, self._caller(question.who))
        return self._statements.last_read

    async def milliseconds(self, question: Question) -> float:
        """The quickest of the rounds, after one that warms up: other programs may share the machine."""
        start = perf_counter()
        statement, values = await self._ask(question)
        first = perf_counter() - start
        times = []
        for _ in range(max(2, min(_ROUNDS, round(_SECONDS / first)))):
            start = perf_counter()
            await self._statements.store.read(statement, values)
            times.append((perf_counter() - start) * 1000)
        return min(times)

    def _caller(self, who: Who) -> Caller:
        projects = {"large": self._large, "small": SMALL_PROJECT, "nobody": None}
        return ADMINISTRATOR if who == "administrator" else Caller(projects[who])

    async def _cursor(self, order: str) -> str:
        """The cursor at 90 % of all images in this order."""
        if order not in self._cursors:
            id_ = await self._id_at_depth(order, "")
            found = await self._statements.answer(_CURSOR % order, {"id": id_}, ADMINISTRATOR)
            self._cursors[order] = found["imagesConnection"]["edges"][0]["cursor"]
        return self._cursors[order]

    async def _marker(self, order: str) -> str:
        """The id at 90 % of the public images, which every caller sees."""
        if order not in self._markers:
            self._markers[order] = await self._id_at_depth(order, "WHERE visibility = 'public'")
        return self._markers[order]

    async def _id_at_depth(self, order: str, condition: str) -> str:
        """Read from an index, so nulls are where it has them; deleted and hidden images are stepped over."""
        (field,), (direction,) = (re.findall(rf"{key}: (\w+)", order) for key in ("field", "direction"))
        terms = ", ".join(f"{column} {direction}" for column in dict.fromkeys((field.lower(), "id")))
        (count,) = await self._rows(f"SELECT count(*) FROM images {condition}")
        listed = f"SELECT id FROM images {condition} ORDER BY {terms} LIMIT 50 OFFSET {count * 9 // 10}"
        for id_ in await self._rows(listed):
            seen = await self._rows(
                f"SELECT 1 FROM images WHERE id = '{id_}' AND NOT deleted AND NOT os_hidden"
            )
            if seen:
                return f"{id_}"
        raise LookupError(order)

    async def _rows(self, sql: str) -> list[Any]:
        return [row[0] for row in await self._statements.store.read(Statement(sql, ()), {})]
