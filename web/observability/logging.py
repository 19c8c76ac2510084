"""The log's lines: text for people or JSON for machines, with the request that each is about.

A record may bring `fields`, a mapping of what stands beside its message; what is null is left out.
"""

import json
import logging
import re
import select
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TextIO

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from web.request_record import get_current_record

# What needs no quotes as a value in a line of text.
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'()*+,./:;<>?@\[\]^_`{|}~-]+")


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
    """Writes a line at once, or with others at the next `flush` if its record is `is_buffered`."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__(stream)
        self._lines: list[tuple[str, logging.LogRecord]] = []

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._lines.append((f"{self.format(record)}\n", record))
        except Exception:
            self.handleError(record)
        if not hasattr(record, "is_buffered"):
            self.flush()

    def flush(self) -> None:
        with self.lock or nullcontext():
            lines, self._lines = self._lines, []
            try:
                for piece in _pieces([line for line, _ in lines]):
                    self.stream.write(piece)
                super().flush()
            except Exception:
                # As for any record that cannot be written; whoever is answered meanwhile is not harmed.
                if lines:
                    self.handleError(lines[-1][1])


def _pieces(lines: Sequence[str]) -> Iterator[str]:
    """Lines no longer together than what a pipe takes whole: several processes may be writing into it."""
    piece, size = list[str](), 0
    for line in lines:
        length = len(line.encode(errors="replace"))
        if piece and size + length > select.PIPE_BUF:
            yield "".join(piece)
            piece, size = [], 0
        piece.append(line)
        size += length
    if piece:
        yield "".join(piece)


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
            reserved_attrs=[*RESERVED_ATTRS, "color_message", "fields", "is_buffered"],
        )

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        return _time(record.created)

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
    return "".join([f" {name}={_format_value(value)}" for name, value in fields.items() if value is not None])


def _fields(record: logging.LogRecord) -> dict[str, object]:
    fields: dict[str, object] = record.__dict__.get("fields", {})
    return fields


def _format_value(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.3f}"
    if not isinstance(value, str):
        return value
    return value if (value.isalnum() and value.isascii()) or _PLAIN.fullmatch(value) else json.dumps(value)


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
