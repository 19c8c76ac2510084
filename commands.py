"""What each subcommand does, and how each failure ends it.

The packages of the API take longer to import than most commands run: only `serve` and `schema` import them.
"""

import argparse
from pathlib import Path

from command_exit import (
    end_by_fault,
    end_by_os_error,
    end_by_signal,
    progress_bar,
    stopped_by_signals,
    write_message,
    write_output,
    write_report,
)
from db.connect import DatabaseTarget, named_errors
from db.demo.target import fill_target
from db.sqlite.backup import backup
from db.standard_streams import STDIO
from db.store import (
    DatabaseNotServableError,
    StatementTimeoutError,
    StoreUnavailableError,
    TransactionConflictError,
)
from db.temporary_folder import NoTemporaryFolderError
from db.transfer.jsonl import InvalidExportError
from settings import VERSION, Settings
from settings.setting import InvalidSettingError
from transfer import check_database, export_images, import_images, purge_database

# The exit code of an import that leaves images out.
_IMAGES_LEFT_OUT = 3


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
        write_message(refusal)
        return 2
    except (StoreUnavailableError, StatementTimeoutError, TransactionConflictError) as failure:
        write_message(f"The database cannot be used: {failure}.")
        return 2
    except InvalidExportError as bad:
        write_message(f"{given.file}: {bad}")
        return 2
    except OSError as error:
        return end_by_os_error(error)
    except KeyboardInterrupt as stop:
        return end_by_signal(stop)
    except Exception as fault:
        return end_by_fault(fault, VERSION)


def _run_to_end(settings: Settings, given: argparse.Namespace) -> int:
    """Runs a command that ends by itself, and returns its exit code."""
    if given.command == "migrate":
        _migrate(settings)
    elif given.command == "import":
        return _import(settings, given)
    elif given.command == "export":
        export_images(_target(settings), given.file)
    elif given.command == "backup":
        _backup(settings, given.file)
    elif given.command == "check":
        return _check(settings)
    elif given.command == "purge":
        report = purge_database(_target(settings), given.deleted_before, dry_run=given.dry_run)
        write_report(*report.lines(dry_run=given.dry_run))
    elif given.command == "schema":
        _print_schema(settings)
    else:
        _demo(settings, given.images, given.seed)
    return 0


def _target(settings: Settings) -> DatabaseTarget:
    return DatabaseTarget.of_urls(settings.database_url, settings.read_database_url)


def _serve(settings: Settings) -> int:
    _make_default_folder(settings)
    from server import check_and_serve

    return check_and_serve(settings)


def _print_schema(settings: Settings) -> None:
    from resolvers.root import create_schema

    write_output(create_schema(settings).as_str())


def _import(settings: Settings, given: argparse.Namespace) -> int:
    source = given.file if given.source is None else DatabaseTarget.of_url("The source", given.source)
    report = import_images(_target(settings), source, dry_run=given.dry_run)
    write_report(*report.lines(dry_run=given.dry_run))
    return _IMAGES_LEFT_OUT if report.rejected.counts and not given.allow_skips else 0


def _backup(settings: Settings, file: Path) -> None:
    place = _target(settings)
    path = place.file
    if path is None:
        raise DatabaseNotServableError(
            "`glimpse backup` copies SQLite files only: use pg_dump or mariadb-dump."
        )
    place.require_file()
    with named_errors(place):
        size = backup(path, file)
    said = f"Copied the database {path.name}: {size} bytes."
    if file != STDIO and file.is_file():
        write_report(said)
    else:
        # The copy went into standard output, or perhaps there by a pipe or a device.
        write_message(said)


def _check(settings: Settings) -> int:
    place = _target(settings)
    found = check_database(place)
    write_report(*(found or [f"The database {place.name} has no problems."]))
    return 1 if found else 0


def _migrate(settings: Settings) -> None:
    place = _target(settings)
    _make_default_folder(settings)
    if place.migrate():
        write_report(f"Migrated the database {place.name}.")
    else:
        # Also for a Glance database, so that `make serve` and a platform's release step continue.
        write_report(f"The database {place.name} needs no migration.")


def _make_default_folder(settings: Settings) -> None:
    """Makes the default folder only: any other missing folder is likely a mistake in the setting."""
    if settings.database_url == Settings.from_environment({}).database_url:
        path = _target(settings).file
        assert path is not None
        folder = path.parent
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise DatabaseNotServableError(
                f"The folder {folder.absolute()} cannot be created: {error.strerror}."
            ) from error


def _demo(settings: Settings, images: int, seed: int) -> None:
    target = _target(settings)
    target.require_file()
    with progress_bar(images) as bar:
        fill_target(target, images, seed, bar.update)
