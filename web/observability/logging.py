"""Formats of log lines: text for people or JSON for machines, with the id of their request.

A record may have `fields`, a mapping of names to values that follow the message; null ones are left out.
"""

import json
import logging
import re
import select
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TextIO

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from web.request_record import get_current_record

_MAX_TRACEBACK_CHARACTERS = 8000

# Values that need no quotes in a line of text.
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'()*+,./:;<>?@\[\]^_`{|}~-]+")


# How drivers of databases name the user in an error: user "app", role "app", 'app'@'10.0.0.7'.
_USER = re.compile(r"""(?<=\buser )"[^"]*"|(?<=\brole )"[^"]*"|'[^'\n]*'@'[^'\n]*'""")


class RequestContextFilter(logging.Filter):
    """Adds the ids of the current request and of its trace to a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        current = get_current_record()
        if current is not None:
            record.request_id = current.request_id
            if current.trace_id is not None:
                record.trace_id = current.trace_id
        return True


class Event(NamedTuple):
    """The content of a log line; `created` is a Unix time, `level` the name of a level of `logging`."""

    created: float
    level: str
    fields: Mapping[str, object]


class LineHandler(logging.StreamHandler[TextIO]):
    """Writes each record as a line, or many events together; `log_config` gives it its formatter."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:
            self.handleError(record)
        else:
            self._write([line])

    def write_events(self, logger: str, message: str, events: Iterable[Event]) -> None:
        """Writes a line for each event; never raises, because requests must not fail with their log.

        A `logging.LogRecord` for each of them would take longer than the line itself.
        """
        formatter = self.formatter
        assert isinstance(formatter, TextFormatter | JSONLinesFormatter)
        self._write([formatter.format_event(logger, message, event) for event in events])

    def _write(self, lines: Sequence[str]) -> None:
        with self.lock or nullcontext():
            try:
                for piece in _pieces(lines):
                    self.stream.write(piece)
                self.flush()
            except Exception:
                # As `logging` does for a record that cannot be written.
                self.handleError(logging.makeLogRecord({"msg": lines[-1]}))


def _pieces(lines: Sequence[str]) -> Iterator[str]:
    """Ends and joins lines, up to the size that a pipe writes atomically: several processes may share it."""
    piece, size = list[str](), 0
    for line in lines:
        line = f"{line}\n"
        # Only text in ASCII has as many bytes as characters.
        length = len(line) if line.isascii() else len(line.encode(errors="replace"))
        if piece and size + length > select.PIPE_BUF:
            yield "".join(piece)
            piece, size = [], 0
        piece.append(line)
        size += length
    yield "".join(piece)


class BoundedTracebackFormatter(logging.Formatter):
    """Shortens long tracebacks, which may repeat a whole statement: their end says what failed."""

    def formatException(self, ei: Any) -> str:  # noqa: N802
        text = super().formatException(ei)
        if len(text) <= _MAX_TRACEBACK_CHARACTERS:
            return text
        half = _MAX_TRACEBACK_CHARACTERS // 2
        return f"{text[:half]}\n... {len(text) - 2 * half} characters left out ...\n{text[-half:]}"


class TextFormatter(BoundedTracebackFormatter):
    """One line for each record; a traceback follows in indented lines.

    Text from outside is escaped, so that it cannot imitate a line or a field.
    """

    def format(self, record: logging.LogRecord) -> str:
        known, message = record.__dict__, _one_line(record.getMessage())
        event = Event(record.created, record.levelname, _fields(record))
        line = self.format_event(record.name, message, event)
        if "request_id" in known:
            line += f" request_id={known['request_id']}"
        if "trace_id" in known:
            line += f" trace_id={known['trace_id']}"
        if not record.exc_info:
            return line
        return "\n    ".join([line, *map(_one_line, self.formatException(record.exc_info).split("\n"))])

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return _without_users(super().formatException(ei))

    def format_event(self, logger: str, message: str, event: Event) -> str:
        fields = [
            f" {name}={value if type(value) is int else _format_value(value)}"
            for name, value in event.fields.items()
            if value is not None
        ]
        return f"{_time(event.created)} {event.level} {logger} {message}{''.join(fields)}"


class JSONLinesFormatter(BoundedTracebackFormatter, JsonFormatter):
    """One JSON object for each record, in ASCII, so that text from outside cannot end its line."""

    def __init__(self) -> None:
        super().__init__(
            ("asctime", "levelname", "name", "message"),
            rename_fields={
                "asctime": "time",
                "levelname": "level",
                "name": "logger",
                "exc_info": "traceback",
            },
            # uvicorn repeats its messages with colour codes for terminals.
            reserved_attrs=[*RESERVED_ATTRS, "color_message", "fields"],
        )

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return _without_users("".join(super().formatException(ei)))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        return _time(record.created)

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data.update(_present(_fields(record)))

    def format_event(self, logger: str, message: str, event: Event) -> str:
        head = {"time": _time(event.created), "level": event.level, "logger": logger, "message": message}
        return json.dumps(head | _present(event.fields))


def _time(created: float) -> str:
    """An RFC 3339 time in UTC."""
    return _of_milliseconds(int(created * 1000))


# Many lines share a millisecond.
@lru_cache(maxsize=16)
def _of_milliseconds(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def _present(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}


def _fields(record: logging.LogRecord) -> dict[str, object]:
    fields: dict[str, object] = record.__dict__.get("fields", {})
    return fields


def _format_value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    text = str(value)
    return text if (text.isalnum() and text.isascii()) or _PLAIN.fullmatch(text) else json.dumps(text)


def _without_users(traceback: str) -> str:
    """The traceback without the user names of a database's URL."""
    return _USER.sub("***", traceback)


def _one_line(text: str) -> str:
    return text if text.isprintable() else json.dumps(text)[1:-1]


class HandshakeFilter(logging.Filter):
    """Drops uvicorn's line for a WebSocket, which has the URL with a query that the client chose.

    Glimpse logs each operation on it instead.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith('%s - "WebSocket %s"')


def log_config(line_format: str, level: str) -> dict[str, Any]:
    """A configuration for `logging.config`: `text` or `json`, and Glimpse's level.

    Libraries log warnings only: at debug level they would log statements with their values.
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
            # uvicorn's start and stop are logged, but not its debugging.
            "uvicorn": {"level": "INFO" if ours == "DEBUG" else ours, "propagate": True},
            "uvicorn.error": {"level": "NOTSET", "propagate": True, "filters": ["no_handshakes"]},
        },
    }
