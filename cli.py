"""The `glimpse` command: its subcommands and their arguments, which `commands` runs."""

import argparse
import os
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Never

# In a clone that is not installed, as platforms run it, the client's package is not found by itself.
_CLIENT = Path(__file__).parent / "client" / "python"
# An installed package has no such folder.
if _CLIENT.is_dir():  # pragma: no branch
    sys.path.append(str(_CLIENT))

from glimpse_client.commands.arguments import CLIENT_COMMANDS, add_commands  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code: 2, after a sentence on stderr, if it cannot run."""
    _occupy_closed_descriptors()
    try:
        given = _parser(sys.argv[1:] if arguments is None else arguments).parse_args(arguments)
    except SystemExit as end:
        from command_exit import end_by_arguments

        return end_by_arguments(end)
    if given.command in CLIENT_COMMANDS:
        from glimpse_client.commands.run import run as run_client

        with _ended_by_interrupt():
            return run_client(given)
    with _ended_by_interrupt():
        # They import for a second.
        from commands import run
    return run(given)


def _occupy_closed_descriptors() -> None:
    """Otherwise the next file that is opened gets the number of standard input, output or error."""
    while (opened := os.open(os.devnull, os.O_RDWR)) <= 2:
        # As the others, it is also for worker processes. Tests close descriptors only in other processes.
        os.set_inheritable(opened, True)  # pragma: no cover
    os.close(opened)


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


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Never:
        # argparse would write to standard output where standard error is closed.
        from command_exit import write_message

        write_message(f"{self.format_usage()}{self.prog}: error: {message}")
        raise SystemExit(2)


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="glimpse",
        description="Glimpse is a GraphQL API for machine-image metadata.",
        epilog="Settings are environment variables; docs/settings.md lists them.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("serve", help="serve the API at HOST and PORT")
    commands.add_parser("migrate", help="create the database, or bring it up to date")
    commands.add_parser("schema", help="print the GraphQL schema")
    demo = commands.add_parser("demo", help="fill an empty database with realistic images")
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
    copy.add_argument("file", type=Path, help="the copy, a new file or one to replace; - is standard output")
    purge = commands.add_parser("purge", help="remove the records of images that were deleted long ago")
    age = "an age such as 90d, 36h or 30m, or a time such as 2026-09-01 or 2026-09-01T12:00:00Z"
    purge.add_argument("--deleted-before", type=_past, required=True, metavar="AGE", help=age)
    purge.add_argument(
        "--dry-run", action="store_true", help="count what would be removed, and remove nothing"
    )
    commands.add_parser("check", help="report damage and contradictions; exit code 1 if there are any")
    export = commands.add_parser("export", help="write all images as JSON Lines")
    export.add_argument("file", type=Path, nargs="?", default=Path("-"), help="- is standard output")
    add_commands(commands, arguments)
    return parser


def _count(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 10_000_000:
        return int(text)
    raise argparse.ArgumentTypeError("must be a whole number from 1 to 10000000")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def _past(text: str) -> datetime:
    """The time in UTC, without an offset as it is stored, that an age or a time names."""
    now = datetime.now(UTC)
    try:
        time = _before(now, text) or datetime.fromisoformat(text)
        if _DATE.fullmatch(text):
            time = time.replace(tzinfo=UTC)
        if time.tzinfo is None:
            raise argparse.ArgumentTypeError("must have an offset, such as the Z of 2026-09-01T12:00:00Z")
        utc = time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(
            "must be an age such as 90d, or a time such as 2026-09-01"
        ) from error
    if not _EPOCH <= utc <= now:
        raise argparse.ArgumentTypeError("must be between 1970 and now")
    return utc.replace(tzinfo=None)


def _before(now: datetime, age: str) -> datetime | None:
    """The time so long before now; null if the text is not an age."""
    number, unit = age[:-1], _UNITS.get(age[-1:])
    if unit is None or not (number.isascii() and number.isdecimal() and len(number) <= 6):
        return None
    return now - timedelta(**{unit: int(number)})


if __name__ == "__main__":
    sys.exit(main())
