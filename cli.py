"""The `glimpse` command: serve, migrate, import, export, check and other subcommands."""

import argparse
import asyncio
import logging.config
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette

from app import create_app
from command_exit import end_by_os_error, end_by_signal, progress_bar, stopped_by_signals, write_report
from db.connect import DatabaseTarget
from db.demo.fill import fill
from db.sqlite.backup import backup
from db.sqlite.file import require_multiprocess_support, startup_findings
from db.store import (
    DatabaseNotServableError,
    StatementTimeoutError,
    StoreUnavailableError,
    TransactionConflictError,
)
from db.transfer.jsonl import STDIO, InvalidExportError
from resolvers.root import create_schema
from server import serve
from services import database_target
from settings import VERSION, AuthSettings, Settings
from settings.setting import InvalidSettingError
from transfer import check_database, export_images, import_images
from web.observability.logging import log_config

logger = logging.getLogger("glimpse")

# Exit codes: of an import that leaves images out, and one that no other cause has.
_IMAGES_LEFT_OUT = 3
_FAULT = 70


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code: 2, after a sentence on stderr, if it cannot run."""
    given = _parser().parse_args(arguments)
    try:
        settings = Settings.from_environment()
        if given.command == "serve":
            return _serve(settings)
        with stopped_by_signals():
            return _run(settings, given)
    except (InvalidSettingError, DatabaseNotServableError) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except (StoreUnavailableError, StatementTimeoutError, TransactionConflictError) as failure:
        print(f"The database cannot be used: {failure}.", file=sys.stderr)
        return 2
    except InvalidExportError as bad:
        print(f"{given.file}: {bad}", file=sys.stderr)
        return 2
    except OSError as error:
        return end_by_os_error(error)
    except KeyboardInterrupt as stop:
        return end_by_signal(stop)
    except Exception as fault:
        print(_describe_fault(fault), file=sys.stderr)
        return _FAULT


def _run(settings: Settings, given: argparse.Namespace) -> int:
    """Runs a command that ends by itself, and returns its exit code."""
    if given.command == "migrate":
        _migrate(settings)
    elif given.command == "import":
        return _import(settings, given)
    elif given.command == "export":
        export_images(database_target(settings), given.file)
    elif given.command == "backup":
        _backup(settings, given.file)
    elif given.command == "check":
        return _check(settings)
    elif given.command == "schema":
        write_report(create_schema(settings).as_str())
    else:
        _demo(settings, given.images, given.seed)
    return 0


def _describe_fault(fault: Exception) -> str:
    """Sentences with what a report needs; without the fault's message, which may hold a password."""
    place = traceback.extract_tb(fault.__traceback__)[-1]
    return (
        f"An unexpected error: {type(fault).__name__} in {Path(place.filename).name}, line {place.lineno}. "
        f"Report it, with the command and the version, {VERSION}."
    )


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
    export.add_argument("file", type=Path, nargs="?", default=STDIO, help="- is standard output")
    return parser


def _import(settings: Settings, given: argparse.Namespace) -> int:
    source = given.file if given.source is None else DatabaseTarget.of_url("The source", given.source)
    report = import_images(database_target(settings), source, dry_run=given.dry_run)
    write_report(*report.lines(dry_run=given.dry_run))
    return _IMAGES_LEFT_OUT if report.rejected.counts and not given.allow_skips else 0


def _backup(settings: Settings, file: Path) -> None:
    path = database_target(settings).file
    if path is None:
        raise DatabaseNotServableError(
            "`glimpse backup` copies SQLite files only: use pg_dump or mariadb-dump."
        )
    size = backup(path, file)
    said = f"Copied the database {path.name}: {size} bytes."
    if file.is_file():
        write_report(said)
    else:
        # The copy went into a pipe or a device: perhaps standard output.
        print(said, file=sys.stderr)


def _check(settings: Settings) -> int:
    place = database_target(settings)
    found = check_database(place)
    write_report(*(found or [f"The database {place.name} has no problems."]))
    return 1 if found else 0


def _count(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 10_000_000:
        return int(text)
    raise argparse.ArgumentTypeError("must be a whole number from 1 to 10000000")


def _serve(settings: Settings) -> int:
    _make_default_folder(settings)
    log = log_config(settings.log_format, settings.log_level)
    logging.config.dictConfig(log)
    app = create_app(settings)
    # uvicorn prints a traceback if startup fails, so startup is tried here first.
    asyncio.run(_startup_check(app))
    path = database_target(settings).file
    if path is not None:
        if settings.web_concurrency > 1:
            require_multiprocess_support(path)
        for level, sentence in startup_findings(path):
            logger.log(level, sentence)
    # Serving without authentication deserves a warning.
    level = logging.WARNING if settings.authentication.auth == "none" else logging.INFO
    logger.log(level, _describe_auth(settings.authentication))
    return serve(app, settings, log)


def _describe_auth(callers: AuthSettings) -> str:
    if callers.auth == "none":
        where = "every caller" if callers.allow_unauthenticated else "every caller on this machine"
        return f"Without authentication: {where} is an administrator."
    proof = {
        "headers": "the proxy's identity headers",
        "jwt": f"tokens of {callers.jwt_issuer}",
        "keystone": f"tokens of Keystone at {callers.keystone_url}",
    }[callers.auth]
    others = "others may only read" if callers.anonymous_read else "others are refused"
    return f"Callers authenticate with {proof}; {others}."


async def _startup_check(app: Starlette) -> None:
    async with app.router.lifespan_context(app):
        pass


def _migrate(settings: Settings) -> None:
    place = database_target(settings)
    _make_default_folder(settings)
    if place.migrate():
        write_report(f"Migrated the database {place.name}.")
    else:
        # Also for a Glance database, so that `make serve` and a platform's release step continue.
        write_report(f"The database {place.name} needs no migration.")


def _make_default_folder(settings: Settings) -> None:
    """Makes the default folder only: any other missing folder is likely a mistake in the setting."""
    if settings.database_url == Settings.from_environment({}).database_url:
        path = database_target(settings).file
        assert path is not None
        folder = path.parent
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise DatabaseNotServableError(
                f"The folder {folder.absolute()} cannot be created: {error.strerror}."
            ) from error


def _demo(settings: Settings, images: int, seed: int) -> None:
    path = database_target(settings).file
    if path is None:
        raise DatabaseNotServableError(
            "`glimpse demo` fills SQLite files only: `glimpse import` copies them to a server."
        )
    with progress_bar(images) as bar:
        fill(path, images, seed, bar.update)


if __name__ == "__main__":
    sys.exit(main())
