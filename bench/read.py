"""How fast images are read: Glimpse, the ORM and code by hand, over the same rows in the same run."""

import asyncio
import gc
import os
import platform
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter_ns

import orjson
import uvloop

from bench.by_hand import written_by_hand
from bench.catalogue import IMAGES, an_image, make_catalogue
from bench.orm import orm_server
from bench.question import Contestant, Question
from db.sqlite.store import SqliteStore
from resolvers.caller import ADMINISTRATOR
from resolvers.context import Context
from resolvers.event_feed import EventFeed
from resolvers.plan.plans import PlanCache
from resolvers.root import create_schema
from resolvers.shielding import InFlightMutations
from settings import Settings
from tests.support.execution import execute_text

ROUNDS = 30

GLIMPSE, ORM, BY_HAND = "Glimpse", "(a) ORM", "(b) by hand"

# Measured by this question.
TARGET = Question(detailed=True, limit=1000)
TIMES_FASTER_THAN_ORM = 15


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one answer, one value a round."""

    rounds: Sequence[float]

    @property
    def median(self) -> float:
        return median(self.rounds)

    @property
    def shown(self) -> str:
        """The median, and the quartiles that half of the rounds lie between."""
        low, _, high = quantiles(self.rounds, n=4)
        return f"{self.median:.2f} ({low:.2f}-{high:.2f})"


Measured = Mapping[str, Times]


@asynccontextmanager
async def glimpse_server(path: Path) -> AsyncIterator[Contestant]:
    """What the endpoint does between the request's body and the response's."""
    settings, changes = Settings.from_environment({}), InFlightMutations()
    schema = create_schema(settings)
    store = await SqliteStore.open(path)
    plans = PlanCache(is_glance=store.is_glance, dialect=store.dialect)

    feed = EventFeed(store, limit=1)

    async def answer(question: Question) -> bytes:
        context = Context(store, settings, ADMINISTRATOR, changes, plans, feed)
        result = await execute_text(schema, question.document, question.variables, context)
        if result.errors:
            raise result.errors[0]
        return orjson.dumps({"data": result.data})

    try:
        yield answer
    finally:
        await store.close()


def questions(id_: str) -> list[Question]:
    return [
        *(Question(detailed, id=id_) for detailed in (False, True)),
        *(Question(detailed, limit=limit) for detailed in (False, True) for limit in (1, 100, 1000)),
    ]


async def check_same_answers(contestants: Mapping[str, Contestant], question: Question) -> None:
    """Raises SystemExit, with a sentence, unless all answer the same."""
    answers = {name: orjson.loads(await answer(question)) for name, answer in contestants.items()}
    for name, answer in answers.items():
        if answer != answers[GLIMPSE]:
            raise SystemExit(f"{name} and {GLIMPSE} answer {question.title} differently.")
    (data,) = answers[GLIMPSE]["data"].values()
    if not data or (question.id is None and len(data) != question.limit):
        raise SystemExit(f"{question.title} does not find as many images as it asks for.")


async def measure(contestants: Mapping[str, Contestant], question: Question) -> Measured:
    """In each round all answer one after the other; who begins changes from round to round."""
    # A short answer is given several times, so that what is measured is not the clock.
    answers = 20 if question.limit == 1 else 1000 // question.limit
    names = list(contestants)
    times: dict[str, list[float]] = {name: [] for name in names}
    for at in range(-3, ROUNDS):
        first = at % len(names)
        for name in names[first:] + names[:first]:
            # Nobody pays for what another left behind.
            gc.collect()
            start = perf_counter_ns()
            for _ in range(answers):
                await contestants[name](question)
            # The rounds below zero only warm up.
            if at >= 0:
                times[name].append((perf_counter_ns() - start) / answers / 1e6)
    return {name: Times(rounds) for name, rounds in times.items()}


def ratio(measured: Measured, name: str) -> float:
    """How many times as long as Glimpse it takes."""
    return measured[name].median / measured[GLIMPSE].median


def table(results: Mapping[Question, Measured]) -> str:
    head = ("milliseconds", GLIMPSE, ORM, BY_HAND, "(a)/Glimpse", "(b)/Glimpse")
    rows = [
        (
            question.title,
            *(measured[name].shown for name in (GLIMPSE, ORM, BY_HAND)),
            *(f"{ratio(measured, name):.2f}" for name in (ORM, BY_HAND)),
        )
        for question, measured in results.items()
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (head, *rows)
    )


def verdict(measured: Measured) -> str:
    slower, by_hand = ratio(measured, ORM), ratio(measured, BY_HAND)
    return (
        f"Targets, {TARGET.title}: at least {TIMES_FASTER_THAN_ORM} times as fast as (a): "
        f"{slower:.1f}, {_reached(slower >= TIMES_FASTER_THAN_ORM)}; "
        f"no slower than (b): {by_hand:.2f} times as fast, {_reached(by_hand >= 1)}."
    )


def _reached(reached: bool) -> str:
    return "reached" if reached else "not reached"


async def run(path: Path) -> dict[Question, Measured]:
    async with AsyncExitStack() as stack:
        contestants = {
            GLIMPSE: await stack.enter_async_context(glimpse_server(path)),
            ORM: await stack.enter_async_context(orm_server(path)),
            BY_HAND: stack.enter_context(written_by_hand(path)),
        }
        asked = questions(an_image(path))
        for question in asked:
            await check_same_answers(contestants, question)
        return {question: await measure(contestants, question) for question in asked}


def main() -> None:
    print(
        f"{IMAGES} images with 5 properties each; the median of {ROUNDS} rounds (and its quartiles).\n"
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores.\n",
        flush=True,
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, "bench.db")
        make_catalogue(path)
        # The loop that uvicorn takes.
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            results = runner.run(run(path))
    print(table(results), verdict(results[TARGET]), sep="\n\n")


if __name__ == "__main__":
    main()
