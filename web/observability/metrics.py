"""Prometheus metrics: counts of requests, statements and cache look-ups.

The store and the caches count in plain numbers. Their growth is carried over when the metrics are read;
with several processes also whenever requests have ended.
"""

import errno
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.request_record import RequestRecord

# In seconds: one image takes half a millisecond, and a statement may take ten seconds.
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

# If this is set when the library is imported, processes count in files of this folder.
_MULTIPROCESS_FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

logger = logging.getLogger("glimpse.web")

# Creation times would double the output, and are not supported with several processes.
disable_created_metrics()


class StatementCounters(Protocol):
    """The store's counters, as in `db.instrumented`."""

    read_count: int
    row_count: int
    change_count: int


class CacheCounters(Protocol):
    """A cache's counters, as in `resolvers.cache`."""

    hits: int
    misses: int


class EventFeedCounters(Protocol):
    """The counters of subscriptions, as in `resolvers.event_feed`."""

    subscribers: int
    delivered: int


@dataclass(slots=True)
class _ObservedCounter:
    """A number that grows elsewhere, as the attribute `name` of `source`."""

    counter: Counter
    source: object
    name: str
    before: int = 0

    def collect(self) -> None:
        now = getattr(self.source, self.name)
        if now != self.before:
            self.counter.inc(now - self.before)
            self.before = now


@dataclass(frozen=True, slots=True)
class _ObservedGauge:
    """A number that goes up and down elsewhere, as the attribute `name` of `source`."""

    gauge: Gauge
    source: object
    name: str

    def collect(self) -> None:
        self.gauge.set(getattr(self.source, self.name))


class _OutcomeCounters:
    """The completed requests of one operation type and outcome."""

    def __init__(self, counter: Counter, histogram: Histogram) -> None:
        self.requests = 0
        self.histogram = histogram
        self.observed = _ObservedCounter(counter, self, "requests")


class Metrics:
    """The metrics of one application; no label has a value that a client chooses."""

    def __init__(self, version: str) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "glimpse_requests",
            "Requests answered, by operation type and outcome.",
            ("operation", "outcome"),
            registry=registry,
        )
        self._seconds = Histogram(
            "glimpse_request_duration_seconds",
            "Duration of requests other than subscriptions.",
            ("operation",),
            registry=registry,
            buckets=_BUCKETS,
        )
        in_flight = Gauge(
            "glimpse_requests_in_flight",
            "Requests in flight.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._statements = Counter(
            "glimpse_statements", "SQL statements, by purpose.", ("purpose",), registry=registry
        )
        self._rows = Counter("glimpse_rows_read", "Rows that reads returned.", registry=registry)
        self._lookups = Counter(
            "glimpse_cache_lookups",
            "Cache look-ups, by cache and result.",
            ("cache", "result"),
            registry=registry,
        )
        self._subscriptions = Gauge(
            "glimpse_subscriptions",
            "Open subscriptions.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._events = Counter("glimpse_events", "Events delivered to subscribers.", registry=registry)
        build = Gauge(
            "glimpse_build_info",
            "1, with the running version as a label.",
            ("version",),
            registry=registry,
            multiprocess_mode="livemax",
        )
        build.labels(version).set(1)
        # Several processes must write to their files in time; one process only when metrics are read.
        self._is_multiprocess = _MULTIPROCESS_FOLDER_VARIABLE in os.environ
        if not self._is_multiprocess:
            ProcessCollector(registry=registry)
            PlatformCollector(registry=registry)
            GCCollector(registry=registry)
        self._observed: list[_ObservedCounter | _ObservedGauge] = []
        self._outcomes: dict[tuple[str, str], _OutcomeCounters] = {}
        self.in_flight = 0
        self._in_flight_gauge = _ObservedGauge(in_flight, self, "in_flight")

    def observe(
        self, counters: StatementCounters, caches: Mapping[str, CacheCounters], feed: EventFeedCounters
    ) -> None:
        """Carries over what these count from now on, instead of earlier sources."""
        self._observed = [
            _ObservedGauge(self._subscriptions, feed, "subscribers"),
            _ObservedCounter(self._events, feed, "delivered"),
            _ObservedCounter(self._statements.labels("read"), counters, "read_count"),
            _ObservedCounter(self._statements.labels("change"), counters, "change_count"),
            _ObservedCounter(self._rows, counters, "row_count"),
        ]
        for name, cache in caches.items():
            self._observed += [
                _ObservedCounter(self._lookups.labels(name, "hit"), cache, "hits"),
                _ObservedCounter(self._lookups.labels(name, "miss"), cache, "misses"),
            ]

    def request_started(self) -> None:
        self.in_flight += 1
        if self._is_multiprocess:
            self._in_flight_gauge.collect()

    def request_ended(self) -> None:
        self.in_flight -= 1

    def count_request(self, record: RequestRecord) -> None:
        """Counts a completed request. Never fails, because others are counted with it."""
        try:
            self._count_request(record)
        except OSError:
            # Several processes count in files, and the disk may be full.
            logger.exception("A request was not counted")

    def _count_request(self, record: RequestRecord) -> None:
        kind = record.operation or "none", record.outcome
        outcome = self._outcomes.get(kind)
        if outcome is None:
            outcome = self._outcomes[kind] = _OutcomeCounters(
                self._requests.labels(*kind), self._seconds.labels(kind[0])
            )
        outcome.requests += 1
        # The length of a subscription is not a response time.
        if kind[0] != "subscription":
            outcome.histogram.observe(record.seconds)

    def publish(self) -> None:
        """Makes the counted requests visible to other processes, if there are any."""
        if self._is_multiprocess:
            self._collect()

    def _collect(self) -> None:
        self._in_flight_gauge.collect()
        for each in self._observed:
            each.collect()
        # Last, so that a reader who sees a request, maybe in another process, sees all of its numbers.
        for outcome in self._outcomes.values():
            outcome.observed.collect()

    def route(self) -> Route:
        """`GET /metrics`, in the text format that every scraper reads."""

        async def respond(_request: Request) -> Response:
            self._collect()
            text = generate_latest(
                _multiprocess_registry() if _MULTIPROCESS_FOLDER_VARIABLE in os.environ else self._registry
            )
            headers = {"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
            return Response(text, headers=headers)

        return Route("/metrics", respond)


@contextmanager
def multiprocess_metrics(folder: Path) -> Iterator[None]:
    """Processes started inside the block count together in the folder: each serves the sum over all.

    For the parent of workers. Metrics of one process (memory, open files) are then left out.
    """
    os.environ[_MULTIPROCESS_FOLDER_VARIABLE] = str(folder)
    try:
        yield
    finally:
        del os.environ[_MULTIPROCESS_FOLDER_VARIABLE]


def _multiprocess_registry() -> CollectorRegistry:
    folder = Path(os.environ[_MULTIPROCESS_FOLDER_VARIABLE])
    # A killed worker could not report: its requests are no longer in flight.
    for pid in {int(file.stem.split("_")[-1]) for file in folder.glob("gauge_live*.db")}:
        if not _is_alive(pid):
            mark_process_dead(pid)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        # A process of another user is alive too.
        return error.errno != errno.ESRCH
    return True
