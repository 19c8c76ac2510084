"""The log's lines: text for people or JSON for machines, with the request that each is about.

A record may bring `fields`, a mapping of what to tell beside its message; None is not told. It stands for
several if it brings `together`, the reports on requests that have ended.
"""

import json
import logging
import re
import select
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TextIO

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from web.request_record import RequestRecord, get_current_record

# Of which thread and process a record is, nobody is told: it need not be found out for each.
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False

# What needs no quotes as a value in a line of text.
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'()*+,./:;<>?@\[\]^_`{|}~-]+")


# What a line about a request says that many others say, too.
_ALIKE = ("method", "path", "status", "operation", "operation_name", "project", "user", "codes")


def _alike(report: RequestRecord) -> tuple[str | int | None, ...]:
    return (
        report.method,
        # The path alone: a query string carries variables.
        report.path,
        report.status,
        report.operation,
        report.operation_name,
        report.project,
        report.user,
        ",".join(report.error_codes) or None,
    )


class RequestContextFilter(logging.Filter):
    """Adds the ids of the request that is being answered, and of its trace, to a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        report = get_current_record()
        if report is not None:
            record.request_id = report.request_id
            if report.trace_id is not None:
                record.trace_id = report.trace_id
        return True


class LineHandler(logging.StreamHandler[TextIO]):
    """Writes the lines of a record that stands for several at once: each alone would be a system call."""

    def emit(self, record: logging.LogRecord) -> None:
        if "together" not in record.__dict__:
            super().emit(record)
            return
        assert isinstance(self.formatter, TextFormatter | JSONLinesFormatter)
        try:
            for piece in _pieces(self.formatter.lines(record)):
                self.stream.write(piece)
                self.flush()
        except Exception:
            self.handleError(record)


def _pieces(lines: Sequence[str]) -> Sequence[str]:
    """Lines no longer together than what a pipe takes whole: several processes may be writing into it."""
    piece = "\n".join([*lines, ""])
    if len(lines) == 1 or len(piece.encode(errors="replace")) <= select.PIPE_BUF:
        return [piece]
    middle = len(lines) // 2
    return [*_pieces(lines[:middle]), *_pieces(lines[middle:])]


class TextFormatter(logging.Formatter):
    """One line for each record; a traceback follows in lines that begin with blanks.

    Whatever comes from outside, nothing can look like a line or a field of ours.
    """

    def format(self, record: logging.LogRecord) -> str:
        known = record.__dict__
        line = f"{_time(record.created)}{_head(record)}{_format_fields(_fields(record))}"
        if "request_id" in known:
            line += f" request_id={known['request_id']}"
        if "trace_id" in known:
            line += f" trace_id={known['trace_id']}"
        if not record.exc_info:
            return line
        return "\n    ".join([line, *map(_one_line, self.formatException(record.exc_info).split("\n"))])

    def lines(self, record: logging.LogRecord) -> Sequence[str]:
        """Of a record that stands for several."""
        head = _head(record)
        ended: Sequence[RequestRecord] = record.__dict__["together"]
        # Spelled out: with `_format_fields` a line takes half as long again.
        return [
            f"{_time(each.ended_at)}{head}{_told_alike(_alike(each))} ms={each.seconds * 1000:.3f}"
            f" bytes={each.bytes_sent} statements={each.read_count + each.change_count} rows={each.row_count}"
            f" request_id={each.request_id}"
            f"{'' if each.trace_id is None else f' trace_id={each.trace_id}'}"
            for each in ended
        ]


class JSONLinesFormatter(JsonFormatter):
    """One object for each record, in ASCII: nothing from outside can end its line."""

    def __init__(self) -> None:
        super().__init__(
            ("asctime", "levelname", "name", "message"),
            rename_fields={
                "asctime": "time",
                "levelname": "level",
                "name": "logger",
                "exc_info": "traceback",
            },
            # uvicorn says its messages again, with codes for a terminal's colours.
            reserved_attrs=[*RESERVED_ATTRS, "color_message", "fields", "together"],
        )

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        return _time(record.created)

    def lines(self, record: logging.LogRecord) -> Sequence[str]:
        """Of a record that stands for several."""
        return [self._line(copy(record), each) for each in record.__dict__["together"]]

    def _line(self, record: logging.LogRecord, ended: RequestRecord) -> str:
        record.created = ended.ended_at
        record.fields = _alike_by_name(_alike(ended)) | {
            "ms": round(ended.seconds * 1000, 3),
            "bytes": ended.bytes_sent,
            "statements": ended.read_count + ended.change_count,
            "rows": ended.row_count,
            "request_id": ended.request_id,
            "trace_id": ended.trace_id,
        }
        return self.format(record)

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data.update((name, value) for name, value in _fields(record).items() if value is not None)


def _time(created: float) -> str:
    """In UTC, as RFC 3339 has it."""
    return _of_milliseconds(int(created * 1000))


# Many lines are of the same.
@lru_cache(maxsize=16)
def _of_milliseconds(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def _head(record: logging.LogRecord) -> str:
    return f" {record.levelname} {record.name} {_one_line(record.getMessage())}"


def _format_fields(fields: Mapping[str, object]) -> str:
    return "".join(
        [
            f" {name}={_format_value(value) if isinstance(value, str) else value}"
            for name, value in fields.items()
            if value is not None
        ]
    )


def _alike_by_name(alike: tuple[str | int | None, ...]) -> dict[str, object]:
    return dict(zip(_ALIKE, alike, strict=True))


# A path may be long.
@lru_cache(maxsize=64)
def _told_alike(alike: tuple[str | int | None, ...]) -> str:
    return _format_fields(_alike_by_name(alike))


def _fields(record: logging.LogRecord) -> dict[str, object]:
    fields: dict[str, object] = record.__dict__.get("fields", {})
    return fields


def _format_value(value: str) -> str:
    plain = (value.isalnum() and value.isascii()) or _PLAIN.fullmatch(value)
    return value if plain else json.dumps(value)


def _one_line(text: str) -> str:
    return text if text.isprintable() else json.dumps(text)[1:-1]


class HandshakeFilter(logging.Filter):
    """The server's line for a WebSocket has the address with its query, in which clients put what they like.

    Our own lines tell of each operation on it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith('%s - "WebSocket %s"')


def log_config(line_format: str, level: str) -> dict[str, Any]:
    """For `logging.config`: `text` or `json`, and from which level on what is ours is told.

    Of libraries only warnings are: for debugging they would tell statements with their values.
    """
    ours = level.upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"of_request": {"()": RequestContextFilter}, "no_handshakes": {"()": HandshakeFilter}},
        "formatters": {"lines": {"()": JSONLinesFormatter if line_format == "json" else TextFormatter}},
        "handlers": {"stderr": {"()": LineHandler, "formatter": "lines", "filters": ["of_request"]}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "glimpse": {"level": ours},
            # That the server starts and stops is of interest, but not its debugging.
            "uvicorn": {"level": "INFO" if ours == "DEBUG" else ours, "propagate": True},
            "uvicorn.error": {"level": "NOTSET", "propagate": True, "filters": ["no_handshakes"]},
        },
    }
