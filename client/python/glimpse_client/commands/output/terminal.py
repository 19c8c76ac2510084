"""Shown by terminals only: tables that fit the width, and the progress of long lists."""

import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Self, TextIO


def print_table(columns: Sequence[str], cells: Sequence[Sequence[str]], stream: TextIO) -> None:
    """A table of the terminal's width; the variable NO_COLOR switches colours off."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for at, column in enumerate(columns):
        is_number = bool(cells) and all(row[at].isdecimal() or not row[at] for row in cells)
        # An id is copied whole.
        table.add_column(column, justify="right" if is_number else "left", no_wrap=column == "id")
    for row in cells:
        table.add_row(*map(Text, row))
    Console(file=stream).print(table)


class Progress:
    """Counts on standard error while rows go elsewhere, if standard error is a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty() and not sys.stdout.isatty()
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_open:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    @property
    def needs_total(self) -> bool:
        """The server counts only if somebody sees it."""
        return self._shown

    def show(self, done: int, total: int | None) -> None:
        if self._shown and total is not None and done < total:
            self._is_open = True
            filled = 30 * done // total
            sys.stderr.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done} of {total} images")
            sys.stderr.flush()
