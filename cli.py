"""The `glimpse` command: its subcommands and their arguments, which `commands` runs."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code: 2, after a sentence on stderr, if it cannot run."""
    given = _parser().parse_args(arguments)
    with _ended_by_interrupt():
        # They import for a second.
        from commands import run
    return run(given)


@contextmanager
def _ended_by_interrupt() -> Iterator[None]:
    """Inside the block Ctrl+C ends the process with 130; Python would print where it was interrupted.

    Where Ctrl+C is ignored or has another handler, that stays.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, lambda *_: os._exit(128 + signal.SIGINT))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="glimpse",
        description="Glimpse is a GraphQL API for machine-image metadata.",
        epilog="Settings are environment variables; docs/settings.md lists them.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("serve", help="serve the API at HOST and PORT")
    commands.add_parser("migrate", help="create the database, or bring it up to date")
    commands.add_parser("schema", help="print the GraphQL schema")
    demo = commands.add_parser("demo", help="fill an empty SQLite database with realistic images")
    demo.add_argument("--images", type=_count, default=10_000, metavar="N", help="default: 10000")
    demo.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same images")
    taken = commands.add_parser("import", help="copy images from another database or from a file")
    source = taken.add_mutually_exclusive_group(required=True)
    source.add_argument("--from", dest="source", metavar="URL", help="a database of Glance or Glimpse")
    source.add_argument("--file", type=Path, help="a file of `glimpse export`; - is standard input")
    taken.add_argument("--dry-run", action="store_true", help="report what would change, and change nothing")
    skips = "exit with 0, not 3, also if images are left out"
    taken.add_argument("--allow-skips", action="store_true", help=skips)
    copy = commands.add_parser("backup", help="copy an SQLite database, even while it is served")
    copy.add_argument("file", type=Path, help="the copy; replaces an existing file once it is complete")
    commands.add_parser("check", help="report damage and contradictions; exit code 1 if there are any")
    export = commands.add_parser("export", help="write all images as JSON Lines")
    export.add_argument("file", type=Path, nargs="?", default=Path("-"), help="- is standard output")
    return parser


def _count(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 10_000_000:
        return int(text)
    raise argparse.ArgumentTypeError("must be a whole number from 1 to 10000000")


if __name__ == "__main__":
    sys.exit(main())
