"""What a page costs does not grow with the catalogue: counted in the steps of SQLite's machine."""

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from bench.scale.__main__ import Catalogue
from bench.scale.questions import Question, questions
from db.rows.probe_limits import ProbeLimits
from tests.support.databases.shared_catalogue import copied_catalogue

pytestmark = [pytest.mark.slow, pytest.mark.without_coverage]

SMALL, LARGE = 2_000, 20_000
BOUNDED = [question for question in questions() if question.bounded]


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, tuple[Path, Catalogue]]:
    folder, made = tmp_path_factory.mktemp("growth"), {}
    # So many that 20 images are few in both, and 5 % are many in both.
    limits = ProbeLimits(max_rows=50)
    for size in (SMALL, LARGE):
        path = copied_catalogue(tmp_path_factory, folder, size)
        with closing(Catalogue(path, limits)) as each:
            asyncio.run(each.prepare(BOUNDED))
            made[size] = path, each
    return made


def steps(path: Path, sql: str, values: list[object]) -> int:
    """How many steps of SQLite's machine the statement takes."""
    count = 0

    def step() -> None:
        nonlocal count
        count += 1

    with closing(sqlite3.connect(path)) as connection:
        connection.set_progress_handler(step, 1)
        connection.execute(sql, values).fetchall()
    return count


@pytest.mark.parametrize("question", BOUNDED, ids=lambda question: f"{question.title}, {question.who}")
def test_ten_times_as_many_images_cost_less_than_twice_as_much(
    catalogues: Mapping[int, tuple[Path, Catalogue]], question: Question
) -> None:
    small, large = (
        steps(path, *each.statements[question]) for path, each in (catalogues[SMALL], catalogues[LARGE])
    )
    assert large < 2 * small


def test_the_steps_show_what_grows(catalogues: Mapping[int, tuple[Path, Catalogue]]) -> None:
    small, large = (
        steps(path, "SELECT count(*) FROM images WHERE instr(name, ?)", ["no"])
        for path, _ in (catalogues[SMALL], catalogues[LARGE])
    )
    assert large > 9 * small
