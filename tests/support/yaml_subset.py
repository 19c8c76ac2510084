"""Reads the subset of YAML that the project's files use; no package for YAML is installed.

Blocks of mappings and lists, plain and double-quoted scalars, comments. Everything else is an error: tabs,
flow collections, anchors, multi-line scalars, duplicate keys, odd indentation.
"""

import json
import re
from dataclasses import dataclass

Node = str | None | list["Node"] | dict[str, "Node"]

_KEY = re.compile(r"([\w.-]+):(?: +(.*))?")
_UNREADABLE = tuple("[{&*!|>%@`'#,?")


class YamlSubsetError(ValueError):
    """The text is not of the subset; the message names the line."""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    indent: int
    text: str


def parse(text: str) -> Node:
    """The document: mappings, lists, and scalars as text; a key without a value has None."""
    lines = list(_lines(text))
    node, rest = _block(lines, 0)
    if rest != len(lines):
        raise YamlSubsetError(f"line {lines[rest].number}: unexpected indentation")
    return node


def _lines(text: str) -> list[_Line]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if "\t" in line:
            raise YamlSubsetError(f"line {number}: a tab")
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            found.append(_Line(number, len(line) - len(line.lstrip()), stripped))
    return found


def _block(lines: list[_Line], at: int) -> tuple[Node, int]:
    if at == len(lines):
        return None, at
    return _list(lines, at) if lines[at].text.startswith("- ") else _mapping(lines, at)


def _list(lines: list[_Line], at: int) -> tuple[list[Node], int]:
    indent, items = lines[at].indent, list[Node]()
    while at < len(lines) and lines[at].indent == indent and lines[at].text.startswith("- "):
        line = lines[at]
        inner = _Line(line.number, indent + 2, line.text.removeprefix("- ").lstrip())
        if _KEY.fullmatch(inner.text):
            mapping, at = _mapping([*lines[:at], inner, *lines[at + 1 :]], at)
            items.append(mapping)
        else:
            items.append(_scalar(inner))
            at += 1
    return items, at


def _mapping(lines: list[_Line], at: int) -> tuple[dict[str, Node], int]:
    indent, found = lines[at].indent, dict[str, Node]()
    while at < len(lines) and lines[at].indent == indent and not lines[at].text.startswith("- "):
        line = lines[at]
        matched = _KEY.fullmatch(line.text)
        if matched is None:
            raise YamlSubsetError(f"line {line.number}: neither a key nor an item of a list")
        key, value = matched[1], matched[2]
        if key in found:
            raise YamlSubsetError(f"line {line.number}: {key} stands twice")
        at += 1
        if value is not None:
            found[key] = _scalar(_Line(line.number, indent, value))
        elif at < len(lines) and lines[at].indent > indent:
            found[key], at = _block(lines, at)
        else:
            found[key] = None
    return found, at


def _scalar(line: _Line) -> str:
    text = re.sub(r" +#.*$", "", line.text) if not line.text.startswith('"') else line.text
    if text.startswith('"'):
        try:
            return str(json.loads(text))
        except ValueError as error:
            raise YamlSubsetError(f"line {line.number}: a quoted text that does not end") from error
    if not text or text.startswith(_UNREADABLE) or ": " in text or text.endswith(":"):
        raise YamlSubsetError(f"line {line.number}: a value that is not plain")
    return text
