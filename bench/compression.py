"""What compressing an answer saves and costs: bytes, milliseconds, and the speed of line where it pays."""

import asyncio
import os
import platform
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.catalogue import make_catalogue
from bench.question import Question
from bench.read import glimpse_server
from web.http.compression import MIN_BYTES, compressed

CODINGS = ("zstd", "gzip")
LIMITS = (25, 100, 1000)
ROUNDS = 15
# Of plain bytes: what one round compresses, so that the clock does not matter.
BYTES_PER_ROUND = 500_000

HEAD = (
    "| page | bytes | read ms | zstd bytes | ms | pays below | gzip bytes | ms | pays below |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
)


async def pages(path: Path) -> list[tuple[str, bytes, float]]:
    """Each page's name, its answer, and the milliseconds to make it."""
    found = []
    async with glimpse_server(path) as answer:
        for detailed in (False, True):
            for limit in LIMITS:
                question = Question(detailed, limit=limit)
                body, times = b"", []
                for _ in range(ROUNDS):
                    start = perf_counter()
                    body = await answer(question)
                    times.append(perf_counter() - start)
                found.append((question.title, body, median(times) * 1000))
    return found


def milliseconds(work: Callable[[], object], repetitions: int) -> float:
    """The fastest of the rounds: others disturb, nothing helps."""
    rounds = []
    for _ in range(ROUNDS):
        start = perf_counter()
        for _ in range(repetitions):
            work()
        rounds.append((perf_counter() - start) / repetitions)
    return min(rounds) * 1000


def row(title: str, body: bytes, read: float) -> str:
    cells = [title, f"{len(body):,}", f"{read:.2f}"]
    for coding in CODINGS:
        # A short answer is shown too, although it is not compressed.
        spent = milliseconds(partial(compressed, body, coding), BYTES_PER_ROUND // len(body) + 1)
        size = len(compressed(body, coding))
        # Where sending the saved bytes takes as long as compressing.
        megabits = (len(body) - size) * 8 / 1000 / spent
        cells += [f"{size:,}", f"{spent:.2f}", f"{megabits:,.0f} Mbit/s"]
    return f"| {' | '.join(cells)} |"


async def hand_off() -> float:
    """Milliseconds that a thread costs, without anything to do."""
    rounds = []
    for _ in range(200):
        start = perf_counter()
        await asyncio.to_thread(int)
        rounds.append(perf_counter() - start)
    return median(rounds) * 1000


def main() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "bench.db")
        make_catalogue(path)
        measured = asyncio.run(pages(path))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores.")
    print(f"Answers are compressed from {MIN_BYTES:,} bytes on.\n")
    print(*HEAD, *(row(*page) for page in measured), sep="\n")
    print(f"\nA hand-off to a thread takes {asyncio.run(hand_off()):.3f} ms.")


if __name__ == "__main__":
    main()
