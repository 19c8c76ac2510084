"""The log's lines: whatever is in them, one record is one line, and says nothing that others said."""

import asyncio
import json
import logging
import re
import select
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.log_capture import logged
from web.observability.access_log import AccessLog
from web.request_record import RequestRecord, reset_current_record, set_current_record

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"

# Ends of lines and of fields, a terminal's commands, half a character.
HOSTILE = 'a\r\nb\x1b[2J\x7f\x00\x85\u2028\u202e"\\=c \ud800'


def test_a_line_of_text_has_its_time_level_logger_message_and_fields() -> None:
    with logged() as log:
        logging.getLogger("glimpse.test").info("%s is %d", "this", 1, extra={"fields": {"a": 1, "b": None}})
    assert re.fullmatch(rf"{TIME} INFO glimpse\.test this is 1 a=1\n", log.getvalue())


def test_a_line_of_json_has_them_too() -> None:
    with logged("json") as log:
        logging.getLogger("glimpse.test").info("%s is %d", "this", 1, extra={"fields": {"a": 1, "b": None}})
    line = json.loads(log.getvalue())
    told = datetime.fromisoformat(line.pop("time"))
    assert told.tzinfo == UTC
    assert abs((datetime.now(UTC) - told).total_seconds()) < 60
    assert line == {"level": "INFO", "logger": "glimpse.test", "message": "this is 1", "a": 1}


def test_a_hostile_value_in_text_is_quoted_on_one_line() -> None:
    with logged() as log:
        logging.getLogger("glimpse").info(HOSTILE, extra={"fields": {"name": HOSTILE, "blank": ""}})
    line = log.getvalue()
    assert line[:-1].isprintable()
    assert line[-1] == "\n"
    escaped = r"a\r\nb\u001b[2J\u007f\u0000\u0085\u2028\u202e\"\\=c \ud800"
    assert line.endswith(f' INFO glimpse {escaped} name="{escaped}" blank=""\n')


def test_a_value_cannot_pass_for_another_field() -> None:
    with logged() as log:
        logging.getLogger("glimpse").info("m", extra={"fields": {"user": "anna status=200", "p": 'a"'}})
    assert log.getvalue().endswith(r' m user="anna status=200" p="a\""' + "\n")


def test_a_hostile_value_in_json_is_one_line_of_ascii_and_comes_back_whole() -> None:
    with logged("json") as log:
        logging.getLogger("glimpse").info(HOSTILE, extra={"fields": {"name": HOSTILE}})
    line = log.getvalue()
    assert line.isascii()
    assert line[:-1].isprintable()
    assert json.loads(line)["message"] == json.loads(line)["name"] == HOSTILE


def failed() -> None:
    hidden = "a local value"
    try:
        raise RuntimeError(f"broken\n2026-01-01T00:00:00.000Z INFO glimpse forged\x1b[2J {len(hidden)}")
    except RuntimeError:
        logging.getLogger("glimpse").exception("it failed")


def test_in_text_no_line_of_a_traceback_can_pass_for_a_record() -> None:
    with logged() as log:
        failed()
    first, *traceback = log.getvalue().splitlines()
    assert first.endswith(" ERROR glimpse it failed")
    assert all(line.startswith("    ") and line.isprintable() for line in traceback)
    assert traceback[0] == "    Traceback (most recent call last):"
    assert "forged" in traceback[-1]
    assert "a local value" not in log.getvalue().replace('hidden = "a local value"', "")


@pytest.mark.parametrize("line_format", ["text", "json"])
@pytest.mark.parametrize(
    "said",
    [
        'password authentication failed for user "qz7"',
        'role "qz7" does not exist',
        "(4151, \"Access denied for user 'qz7'@'10.0.0.7' (using password: YES)\")",
    ],
)
def test_a_traceback_names_no_user_of_the_database(line_format: str, said: str) -> None:
    with logged(line_format) as log:
        try:
            raise RuntimeError(said)
        except RuntimeError:
            logging.getLogger("glimpse.test").exception("Failed")
    assert "RuntimeError: " in log.getvalue()
    assert "qz7" not in log.getvalue()
    assert "***" in log.getvalue()


def test_in_json_a_traceback_is_one_field() -> None:
    with logged("json") as log:
        failed()
    (line,) = log.getvalue().splitlines()
    traceback = json.loads(line)["traceback"]
    assert traceback.startswith("Traceback (most recent call last):\n")
    assert "RuntimeError: broken\n" in traceback
    assert "a local value" not in traceback


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("debug", {"debug", "info", "warning", "error"}),
        ("info", {"info", "warning", "error"}),
        ("warning", {"warning", "error"}),
        ("error", {"error"}),
    ],
)
def test_what_is_ours_is_told_from_the_level_on(level: str, told: set[str]) -> None:
    with logged(level=level) as log:
        for each in ("debug", "info", "warning", "error"):
            logging.getLogger("glimpse.web").log(getattr(logging, each.upper()), each)
    assert set(re.findall(r"glimpse\.web (\w+)", log.getvalue())) == told


