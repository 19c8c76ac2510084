"""`glimpse api`: a document of your own, and its data as JSON."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from glimpse_client.commands.failures import UsageFailure
from glimpse_client.connection import Connection
from glimpse_client.errors import GlimpseError


def run_document(connection: Connection, given: argparse.Namespace) -> None:
    document, variables = _document(given.query), _variables(given)
    if document.lstrip().startswith("subscription"):
        for _, data in connection.subscribe(document, variables):
            sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        return
    try:
        data = connection.execute(document, variables)
    except GlimpseError as error:
        if error.data is not None:
            _write(error.data)
        raise
    _write(data)


def _write(data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def _document(text: str) -> str:
    if text == "-":
        return sys.stdin.read()
    return Path(text[1:]).read_text("utf-8") if text.startswith("@") else text


def _variables(given: argparse.Namespace) -> dict[str, Any]:
    try:
        found = json.loads(given.variables or "{}")
    except ValueError as error:
        raise UsageFailure(f"--variables must be JSON: {error}") from error
    if not isinstance(found, dict):
        raise UsageFailure("--variables must be an object of JSON")
    for text in given.variable or ():
        name, separator, value = text.partition("=")
        if not separator:
            raise UsageFailure(f"{text!r} must have the form NAME=TEXT")
        found[name] = value
    return found
