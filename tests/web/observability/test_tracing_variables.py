"""The standard variables of OpenTelemetry: obeyed, or refused in a sentence that names them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import web.observability.tracing
from settings.setting import InvalidSettingError
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask, serving
from tests.support.log_capture import logged
from tests.support.paths import ROOT

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}


@pytest.fixture
def exporter(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """Gets what would be sent by OTLP."""
    exporter = InMemorySpanExporter()
    monkeypatch.setattr(web.observability.tracing, "OTLPSpanExporter", lambda: exporter)
    return exporter


@pytest.mark.parametrize(
    ("environ", "is_sent", "is_printed"),
    [
        ({}, True, False),
        ({"OTEL_TRACES_EXPORTER": ""}, True, False),
        ({"OTEL_TRACES_EXPORTER": "OTLP", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}, True, False),
        ({"OTEL_TRACES_EXPORTER": "console"}, False, True),
        ({"OTEL_TRACES_EXPORTER": "otlp, console"}, True, True),
        ({"OTEL_TRACES_EXPORTER": "none"}, False, False),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, False, False),
        ({"OTEL_SDK_DISABLED": "true"}, False, False),
        (
            {
                "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
                "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf",
            },
            True,
            False,
        ),
    ],
    ids=str,
)
def test_spans_go_to_the_exporters_that_are_named(
    database: SqliteDatabase,
    exporter: InMemorySpanExporter,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environ: dict[str, str],
    is_sent: bool,
    is_printed: bool,
) -> None:
    for variable, value in environ.items():
        monkeypatch.setenv(variable, value)
    with serving(database, OTEL="true") as client, logged() as log:
        ask(client, "{ images { id } }")
    assert bool(exporter.get_finished_spans()) == is_sent
    assert ('"name": "query"' in capsys.readouterr().out) == is_printed
    # A trace that nobody can find is not named.
    assert ("trace_id=" in log.getvalue()) == (environ.get("OTEL_SDK_DISABLED") is None)


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("OTEL_TRACES_EXPORTER", "zipkin", "`OTEL_TRACES_EXPORTER` must be otlp, console or none."),
        ("OTEL_TRACES_EXPORTER", "none,otlp", "`OTEL_TRACES_EXPORTER` must be otlp, console or none."),
        (
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "grpc",
            "`OTEL_EXPORTER_OTLP_PROTOCOL` must be http/protobuf: Glimpse has no other exporter. "
            "A collector usually takes it at port 4318.",
        ),
        (
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
            "http/json",
            "`OTEL_EXPORTER_OTLP_TRACES_PROTOCOL` must be http/protobuf: Glimpse has no other exporter. "
            "A collector usually takes it at port 4318.",
        ),
        ("OTEL_PROPAGATORS", "b3", "`OTEL_PROPAGATORS` must be tracecontext, baggage or none."),
    ],
)
def test_what_glimpse_cannot_do_stops_the_start_with_a_sentence(
    database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(variable, value)
    with (
        pytest.raises(InvalidSettingError, match=f"^{re.escape(sentence)}$"),
        serving(database, OTEL="true"),
    ):
        pass


@pytest.mark.parametrize(
    ("value", "is_parent"), [("tracecontext", True), ("none", False), ("baggage", False)]
)
def test_the_parent_of_a_request_is_read_only_as_the_propagators_say(
    database: SqliteDatabase,
    exporter: InMemorySpanExporter,
    monkeypatch: pytest.MonkeyPatch,
    value: str,
    is_parent: bool,
) -> None:
    monkeypatch.setenv("OTEL_PROPAGATORS", value)
    with serving(database, OTEL="true") as client:
        client.post("/graphql", json={"query": "{ __typename }"}, headers=PARENT)
    *_, request = exporter.get_finished_spans()
    assert (request.parent is not None) == is_parent


@pytest.mark.processes
def test_the_command_refuses_grpc_in_a_sentence(database: SqliteDatabase, tmp_path: Path) -> None:
    environ = {
        "GLIMPSE_DATABASE_URL": database.url,
        "GLIMPSE_OTEL": "true",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "cli", "serve"]
    ended = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=120)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("`OTEL_EXPORTER_OTLP_PROTOCOL` must be http/protobuf: ")
    assert ended.stderr.count("\n") == 1
