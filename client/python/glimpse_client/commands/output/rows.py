"""Rows in each format, written to standard output as they arrive; tables when the last one is known."""

import csv
import json
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

Row = Sequence[Any]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


class Rows(ABC):
    """Writes rows; a page at a time reaches the reader."""

    def __init__(self, columns: Sequence[str], stream: TextIO) -> None:
        self.columns = list(columns)
        self.stream = stream
        self.count = 0

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.write(row)
            self.count += 1
        self.stream.flush()

    @abstractmethod
    def write(self, row: Row) -> None:
        """Writes one row, or keeps it until the end."""

    def end(self) -> None:
        """After the last row."""
        self.stream.flush()

    def _object(self, row: Row) -> dict[str, Any]:
        return dict(zip(self.columns, row, strict=True))


class JsonRows(Rows):
    """One array of objects, over all pages."""

    def write(self, row: Row) -> None:
        self.stream.write(("[\n" if self.count == 0 else ",\n") + _json(self._object(row)))

    def end(self) -> None:
        self.stream.write("\n]\n" if self.count else "[]\n")
        super().end()


class JsonLines(Rows):
    """An object on each line."""

    def write(self, row: Row) -> None:
        self.stream.write(_json(self._object(row)) + "\n")


class YamlRows(Rows):
    """One list of mappings, over all pages."""

    def write(self, row: Row) -> None:
        self.stream.write(yaml_text([self._object(row)]))

    def end(self) -> None:
        if not self.count:
            self.stream.write("[]\n")
        super().end()


class CsvRows(Rows):
    """RFC 4180, with a head; lists and objects are JSON, and null is empty."""

    def __init__(self, columns: Sequence[str], stream: TextIO) -> None:
        super().__init__(columns, stream)
        self._csv = csv.writer(stream, lineterminator="\n")

    def add(self, rows: Iterable[Row]) -> None:
        self._begin()
        super().add(rows)

    def write(self, row: Row) -> None:
        self._csv.writerow([cell(value, as_json=True) for value in row])

    def end(self) -> None:
        self._begin()
        super().end()

    def _begin(self) -> None:
        if self.columns:
            self._csv.writerow(self.columns)
            self.columns = []


class ValueRows(Rows):
    """The values alone, with tabs between them: one line a row, whatever is in it."""

    def write(self, row: Row) -> None:
        self.stream.write("\t".join(printable(cell(value)) for value in row) + "\n")


class TableRows(Rows):
    """Aligned columns. On a terminal they fit its width; elsewhere nothing is cut."""

    def __init__(self, columns: Sequence[str], stream: TextIO) -> None:
        super().__init__(columns, stream)
        self._cells: list[list[str]] = []

    def write(self, row: Row) -> None:
        self._cells.append([printable(cell(value)) for value in row])

    def end(self) -> None:
        if self.stream.isatty():
            from glimpse_client.commands.output.terminal import print_table

            print_table(self.columns, self._cells, self.stream)
        else:
            lines = [self.columns, *self._cells]
            widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
            for line in lines:
                padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
                self.stream.write("  ".join(padded).rstrip() + "\n")
        super().end()


_WRITERS: dict[str, type[Rows]] = {
    "table": TableRows,
    "json": JsonRows,
    "jsonl": JsonLines,
    "yaml": YamlRows,
    "csv": CsvRows,
    "value": ValueRows,
}


def rows_of(form: str, columns: Sequence[str]) -> Rows:
    """A writer to standard output."""
    return _WRITERS[form](columns, sys.stdout)


def write_object(form: str, columns: Sequence[str], row: Row) -> None:
    """One object by itself; a table of it has a line for each column."""
    value = dict(zip(columns, row, strict=True))
    if form == "json":
        sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
    elif form == "yaml":
        sys.stdout.write(yaml_text(value))
    elif form == "table":
        rows = rows_of(form, ["field", "value"])
        rows.add(_flattened(value))
        rows.end()
    else:
        rows = rows_of(form, columns)
        rows.add([row])
        rows.end()


def _flattened(value: dict[str, Any]) -> Iterable[Row]:
    for name, each in value.items():
        if isinstance(each, dict):
            prefix = "property" if name == "properties" else name
            yield from ((f"{prefix}.{key}", inner) for key, inner in each.items())
        else:
            yield name, each


def cell(value: Any, *, as_json: bool = False) -> str:
    """The text of a value: null is empty, a list of texts has commas, an object is JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list) and not as_json and all(isinstance(each, str) for each in value):
        return ",".join(value)
    if isinstance(value, list | dict):
        return _json(value)
    return str(value)


def printable(text: str) -> str:
    """Without line breaks and without characters that a terminal would obey."""
    return _CONTROL.sub(lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04x}"), text)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def yaml_text(value: Any) -> str:
    # PyYAML takes longer to import than a request.
    import yaml

    return str(
        yaml.safe_dump(value, sort_keys=False, allow_unicode=True, default_flow_style=False, width=2**31)
    )