@pytest.mark.parametrize("library", ["aiosqlite", "sqlalchemy.engine", "httpx2"])
def test_debugging_tells_nothing_of_what_libraries_are_given(library: str) -> None:
    with logged(level="debug") as log:
        logging.getLogger(library).info("INSERT ... %s", "a value")
        logging.getLogger(library).warning("a warning")
    assert re.fullmatch(rf"\S+ WARNING {library} a warning\n", log.getvalue())


def test_the_server_speaks_the_same_way_and_is_not_debugged() -> None:
    with logged("json", "debug") as log:
        server = logging.getLogger("uvicorn.error")
        server.debug("scope")
        server.info("Started on %d", 8000, extra={"color_message": "\x1b[1mStarted\x1b[0m"})
    line = json.loads(log.getvalue())
    assert (line["logger"], line["message"]) == ("uvicorn.error", "Started on 8000")
    assert set(line) == {"time", "level", "logger", "message"}


def test_an_exception_without_a_request_is_told_as_well() -> None:
    with logged("json") as log:
        try:
            raise ValueError("x")
        except ValueError:
            logging.getLogger("asyncio").error("never retrieved", exc_info=sys.exc_info())
    assert "request_id" not in json.loads(log.getvalue())


def end_together(*records: RequestRecord) -> None:
    """Requests that end in one interval of the access log."""

    async def serve() -> None:
        access_log = AccessLog(None, flush_interval=60)
        with access_log.serving():
            for record in records:
                access_log.add(record)

    asyncio.run(serve())


def record(request_id: str = "mine", **given: Any) -> RequestRecord:
    own: dict[str, Any] = {"path": "/graphql", "ended_at": 1795000000.123} | given
    return RequestRecord(request_id, "POST", status=200, operation="query", user="anna b", **own)


@pytest.mark.parametrize("line_format", ["text", "json"])
def test_requests_that_end_together_are_written_in_pieces_that_a_pipe_takes_whole(line_format: str) -> None:
    with logged(line_format) as log:
        written = list[str]()
        log.write = written.append  # type: ignore[assignment]
        end_together(*(record(bytes_sent=number) for number in range(100)))
    assert 1 < len(written) < 25
    assert all(len(piece) <= select.PIPE_BUF and piece.endswith("\n") for piece in written)
    numbers = re.findall(r"bytes\W+(\d+)", "".join(written))
    assert numbers == [str(number) for number in range(100)]
    assert len("".join(written).splitlines()) == 100


def test_a_line_longer_than_that_is_written_by_itself() -> None:
    with logged() as log:
        written = list[str]()
        log.write = written.append  # type: ignore[assignment]
        end_together(record(), record(path="/" * 5000), record())
    assert ["/////" in piece for piece in written].count(True) == 1
    assert [piece.count("\n") for piece in written if "/////" in piece] == [1]
    assert "".join(written).count("\n") == 3


def test_each_of_them_has_its_own_ids_and_time() -> None:
    with logged("json") as log:
        end_together(record(), record("other", trace_id="t"))
    first, second = map(json.loads, log.getvalue().splitlines())
    assert (first["request_id"], second["request_id"]) == ("mine", "other")
    assert second["trace_id"] == "t"
    assert "trace_id" not in first
    assert first["time"] == "2026-11-18T11:06:40.123Z"


def test_a_record_that_cannot_be_formatted_is_reported_and_harms_no_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logged() as log:
        logging.getLogger("glimpse.test").info("%d", "no number")
        logging.getLogger("glimpse.test").info("next")
    assert re.fullmatch(rf"{TIME} INFO glimpse\.test next\n", log.getvalue())
    assert "TypeError: %d format" in capsys.readouterr().err


def test_a_log_that_cannot_be_written_harms_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    def full(_: str) -> int:
        raise OSError("the disk is full")

    with logged() as log:
        log.write = full  # type: ignore[method-assign]
        end_together(record(), record())
    assert "OSError: the disk is full" in capsys.readouterr().err


@pytest.mark.parametrize("line_format", ["text", "json"])
def test_what_is_told_while_a_request_is_answered_has_its_ids(line_format: str) -> None:
    token = set_current_record(RequestRecord("mine", trace_id="0af7"))
    try:
        with logged(line_format) as log:
            logging.getLogger("glimpse").warning("it is late")
    finally:
        reset_current_record(token)
    assert re.findall(r"(?:request|trace)_id\W+(\w+)", log.getvalue()) == ["mine", "0af7"]
