"""Plain English, as far as a test can judge it: banned phrases, endless sentences, long lines."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.support.pages.markdown import Page

MAX_WORDS = 35
MAX_CHARACTERS = 120

BANNED = (
    "is told",
    "are told",
    "tells",
    "asks for",
    "takes no",
    "is none",
    "the way",
    "those that",
    "of late",
    "at once",
)

_BANNED = re.compile(rf"\b({'|'.join(BANNED)})\b", re.IGNORECASE)
# Questions may begin so, and titles, which have no full stop.
_SUBJECT = re.compile(r"(Who|Whoever|What|Whatever)\b.*[.:;!]$")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+")
_SETTING_ROW = re.compile(r"\| `[A-Z_]+` \| `[^`]*` \| ")


class Passage(NamedTuple):
    """A paragraph, an item of a list or a cell of a table, and the line that it begins in."""

    line: int
    text: str


class Fault(NamedTuple):
    """What is wrong, where."""

    line: int
    what: str


def passages(page: Page) -> Iterator[Passage]:
    """The prose of a page: no blocks, comments, headings, and no words of settings, which the code writes."""
    begin, lines = 0, list[str]()
    text = re.sub(
        r"<!--.*?-->", lambda found: "\n" * found[0].count("\n"), page.without_blocks, flags=re.DOTALL
    )
    for number, line in enumerate([*text.splitlines(), ""], 1):
        stripped = line.strip()
        is_table = stripped.startswith("|")
        is_item = re.match(r"([*+-]|\d+\.) ", stripped) is not None
        if lines and (not stripped or is_table or is_item or stripped.startswith("#")):
            yield Passage(begin, _plain(" ".join(lines)))
            lines = []
        if is_table and not _SETTING_ROW.match(stripped) and not re.fullmatch(r"[|: -]+", stripped):
            yield from (Passage(number, _plain(cell)) for cell in re.split(r"(?<!\\)\|", stripped)[1:-1])
        elif stripped and not is_table and not stripped.startswith("#"):
            begin = begin if lines else number
            lines.append(re.sub(r"^(([*+-]|\d+\.|>) )+", "", stripped))


def word_faults(passage: Passage) -> Iterator[Fault]:
    """Banned phrases, and sentences that are too long or begin with a pronoun as their subject."""
    for banned in _BANNED.findall(passage.text):
        yield Fault(passage.line, f"banned: {banned}")
    for sentence in _SENTENCE_END.split(passage.text.strip()):
        if subject := _SUBJECT.match(sentence):
            yield Fault(passage.line, f"subject: {subject[1]}")
        count = len(sentence.split())
        if count > MAX_WORDS:
            yield Fault(passage.line, f"{count} words: {sentence[:60]}...")


def line_faults(page: Page) -> Iterator[Fault]:
    """Lines of prose that are too long; a table's row cannot be broken, nor can a block's line."""
    for number, line in enumerate(page.without_blocks.splitlines(), 1):
        if len(line) > MAX_CHARACTERS and not line.startswith("|"):
            yield Fault(number, f"{len(line)} characters")


def faults_of_page(page: Page) -> list[Fault]:
    return [*(fault for each in passages(page) for fault in word_faults(each)), *line_faults(page)]


def faults_of_code(source: str) -> list[Fault]:
    """Faults of the texts in a module that people read."""
    return [
        fault
        for each in sorted(texts_of_code(source), key=lambda each: each.line)
        for fault in word_faults(each)
    ]


def texts_of_code(source: str) -> Iterator[Passage]:
    """Docstrings and all strings that are sentences: descriptions, words of settings, messages of errors."""
    tree = ast.parse(source)
    parts = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if node in parts:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            pieces = (each.value if isinstance(each, ast.Constant) else "X" for each in node.values)
            text = "".join(map(str, pieces))
        else:
            continue
        yield from (Passage(node.lineno, _plain(each)) for each in text.split("\n\n") if _is_sentence(each))


def _is_sentence(text: str) -> bool:
    """Not a name, a pattern, a statement of SQL or a document."""
    return re.match(r"\s*[A-Z`][^{}<>\\]* [^{}<>\\]*[.:]\s*$", text, re.DOTALL) is not None


def _plain(text: str) -> str:
    """The words as a reader sees them: a piece of code is one word, a link its text."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"`[^`]*`", "`code`", text)
    return " ".join(text.split())
