"""The project's Markdown pages: their code, the files they name, their links."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.support.paths import ROOT

ADR = ROOT / "docs" / "adr"

_FENCED = re.compile(r"^```.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^(?: {4}.*\n)+", re.MULTILINE)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")

_PATH = re.compile(r"\.?[\w-][\w.-]*(?:/[\w.-]+)*/?")
_SUFFIXES = (".ini", ".json", ".md", ".mjs", ".png", ".py", ".sql", ".toml", ".ts", ".txt", ".yaml", ".yml")
# What stands for a name in the form of one.
_PLACEHOLDER = "NNN"


def pages() -> list[Path]:
    """Every page of the project."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def code_of(text: str) -> list[str]:
    """Fenced blocks, indented blocks and spans of code."""
    prose = _FENCED.sub("", text)
    return [*_FENCED.findall(text), *_INDENTED.findall(prose), *_SPAN.findall(prose)]


def named_paths(text: str) -> Iterator[str]:
    """Spans of code that name a file or a folder of the project, without those of fenced blocks.

    A name counts if it begins with a folder at the top of the project, or ends like a file.
    """
    top = {path.name for path in ROOT.iterdir() if path.is_dir()}
    for span in _SPAN.findall(_FENCED.sub("", text)):
        if not _PATH.fullmatch(span) or _PLACEHOLDER in span:
            continue
        if span.endswith(_SUFFIXES) or ("/" in span and span.split("/")[0] in top):
            yield span


def missing_paths(text: str) -> list[str]:
    return [path for path in named_paths(text) if not (ROOT / path).exists()]


def broken_links(page: Path, text: str) -> list[str]:
    """Links to files that do not exist; the address of a site or a part of the page itself counts as good."""
    targets = [link.partition("#")[0] for link in _LINK.findall(_FENCED.sub("", text)) if "://" not in link]
    return [target for target in targets if target and not (page.parent / target).exists()]


def with_section(text: str, name: str, lines: Sequence[str]) -> str:
    """The text of a page with other lines in the section that the program of this name writes.

    The section stands between two comments. Raises ValueError unless each of them is there once.
    """
    begin, end = f"<!-- {name} writes from here -->\n", f"<!-- {name} ends here -->\n"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise ValueError(f"the page has no section that {name} writes")
    before, _, rest = text.partition(begin)
    return "".join([before, begin, "\n", *(f"{line}\n" for line in lines), "\n", end, rest.partition(end)[2]])
