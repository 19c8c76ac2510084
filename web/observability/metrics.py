"""What Prometheus is told: counts of requests, of statements, and of what the caches spared.

What counts does so in plain numbers, the store and the caches each for themselves; what was added is
carried over when it is told, and with several processes whenever requests have ended.
"""

import errno
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
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

from web.request_record import Report

# In seconds: one image takes half a millisecond, and a statement may take ten seconds.
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

# The library's own: if it is set when the library is imported, processes count in files of this folder.
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"

logger = logging.getLogger("glimpse.web")

# When each series began doubles what is told, and several processes do not tell it at all.
disable_created_metrics()


class Tally(Protocol):
    """What the store counts, as in `db.instrumented`."""

    reads: int
    rows: int
    changes: int


class Cache(Protocol):
    """What a cache counts, as in `resolvers.cache`."""

    hits: int
    misses: int


class Feed(Protocol):
    """What those who follow are, as in `resolvers.event_feed`."""

    subscribers: int
    delivered: int


@dataclass(slots=True)
class _Carried:
    """A number that grows elsewhere, as the attribute `name` of `source`."""

    counter: Counter
    source: object
    name: str
    before: int = 0

    def carry(self) -> None:
        now = getattr(self.source, self.name)
        if now != self.before:
            self.counter.inc(now - self.before)
            self.before = now


@dataclass(frozen=True, slots=True)
class _Shown:
    """A number that goes up and down elsewhere, as the attribute `name` of `source`."""

    gauge: Gauge
    source: object
    name: str

    def carry(self) -> None:
        self.gauge.set(getattr(self.source, self.name))


class _Ended:
    """The requests of one kind that have ended."""

    def __init__(self, counter: Counter, histogram: Histogram) -> None:
        self.requests = 0
        self.histogram = histogram
        self.carried = _Carried(counter, self, "requests")


class Metrics:
    """Of one application; no label has a value that a client chooses."""

    def __init__(self, version: str) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "glimpse_requests",
            "Requests answered, by what was asked and how it went.",
            ("operation", "outcome"),
            registry=registry,
        )
        self._seconds = Histogram(
            "glimpse_request_duration_seconds",
            "How long answering took.",
            ("operation",),
            registry=registry,
            buckets=_BUCKETS,
        )
        in_flight = Gauge(
            "glimpse_requests_in_flight",
            "Requests being answered.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._statements = Counter(
            "glimpse_statements", "SQL statements, by what for.", ("purpose",), registry=registry
        )
        self._rows = Counter("glimpse_rows_read", "Rows that reads gave.", registry=registry)
        self._lookups = Counter(
            "glimpse_cache_lookups", "Uses of caches, by result.", ("cache", "result"), registry=registry
        )
        self._subscriptions = Gauge(
            "glimpse_subscriptions",
            "Subscriptions that are open.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._events = Counter("glimpse_events", "Events told to those who follow.", registry=registry)
        build = Gauge(
            "glimpse_build_info",
            "1, for the version that runs.",
            ("version",),
            registry=registry,
            multiprocess_mode="livemax",
        )
        build.labels(version).set(1)
        # What another process tells must be in the files by then; else it is soon enough when it is told.
        self._shared = _FOLDER in os.environ
        if not self._shared:
            ProcessCollector(registry=registry)
            PlatformCollector(registry=registry)
            GCCollector(registry=registry)
        self._followed: list[_Carried | _Shown] = []
        self._ended: dict[tuple[str, str], _Ended] = {}
        self.in_flight = 0
        self._flying = _Shown(in_flight, self, "in_flight")

    def follow(self, tally: Tally, caches: Mapping[str, Cache], feed: Feed) -> None:
        """From now on carries over what these count, in the place of what it followed before."""
        self._followed = [
            _Shown(self._subscriptions, feed, "subscribers"),
            _Carried(self._events, feed, "delivered"),
            _Carried(self._statements.labels("read"), tally, "reads"),
            _Carried(self._statements.labels("change"), tally, "changes"),
            _Carried(self._rows, tally, "rows"),
        ]
        for name, cache in caches.items():
            self._followed += [
                _Carried(self._lookups.labels(name, "hit"), cache, "hits"),
                _Carried(self._lookups.labels(name, "miss"), cache, "misses"),
            ]

    def begin(self) -> None:
        self.in_flight += 1
        if self._shared:
            self._flying.carry()

    def end(self) -> None:
        self.in_flight -= 1

    def count(self, report: Report) -> None:
        """A request that has ended. Never fails, for others are counted with it."""
        try:
            self._count(report)
        except OSError:
            # What several processes tell is in files, and the disk may be full.
            logger.exception("a request was not counted")

    def _count(self, report: Report) -> None:
        kind = report.operation or "none", report.outcome
        ended = self._ended.get(kind)
        if ended is None:
            ended = self._ended[kind] = _Ended(self._requests.labels(*kind), self._seconds.labels(kind[0]))
        ended.requests += 1
        # How long somebody followed says nothing of how long answers take.
        if kind[0] != "subscription":
            ended.histogram.observe(report.seconds)

    def share(self) -> None:
        """Requests were counted: other processes, if there are any, may tell of them from now on."""
        if self._shared:
            self._carry()

    def _carry(self) -> None:
        self._flying.carry()
        for each in self._followed:
            each.carry()
        # The last of all: whoever is told of a request, perhaps by another process, is told of it whole.
        for ended in self._ended.values():
            ended.carried.carry()

    def route(self) -> Route:
        """`GET /metrics`, in the text format that every scraper reads."""

        async def tell(_request: Request) -> Response:
            self._carry()
            told = generate_latest(_of_all_processes() if _FOLDER in os.environ else self._registry)
            headers = {"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
            return Response(told, headers=headers)

        return Route("/metrics", tell)


@contextmanager
def shared_metrics() -> Iterator[None]:
    """The processes that are started within count together: each tells the sum over all.

    For the parent of workers. What is specific to one process (memory, open files) is then not told.
    """
    with TemporaryDirectory(prefix="glimpse-metrics-") as folder:
        os.environ[_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[_FOLDER]


def _of_all_processes() -> CollectorRegistry:
    folder = Path(os.environ[_FOLDER])
    # A worker that was killed has told nobody; its requests are not in flight any more.
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
        # Another user's process is alive all the same.
        return error.errno != errno.ESRCH
    return True
