"""Runs a parsed command against a server, and ends it with the exit code of its failure."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from glimpse_client.commands.failures import (
    BROKEN_PIPE,
    FAILURE,
    CommandFailure,
    UsageFailure,
    described,
    failure_of,
)
from glimpse_client.errors import GlimpseError

if TYPE_CHECKING:
    from glimpse_client.connection import Connection

DEFAULT_URL = "http://localhost:8000"

# Where each verb is: a command imports only its own.
VERBS = {
    "list": "image.reading:list_images",
    "show": "image.reading:show_images",
    "members": "image.reading:list_members",
    "history": "image.reading:list_history",
    "facets": "image.reading:count_facets",
    "create": "image.changing:create_image",
    "set": "image.changing:set_fields",
    "unset": "image.changing:unset_fields",
    "delete": "image.changing:delete_images",
    "restore": "image.changing:restore_images",
    "share": "image.sharing:share_image",
    "unshare": "image.sharing:unshare_image",
    "accept": "image.sharing:answer_image",
    "reject": "image.sharing:answer_image",
    "watch": "image.watching:watch_images",
    "export": "declared.exporting:export_images",
    "diff": "declared.applying:diff_images",
    "apply": "declared.applying:apply_images",
}


def run(given: argparse.Namespace, environ: Mapping[str, str] | None = None) -> int:
    """Runs the command, and returns its exit code; messages go to standard error only."""
    try:
        if sys.stdout is None:
            raise UsageFailure("Standard output is closed")
        _keep_unknown_characters(sys.stdout)
        _run(given, os.environ if environ is None else environ)
        sys.stdout.flush()
        return 0
    except GlimpseError as error:
        return _ended(failure_of(error), given)
    except CommandFailure as failure:
        return _ended(failure, given)
    except BrokenPipeError:
        # Its reader has enough, as `head` has.
        _discard(sys.stdout)
        return BROKEN_PIPE
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        return _ended(CommandFailure(FAILURE, f"{name}{error.strerror or error}"), given)


def _run(given: argparse.Namespace, environ: Mapping[str, str]) -> None:
    place = "api:run_document" if given.command == "api" else VERBS[given.verb]
    module, _, name = place.partition(":")
    verb: Callable[[Connection, argparse.Namespace], None]
    verb = getattr(import_module(f"glimpse_client.commands.{module}"), name)
    with _connection(given, environ) as connection:
        verb(connection, given)


def _connection(given: argparse.Namespace, environ: Mapping[str, str]) -> "Connection":
    """The server of `--url` or `GLIMPSE_URL`, with the token of `GLIMPSE_TOKEN`: secrets are no arguments."""
    from glimpse_client.connection import Connection

    url = given.url or environ.get("GLIMPSE_URL") or DEFAULT_URL
    try:
        return Connection(url, token=environ.get("GLIMPSE_TOKEN") or None, timeout=given.timeout)
    except ValueError as error:
        raise UsageFailure(f"{url!r} is not an address of Glimpse: {error}") from error


def _keep_unknown_characters(stream: TextIO) -> None:
    """An encoding of a terminal need not have every character."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _ended(failure: CommandFailure, given: argparse.Namespace) -> int:
    """The output before the failure stays."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _discard(sys.stdout)
    if sys.stderr is not None and str(failure):
        print(described(failure, given.errors == "json"), file=sys.stderr)
    return failure.exit_code


def _discard(stream: TextIO) -> None:
    """Drops what the stream has not taken: Python would write it again at the end."""
    with suppress(OSError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())
