"""OpenTelemetry spans: one for each GraphQL request, with its statements, parsing and validation.

Imported only if tracing is on: it needs the packages of requirements-otel.txt. The standard variables
OTEL_... say where spans go, and how many.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from web.observability.tracing_variables import InvalidVariableError
from web.request_record import RequestRecord, current_record

_TRACE_CONTEXT = TraceContextTextMapPropagator()
_PROPAGATORS = frozenset({"tracecontext", "baggage"})


class Tracing:
    """Traces from `open` to `close`; may be opened again."""

    _provider: TracerProvider
    _tracer: Tracer
    _has_parent: bool

    def __init__(self, version: str) -> None:
        self._version = version

    def open(self) -> None:
        """Raises InvalidVariableError if a variable OTEL_... cannot be used."""
        exporters = _exporters(os.environ)
        self._has_parent = _reads_parent(os.environ)
        given = OTELResourceDetector().detect().attributes
        ours = {"service.name": "glimpse", "service.version": self._version}
        self._provider = TracerProvider(resource=Resource.create({**ours, **given}))
        for exporter in exporters:
            self._provider.add_span_processor(BatchSpanProcessor(exporter()))
        self._tracer = self._provider.get_tracer("glimpse", self._version)

    def close(self) -> None:
        """Sends the remaining spans, which may take seconds."""
        self._provider.shutdown()

    @property
    def middleware(self) -> Middleware:
        """The middleware of the traced route."""
        return Middleware(_TracingMiddleware, tracing=self)

    @contextmanager
    def request(self, headers: Headers, record: RequestRecord) -> Iterator[None]:
        """A span in the trace that `traceparent` names; gets the record's attributes at the end."""
        parent = _TRACE_CONTEXT.extract(headers) if self._has_parent else None
        with self._tracer.start_as_current_span("GraphQL Operation", parent, SpanKind.SERVER) as span:
            if span.get_span_context().is_valid:
                record.trace_id = format(span.get_span_context().trace_id, "032x")
            yield
            _describe(span, record)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A span for `parse` or `validate`, when a document is not in the cache."""
        with self._tracer.start_as_current_span(
            f"graphql.{name}", record_exception=False, set_status_on_exception=False
        ):
            yield

    @contextmanager
    def statement(self, system: str, sql: str) -> Iterator[None]:
        """A span for a statement; its text holds no values, which are bind parameters."""
        verb = sql.split(maxsplit=1)[0]
        span = self._tracer.start_span(
            verb,
            kind=SpanKind.CLIENT,
            attributes={"db.system.name": system, "db.operation.name": verb, "db.query.text": sql},
        )
        try:
            yield
        except Exception as error:
            # The type alone: the text of an error may hold values.
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(StatusCode.ERROR)
            raise
        finally:
            span.end()


def _exporters(environ: Mapping[str, str]) -> list[Callable[[], SpanExporter]]:
    """The exporters that OTEL_TRACES_EXPORTER names; raises InvalidVariableError."""
    names = _names(environ, "OTEL_TRACES_EXPORTER", "otlp")
    known: dict[str, Callable[[], SpanExporter]] = {
        "otlp": OTLPSpanExporter,
        "console": lambda: ConsoleSpanExporter(out=sys.stdout),
    }
    if names == {"none"}:
        return []
    if not names <= known.keys():
        raise InvalidVariableError("`OTEL_TRACES_EXPORTER` must be otlp, console or none.")
    if "otlp" in names:
        _check_protocol(environ)
    return [known[name] for name in sorted(names)]


def _check_protocol(environ: Mapping[str, str]) -> None:
    for variable in ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"):
        # The first one takes precedence.
        if protocol := environ.get(variable, "").strip().lower():
            if protocol != "http/protobuf":
                raise InvalidVariableError(
                    f"`{variable}` must be http/protobuf: Glimpse has no other exporter. "
                    "A collector usually takes it at port 4318."
                )
            return


def _reads_parent(environ: Mapping[str, str]) -> bool:
    """Whether the header `traceparent` names a request's parent; raises InvalidVariableError."""
    names = _names(environ, "OTEL_PROPAGATORS", "tracecontext,baggage")
    if names != {"none"} and not names <= _PROPAGATORS:
        raise InvalidVariableError("`OTEL_PROPAGATORS` must be tracecontext, baggage or none.")
    return "tracecontext" in names


def _names(environ: Mapping[str, str], variable: str, default: str) -> set[str]:
    """The names in a list; an empty variable is one that is not set, as OpenTelemetry defines it."""
    return {name.strip().lower() for name in (environ.get(variable, "").strip() or default).split(",")}


def _describe(span: Span, record: RequestRecord) -> None:
    """Sets the attributes of the semantic conventions for GraphQL servers.

    The span is named after the operation's type, because clients choose operation names.
    """
    if record.operation is not None:
        span.update_name(record.operation)
        span.set_attribute("graphql.operation.type", record.operation)
    if record.operation_name is not None:
        span.set_attribute("graphql.operation.name", record.operation_name)
    span.set_attribute("http.response.status_code", record.status)
    if record.outcome != "ok":
        span.set_attribute("error.type", record.outcome)
    if record.status >= 500 or "INTERNAL_SERVER_ERROR" in record.error_codes:
        span.set_status(StatusCode.ERROR)


class _TracingMiddleware:
    def __init__(self, app: ASGIApp, tracing: Tracing) -> None:
        self._app = app
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._tracing.request(Headers(scope=scope), current_record()):
            await self._app(scope, receive, send)
