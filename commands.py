"""What each subcommand of `glimpse` does, and how each failure ends it."""

import argparse
import asyncio
import logging.config
import sys
import traceback
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
from db.temporary_folder import NoTemporaryFolderError
from db.transfer.jsonl import InvalidExportError
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


def run(given: argparse.Namespace) -> int:
    """Runs a parsed command, and returns its exit code.

    It is 2, after a sentence on standard error, if the command cannot run.
    """
    try:
        settings = Settings.from_environment()
        if given.command == "serve":
            return _serve(settings)
        with stopped_by_signals():
            return _run_to_end(settings, given)
    except (InvalidSettingError, DatabaseNotServableError, NoTemporaryFolderError) as refusal:
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


def _run_to_end(settings: Settings, given: argparse.Namespace) -> int:
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
