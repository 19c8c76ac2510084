"""The pages of the project, and what a page consists of."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.support.paths import ROOT

TOP_LEVEL = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "ARCHITECTURE.md", "SECURITY.md")

# Pages that another branch adds: links to them are not followed before they exist.
_FENCE = re.compile(r"^```(\w*)$")
_MARK = re.compile(r"^<!-- (.*) -->$")


@dataclass(frozen=True)
class Block:
    """A fenced block. `mark` is the comment directly before it.

    `is_adjacent` is true if only blank lines and its mark stand between it and the block before.
    """

    language: str
    text: str
    line: int
    mark: str | None = None
    is_adjacent: bool = False


@dataclass(frozen=True)
class Page:
    """A Markdown file; `name` is its path from the project's root."""

    name: str
    text: str

    @classmethod
    def read(cls, name: str) -> "Page":
        return cls(name, (ROOT / name).read_text("utf-8"))

    @property
    def folder(self) -> Path:
        return (ROOT / self.name).parent

    @cached_property
    def blocks(self) -> list[Block]:
        return parse_blocks(self.text)

    def marked_block(self, mark: str) -> str:
        """The text of the only block with this mark."""
        (block,) = (each.text for each in self.blocks if each.mark == mark)
        return block

    @cached_property
    def without_blocks(self) -> str:
        """The text with every line of a fenced block left empty, so that line numbers stay."""
        kept: list[str] = []
        is_inside = False
        for line in self.text.splitlines():
            is_fence = line.startswith("```")
            kept.append("" if is_fence or is_inside else line)
            is_inside = is_inside != is_fence
        return "\n".join(kept)


def parse_blocks(text: str) -> list[Block]:
    """The fenced blocks in order; raises ValueError for a fence that is never closed."""
    blocks: list[Block] = []
    lines = iter(enumerate(text.splitlines(), 1))
    mark: str | None = None
    is_adjacent = False
    for number, line in lines:
        if fence := _FENCE.match(line):
            body: list[str] = []
            for _, inner in lines:
                if inner == "```":
                    break
                body.append(f"{inner}\n")
            else:
                raise ValueError(f"line {number}: the block is not closed")
            blocks.append(Block(fence[1], "".join(body), number, mark, is_adjacent))
            mark, is_adjacent = None, True
        elif comment := _MARK.match(line):
            mark = comment[1]
        elif line.strip():
            mark, is_adjacent = None, False
    return blocks


def page_names() -> list[str]:
    """Every document that exists."""
    names = [name for name in TOP_LEVEL if (ROOT / name).exists()]
    pages = (path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
    return [*names, *sorted(pages)]
