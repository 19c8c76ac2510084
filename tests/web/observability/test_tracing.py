"""Spans of OpenTelemetry: what a request did and for how long, and no value of it."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

import web.observability.tracing
from app import create_app
from settings import VERSION, Settings
from settings.setting import InvalidSettingError
from tests.support.databases.builders import image
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask, refused, serving
from tests.support.log_capture import logged
from tests.support.paths import ROOT

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"

CREATE = """mutation Make($value: String!) {
  createImage(input: {properties: [{name: "k", value: $value}]}) { image { id } }
}"""


@pytest.fixture
def exporter(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """Gets the spans, in the order of their ends, when the app has ended."""
    exporter = InMemorySpanExporter()
    monkeypatch.setattr(web.observability.tracing, "OTLPSpanExporter", lambda: exporter)
    return exporter


def spans(exporter: InMemorySpanExporter) -> list[ReadableSpan]:
    return list(exporter.get_finished_spans())


def names(found: list[ReadableSpan]) -> list[str]:
    return [span.name for span in found]


def trace_of(span: ReadableSpan) -> str:
    assert span.context is not None
    return format(span.context.trace_id, "032x")


def check_children(parent: ReadableSpan, children: list[ReadableSpan]) -> None:
    assert parent.context is not None
    for child in children:
        assert child.parent is not None
        assert child.parent.span_id == parent.context.span_id


def test_a_query_is_a_span_within_which_its_document_is_made_ready_once(
    database: SqliteDatabase, exporter: InMemorySpanExporter
) -> None:
    database.insert(image())
    with serving(database, OTEL="true") as client:
        for _ in range(2):
            ask(client, 'query Brief { images(where: {name: {neq: "s3cret"}}) { id } }')
    parse, validate, select, first, again, second = spans(exporter)
    assert names([parse, validate, select, first]) == ["graphql.parse", "graphql.validate", "SELECT", "query"]
    assert names([again, second]) == ["SELECT", "query"]
    check_children(first, [parse, validate, select])
    check_children(second, [again])
    assert first.kind == SpanKind.SERVER
    assert first.attributes == {
        "graphql.operation.type": "query",
        "graphql.operation.name": "Brief",
        "http.response.status_code": 200,
    }
    assert select.kind == SpanKind.CLIENT
    assert select.attributes is not None
    assert select.attributes["db.system.name"] == "sqlite"
    text = str(select.attributes["db.query.text"])
    assert text.startswith("SELECT CAST(json_object(")
    assert "?" in text
    assert "s3cret" not in str([span.to_json() for span in spans(exporter)])


def test_each_statement_of_a_change_is_a_span_without_its_values(
    database: SqliteDatabase, exporter: InMemorySpanExporter
) -> None:
    with serving(database, OTEL="true") as client:
        ask(client, CREATE, value="s3cret")
    *children, request = spans(exporter)
    assert request.attributes is not None
    assert (request.name, request.attributes["graphql.operation.name"]) == ("mutation", "Make")
    check_children(request, children)
    statements = [str((span.attributes or {}).get("db.query.text")) for span in children[2:]]
    assert [text for text in statements if text.startswith("INSERT INTO image_properties")]
    assert "json_object(" in statements[-1]
    assert "s3cret" not in str([span.to_json() for span in spans(exporter)])


def test_a_statement_that_fails_says_which_kind_of_error_and_no_more(
    database: SqliteDatabase, exporter: InMemorySpanExporter
) -> None:
    with serving(database, OTEL="true") as client:
        with database.connect() as connection:
            connection.execute(
                "CREATE TRIGGER refusing BEFORE INSERT ON image_properties "
                "BEGIN SELECT RAISE(ABORT, 'not this one'); END"
            )
        assert refused(client, CREATE, value="s3cret") == ("INTERNAL_SERVER_ERROR", None)
        with database.connect() as connection:
            connection.execute("DROP TABLE image_tags")
        assert refused(client, "{ images { tags } }") == ("INTERNAL_SERVER_ERROR", None)
    failed = [span for span in spans(exporter) if span.status.status_code == StatusCode.ERROR]
    kinds = [(span.name, (span.attributes or {})["error.type"]) for span in failed]
    assert kinds == [
        ("INSERT", "IntegrityError"),
        ("mutation", "INTERNAL_SERVER_ERROR"),
        ("SELECT", "OperationalError"),
        ("query", "INTERNAL_SERVER_ERROR"),
    ]
    assert all(span.status.description is None and span.events == () for span in failed)


def test_a_mistake_of_the_client_is_named_but_no_error_of_ours(
    database: SqliteDatabase, exporter: InMemorySpanExporter
) -> None:
    settings = {"AUTH": "headers", "PROXY_SECRET": "0123456789abcdef", "OTEL": "true"}
    with serving(database, **settings) as client:
        client.post("/graphql", json={"query": "{ images { id } }"})
        client.get("/nothing")
    (request,) = spans(exporter)
    assert (request.name, request.status.status_code) == ("GraphQL Operation", StatusCode.UNSET)
    assert request.attributes == {"http.response.status_code": 401, "error.type": "UNAUTHENTICATED"}


def test_a_trace_that_the_client_began_is_continued_and_named_in_the_log(
    database: SqliteDatabase, exporter: InMemorySpanExporter
) -> None:
    with serving(database, OTEL="true") as client, logged("json") as log:
        headers = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
        client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    *_, request = spans(exporter)
    assert trace_of(request) == TRACE
    assert request.parent is not None
    assert format(request.parent.span_id, "016x") == PARENT
    assert json.loads(log.getvalue())["trace_id"] == TRACE


@pytest.mark.parametrize(
    "given", ["", "x", f"00-{TRACE}", f"00-{'0' * 32}-{PARENT}-01", f"00-{TRACE}-{PARENT}-01\u00e4"]
)
def test_what_is_no_trace_of_a_client_begins_a_new_one(
    database: SqliteDatabase, exporter: InMemorySpanExporter, given: str
) -> None:
    with serving(database, OTEL="true") as client, logged() as log:
        headers = {b"traceparent": given.encode("latin-1")}
        client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    *_, request = spans(exporter)
    assert request.parent is None
    assert trace_of(request) != TRACE
    assert log.getvalue().endswith(f" trace_id={trace_of(request)}\n")


def test_a_trace_that_the_client_does_not_record_is_not_recorded_here(
    database: SqliteDatabase, exporter: InMemorySpanExporter
) -> None:
    with serving(database, OTEL="true") as client:
        headers = {"traceparent": f"00-{TRACE}-{PARENT}-00"}
        client.post("/graphql", json={"query": "{ images { id } }"}, headers=headers)
    assert spans(exporter) == []


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[ExportTraceServiceRequest]]:
    """What a collector on this machine is sent."""
    sent: list[ExportTraceServiceRequest] = []

    class Collect(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            body = self.rfile.read(int(self.headers["content-length"]))
            sent.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Collect) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        try:
            yield sent
        finally:
            server.shutdown()
            thread.join()


def test_spans_go_where_the_standard_variables_say_before_the_app_ends(
    database: SqliteDatabase, collector: list[ExportTraceServiceRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "images of the north")
    with serving(database, OTEL="true") as client:
        ask(client, "{ images { id } }")
    (sent,) = collector
    (of_resource,) = sent.resource_spans
    resource = {each.key: each.value.string_value for each in of_resource.resource.attributes}
    assert resource["service.name"] == "images of the north"
    assert resource["service.version"] == VERSION
    assert resource["telemetry.sdk.language"] == "python"
    (of_scope,) = of_resource.scope_spans
    assert [span.name for span in of_scope.spans][-2:] == ["SELECT", "query"]


def test_without_the_packages_tracing_is_refused_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in [name for name in sys.modules if name.startswith("opentelemetry")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.delitem(sys.modules, "web.observability.tracing")
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(InvalidSettingError) as refusal:
        create_app(Settings.from_environment({"GLIMPSE_OTEL": "true"}))
    assert str(refusal.value) == (
        "`GLIMPSE_OTEL` requires the packages in requirements-otel.txt: install them."
    )


@pytest.mark.processes
def test_unless_it_is_wanted_nothing_of_it_is_imported() -> None:
    code = (
        "import sys, app, settings; app.create_app(settings.Settings.from_environment({}));"
        "print([name for name in sys.modules if 'opentelemetry' in name])"
    )
    root = ROOT
    assert subprocess.check_output([sys.executable, "-c", code], cwd=root) == b"[]\n"
