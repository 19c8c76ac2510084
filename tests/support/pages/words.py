"""Plain English, as far as a test can judge it: banned phrases, endless sentences, long lines."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.support.pages.markdown import Page

MAX_WORDS = 35
MAX_CHARACTERS = 120

BANNED = (
    "whoever",
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

# `None` is a value of Python, not the pronoun.
_BANNED = re.compile(rf"\b(?!is (?-i:None)\b)({'|'.join(BANNED)})\b", re.IGNORECASE)
# Questions may begin so, and titles, which have no full stop.
_SUBJECT = re.compile(r"(Who|What|Whatever)\b.*[.:;!]$")
_PYTHON_WORD = re.compile(r"\b(None|True|False|NoneType)\b")
# Three words at least, two of them beside each other and not in capitals, as in SQL.
_PROSE = re.compile(r"(?=.*\S \S+ \S).*\b[A-Za-z][a-z]+,? [a-z]{2,}")
# A text of GraphQL.
_DOCUMENT = re.compile(r"\s*(query|mutation|subscription) [({]")
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


class CodeText(NamedTuple):
    """A paragraph of a string in a module; a message if users read it, not only developers."""

    line: int
    text: str
    is_message: bool


def faults_of_code(source: str) -> list[Fault]:
    """Faults of the texts in a module that people read, in the order of their lines."""
    texts = sorted(texts_of_code(source), key=lambda each: each.line)
    return [fault for each in texts for fault in _code_faults(each)]


def _code_faults(text: CodeText) -> Iterator[Fault]:
    # A message may end without a full stop.
    ended = text.text if text.text.endswith((".", "?", ":", "!")) else f"{text.text}."
    yield from word_faults(Passage(text.line, ended))
    if text.is_message:
        for word in _PYTHON_WORD.findall(text.text):
            yield Fault(text.line, f"Python: {word}")


def texts_of_code(source: str) -> Iterator[CodeText]:
    """Docstrings, and all strings that are prose: messages, descriptions, words of settings and commands."""
    tree = ast.parse(source)
    docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
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
        if _DOCUMENT.match(text):
            continue
        is_docstring = node in docstrings
        for paragraph in map(_plain, text.split("\n\n")):
            if is_docstring or _PROSE.match(paragraph):
                yield CodeText(node.lineno, paragraph, not is_docstring)


def _plain(text: str) -> str:
    """The words as a reader sees them: a piece of code is one word, a link its text."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"`[^`]*`", "`code`", text)
    return " ".join(text.split())
