"""Plain English: no banned phrases, no endless sentences, no long lines of prose."""

import pytest

from tests.support.pages.markdown import Page, page_names
from tests.support.pages.words import (
    BANNED,
    MAX_WORDS,
    faults_of_code,
    faults_of_page,
    passages,
    texts_of_code,
)
from tests.support.paths import ROOT

# Pages that another branch rewrites or removes.
NOT_OF_US = ("SECURITY.md",)

# Folders and modules whose docstrings, descriptions and messages are plain English: the whole product.
CODE_ROOTS = (
    "app.py",
    "auth_backend.py",
    "cli.py",
    "client/python/generate.py",
    "server.py",
    "services.py",
    "transfer.py",
    "client/python/glimpse_client",
    "db",
    "resolvers",
    "schema",
    "settings",
    "web",
)


@pytest.mark.parametrize(
    "name",
    [name for name in page_names() if name not in NOT_OF_US],
)
def test_a_page_is_plain_english(name: str) -> None:
    assert "\n".join(f"{name}:{line}: {what}" for line, what in faults_of_page(Page.read(name))) == ""


def test_the_code_speaks_plain_english() -> None:
    faults = []
    for root in CODE_ROOTS:
        place = ROOT / root
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if "generated" in path.parts:
                continue
            source = path.read_text("utf-8")
            faults += [(path.relative_to(ROOT).as_posix(), *fault) for fault in faults_of_code(source)]
    assert faults == []


LONG = " ".join(["w"] * (MAX_WORDS + 1))
ENOUGH = LONG[:-2]


@pytest.mark.parametrize("phrase", BANNED)
def test_a_banned_phrase_is_found(phrase: str) -> None:
    (fault,) = faults_of_page(Page("README.md", f"# The way\n\nHere it {phrase.upper()} for\nnothing.\n"))
    assert fault == (3, f"banned: {phrase.upper()}")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Who asks is answered.", ["subject: Who"]),
        ("It ends. Whoever asks is answered.", ["banned: Whoever"]),
        ("It ends. Whatever is asked is answered.", ["subject: Whatever"]),
        ("* What is wrong is an error.", ["subject: What"]),
        ("What is an image?", []),
        ("| What to do | What is wrong. |", ["subject: What"]),
        (f"{LONG}.", [f"{MAX_WORDS + 1} words: {LONG[:60]}..."]),
        (f"{ENOUGH}.\n{ENOUGH.upper()}.", []),
        (f"* {ENOUGH}\n* {ENOUGH}", []),
        (f"| {ENOUGH} | {ENOUGH} |", []),
        ("x" * 121, ["121 characters"]),
        (f"| {'x' * 121} |", []),
        (f"```text\n{'x' * 121} tells\n```", []),
        ("<!-- it tells\nnothing -->", []),
        ("`it tells` is code", []),
        ("[it tells](page.md)", ["banned: tells"]),
        ("| `GLIMPSE_X` | `1` | What it tells. |", []),
    ],
)
def test_a_fault_is_found_and_nothing_else(text: str, faults: list[str]) -> None:
    assert [fault.what for fault in faults_of_page(Page("README.md", f"{text}\n"))] == faults


def test_a_passage_begins_where_its_paragraph_does() -> None:
    page = Page("README.md", "# Title\n\nOne\ntwo.\n\n* three\n  four\n* five\n\n| six | `a|b` |\n")
    found = [(each.line, each.text) for each in passages(page)]
    assert found[:3] == [(3, "One two."), (6, "three four"), (8, "five")]


SOURCE = '''
"""Who asks is answered.

The rest of it tells more.
"""

class Refused(Exception):
    """A refusal."""

def refuse(name):
    """The name, None if it is None."""
    if name == "the way":
        raise Refused(f"The {name} is none of ours.")
    logger.warning("What was given is not True")
    tx.execute("SELECT x AS what FROM names WHERE x IS NOT True")
    return Setting("GLIMPSE_X", "", "What it is told.", description="It asks for the name.")
'''


def test_the_texts_of_code_are_found() -> None:
    assert faults_of_code(SOURCE) == [
        (2, "subject: Who"),
        (2, "banned: tells"),
        (13, "banned: is none"),
        (14, "subject: What"),
        (14, "Python: True"),
        (16, "banned: is told"),
        (16, "subject: What"),
        (16, "banned: asks for"),
    ]
    assert "The X is none of ours." in [each.text for each in texts_of_code(SOURCE)]
