"""The decision records: their form, their numbers, their index, and the files that they name."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.documents import ADR, broken_links, missing_paths
from tests.support.paths import ROOT

RECORDS = sorted(path for path in ADR.glob("*.md") if path.name != "README.md")
PAGES_WITH_PATHS = [*RECORDS, ADR / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md"]

MAX_LINES = 60
SECTIONS = ("Context", "Decision", "Measurement", "Cost")
STATUS = re.compile(r"Status: (accepted|under review|superseded by \d+)")


def problems(name: str, text: str) -> list[str]:
    """What a record lacks of its form."""
    found = []
    lines = text.splitlines()
    number = re.match(r"(\d{3})-[a-z0-9-]+\.md", name)
    if number is None:
        found.append("the file's name is not NNN-title.md")
    elif not lines or not re.fullmatch(rf"# {int(number[1])}\. \S.*", lines[0]):
        found.append("the title does not begin with the file's number")
    if len(lines) > MAX_LINES:
        found.append(f"more than {MAX_LINES} lines")
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    status = headings.pop() if headings else ""
    if tuple(headings) != SECTIONS or not STATUS.fullmatch(status):
        found.append("the sections are not Context, Decision, Measurement, Cost, Status")
    bodies = re.split(r"^## .*\n", text, flags=re.MULTILINE)[1:-1]
    found += ["an empty section" for body in bodies if not body.strip()]
    return found


def unnumbered(names: Sequence[str]) -> list[int]:
    """The numbers that are missing or stand twice."""
    numbers = [int(name[:3]) for name in names]
    return [at for at in range(1, len(numbers) + 1) if numbers.count(at) != 1]


def indexed(text: str) -> list[tuple[str, str]]:
    """The title and the file of each record of the index, in order."""
    return re.findall(r"^- \[(\d+\. .+)\]\((\d{3}-[a-z0-9-]+\.md)\)$", text, re.MULTILINE)


GOOD = "# 7. Title\n\n" + "".join(f"## {name}\n\nText.\n\n" for name in SECTIONS) + "## Status: accepted\n"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("007-title.md", GOOD, None),
        ("7-title.md", GOOD, "the file's name is not NNN-title.md"),
        ("008-title.md", GOOD, "the title does not begin with the file's number"),
        ("007-title.md", "", "the title does not begin with the file's number"),
        ("007-title.md", GOOD.replace("Text.", "Text.\n" * 60), "more than 60 lines"),
        (
            "007-title.md",
            GOOD.replace("## Cost\n\nText.\n\n", ""),
            "the sections are not Context, Decision, Measurement, Cost, Status",
        ),
        (
            "007-title.md",
            GOOD.replace("accepted", "perhaps"),
            "the sections are not Context, Decision, Measurement, Cost, Status",
        ),
        ("007-title.md", GOOD.replace("## Cost\n\nText.", "## Cost\n"), "an empty section"),
    ],
)
def test_a_record_of_another_form_is_noticed(name: str, text: str, problem: str | None) -> None:
    found = problems(name, text)
    assert problem in found if problem else found == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_has_the_form_of_a_record(record: Path) -> None:
    assert problems(record.name, record.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("names", "missing"), [(["001-a.md", "003-b.md"], [2]), (["001-a.md", "001-b.md"], [1, 2])]
)
def test_a_gap_and_a_repeated_number_are_noticed(names: list[str], missing: list[int]) -> None:
    assert unnumbered(names) == missing


def test_the_numbers_of_records_are_unique_and_without_gaps() -> None:
    assert RECORDS
    assert unnumbered([path.name for path in RECORDS]) == []


def test_the_index_lists_exactly_the_records_with_their_titles() -> None:
    titles = {path.name: path.read_text("utf-8").splitlines()[0].removeprefix("# ") for path in RECORDS}
    listed = indexed((ADR / "README.md").read_text("utf-8"))
    assert [(title, name) for name, title in titles.items()] == listed


def test_a_path_that_does_not_exist_is_noticed() -> None:
    text = "`db/nowhere.py` `nowhere.md` `db/rows` `application/json` `NNN-title.md`\n```\n`db/x.py`\n```\n"
    assert missing_paths(text) == ["db/nowhere.py", "nowhere.md"]
    assert broken_links(ADR / "README.md", "[a](nowhere.md#a) [b](README.md) [c](#d)") == ["nowhere.md"]


@pytest.mark.parametrize("page", PAGES_WITH_PATHS, ids=lambda path: path.stem)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    assert (missing_paths(text), broken_links(page, text)) == ([], [])
