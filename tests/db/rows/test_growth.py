"""What a page costs does not grow with the catalogue: counted in the steps of SQLite's machine."""

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.scale.questions import Question, questions
from bench.scale.timing import Catalogue
from db.rows.probe_limits import ProbeLimits
from tests.support.databases.shared_catalogue import copied_catalogue

pytestmark = [pytest.mark.slow, pytest.mark.without_coverage]

SMALL, LARGE = 2_000, 20_000
POSITIONS = ("first page", "last page", "before a cursor at 90 %")
# Behind 90 % of the small catalogue is less than a page for other callers and narrow filters.
BOUNDED = [
    question
    for question in questions()
    if (question.who in ("administrator", "nobody") and question.group in POSITIONS)
    or (question.who == "administrator" and question.group == "after a cursor at 90 %")
    or (
        question.who == "administrator"
        and question.group == "a property"
        and question.title.endswith(("created_at desc", "before 90 %"))
    )
]
# This project owns all public images.
OF_PUBLISHER = [
    question for question in questions() if question.who == "large" and question.group in POSITIONS
]


@dataclass(frozen=True)
class Growing:
    """A catalogue's file, and the statements of questions with their values."""

    path: Path
    statements: Mapping[Question, tuple[str, list[object]]]


async def growing(path: Path) -> Growing:
    # So many that 20 images are few in both, and 5 % are many in both, as is what is shared with a project.
    limits = ProbeLimits(max_rows=50, max_shared_rows=5)
    async with Catalogue(path, limits) as asked:
        return Growing(
            path, {question: await asked.statement(question) for question in BOUNDED + OF_PUBLISHER}
        )


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, Growing]:
    folder = tmp_path_factory.mktemp("growth")
    return {
        size: asyncio.run(growing(copied_catalogue(tmp_path_factory, folder, size)))
        for size in (SMALL, LARGE)
    }


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


@pytest.mark.parametrize("question", BOUNDED, ids=str)
def test_ten_times_as_many_images_cost_less_than_twice_as_much(
    catalogues: Mapping[int, Growing], question: Question
) -> None:
    small, large = (
        steps(each.path, *each.statements[question]) for each in (catalogues[SMALL], catalogues[LARGE])
    )
    assert large < 2 * small


@pytest.mark.parametrize("question", OF_PUBLISHER, ids=str)
def test_a_project_that_owns_all_public_images_does_not_walk_them(
    catalogues: Mapping[int, Growing], question: Question
) -> None:
    small, large = (
        steps(each.path, *each.statements[question]) for each in (catalogues[SMALL], catalogues[LARGE])
    )
    # In the small catalogue less than a page is shared with the project.
    assert large < 4 * small


def test_the_steps_show_what_grows(catalogues: Mapping[int, Growing]) -> None:
    small, large = (
        steps(catalogues[size].path, "SELECT count(*) FROM images WHERE instr(name, ?)", ["no"])
        for size in (SMALL, LARGE)
    )
    assert large > 9 * small
