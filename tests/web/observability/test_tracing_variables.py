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
from web.observability.tracing_variables import InvalidVariableError, check_variables

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
        (
            "OTEL_BSP_SCHEDULE_DELAY",
            "x",
            "`OTEL_BSP_SCHEDULE_DELAY` must be a whole number from 1 to 2147483647.",
        ),
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


_WHOLE = "a whole number from {} to 2147483647"
_SAMPLERS = (
    "always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or "
    "parentbased_traceidratio"
)
_PAIRS = "pairs such as name=value, with commas between them"
_RATIO = {"OTEL_TRACES_SAMPLER": "parentbased_TraceIdRatio"}


@pytest.mark.parametrize(
    ("variable", "values", "requirement"),
    [
        (
            "OTEL_BSP_SCHEDULE_DELAY",
            ["x", "0", "-1", "1.5", "1e3", "1_0", "²", "2147483648"],
            _WHOLE.format(1),
        ),
        ("OTEL_BSP_MAX_QUEUE_SIZE", ["x", "0"], _WHOLE.format(1)),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", ["x", "0"], _WHOLE.format(1)),
        ("OTEL_BSP_EXPORT_TIMEOUT", ["x", "-1"], _WHOLE.format(0)),
        ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", ["x", "-1"], f"{_WHOLE.format(0)}, or unset"),
        ("OTEL_SDK_DISABLED", ["x", "1"], "true or false"),
        ("OTEL_TRACES_SAMPLER", ["x"], _SAMPLERS),
        ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", ["x"], "gzip, deflate or none"),
        (
            "OTEL_EXPORTER_OTLP_TIMEOUT",
            ["x", "0", "-1", "nan", "inf"],
            "a number above 0, at most 2147483647",
        ),
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            ["x", "localhost:4318", "ftp://a", "http://", "http://a:b", "http://a:0", "http://[a"],
            "a URL such as http://127.0.0.1:4318",
        ),
        ("OTEL_EXPORTER_OTLP_HEADERS", ["x", "=x", "a=b,x"], _PAIRS),
        ("OTEL_RESOURCE_ATTRIBUTES", ["x"], _PAIRS),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_in_a_sentence(
    variable: str, values: list[str], requirement: str
) -> None:
    for value in values:
        with pytest.raises(InvalidVariableError) as refusal:
            check_variables({variable: value})
        assert str(refusal.value) == f"`{variable}` must be {requirement}."


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        (
            {"OTEL_EXPORTER_OTLP_CERTIFICATE": "/no/such/file"},
            "`OTEL_EXPORTER_OTLP_CERTIFICATE` must name a readable file.",
        ),
        (
            {"OTEL_EXPORTER_OTLP_CLIENT_KEY": "/"},
            "`OTEL_EXPORTER_OTLP_CLIENT_KEY` must name a readable file.",
        ),
        (
            {"OTEL_BSP_MAX_QUEUE_SIZE": "7"},
            "`OTEL_BSP_MAX_EXPORT_BATCH_SIZE`, which is 512, must not be above `OTEL_BSP_MAX_QUEUE_SIZE`, "
            "which is 7.",
        ),
        *(
            (
                {**_RATIO, "OTEL_TRACES_SAMPLER_ARG": value},
                "`OTEL_TRACES_SAMPLER_ARG` must be a number from 0 to 1.",
            )
            for value in ("x", "-0.1", "1.1", "nan")
        ),
    ],
)
def test_files_and_values_that_depend_on_others_are_checked(environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(InvalidVariableError) as refusal:
        check_variables(environ)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OTEL_BSP_SCHEDULE_DELAY": " 1000 ", "OTEL_BSP_EXPORT_TIMEOUT": "0"},
        {"OTEL_BSP_MAX_QUEUE_SIZE": "7", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "7"},
        {"OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "unset", "OTEL_SPAN_LINK_COUNT_LIMIT": "0"},
        {"OTEL_SDK_DISABLED": "True", "OTEL_TRACES_SAMPLER": "always_off", "OTEL_TRACES_SAMPLER_ARG": "x"},
        _RATIO,
        {**_RATIO, "OTEL_TRACES_SAMPLER_ARG": "0.25"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example", "OTEL_EXPORTER_OTLP_TIMEOUT": "2.5"},
        {"OTEL_EXPORTER_OTLP_HEADERS": "api-key=a=b, x=,", "OTEL_RESOURCE_ATTRIBUTES": "zone=north"},
        {"OTEL_EXPORTER_OTLP_CERTIFICATE": __file__, "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip"},
    ],
    ids=str,
)
def test_values_of_opentelemetry_are_kept(environ: dict[str, str]) -> None:
    given = dict(environ)
    check_variables(given)
    assert given == environ


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    environ = {"OTEL_BSP_SCHEDULE_DELAY": "", "OTEL_TRACES_SAMPLER": " ", "PATH": ""}
    check_variables(environ)
    assert environ == {"PATH": ""}


@pytest.mark.processes
def test_the_command_names_a_variable_that_the_sdk_reads_when_it_is_imported(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    environ = {
        "GLIMPSE_DATABASE_URL": database.url,
        "GLIMPSE_OTEL": "true",
        "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "x",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "cli", "serve"]
    ended = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=120)
    sentence = "`OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT` must be a whole number from 0 to 2147483647, or unset.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", sentence)


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
