"""What a second process brings on a second core, and what a server keeps of a hundred thousand requests."""

import os
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from bench.catalogue import an_image
from bench.http.load import Load, asked, post, ratio
from bench.http.servers import glimpse
from bench.question import CREATE, UPDATE, Question
from bench.subscriptions import resident
from tests.support.databases.servers import ServerDatabase
from tests.support.interpreter import NEWER_SQLITE
from tests.support.private_servers.postgres import postgres

CLIENTS = 16


def two_processes(url: str, rounds: int, seconds: float) -> float:
    """How many times as many lists of 100 detailed images two processes answer, on two cores, as one.

    The clients run on the same two cores.
    """
    request = _lists()
    loads: dict[str, list[Load]] = {"1": [], "2": []}
    for _ in range(rounds):
        for processes, found in loads.items():
            cores = os.sched_getaffinity(0)
            # Several processes may write one file with a newer library only.
            environ = {"WEB_CONCURRENCY": processes, "PYTHONPATH": NEWER_SQLITE}
            with glimpse(f"{processes} processes", url, cores, **environ) as server:
                asked(server.port, lambda: request, clients=CLIENTS, seconds=1)
                found.append(_load(server.port, request, seconds))
    return ratio(loads["2"], loads["1"])


def two_on_postgresql(path: Path, rounds: int, seconds: float) -> float:
    """The same on PostgreSQL, whose server has the same cores: all on one core, and twice as much on two.

    Where that server takes a core of its own, one process is as fast as one core makes it, and a second
    one finds no core that is free.
    """
    request, loads = _lists(), dict[int, list[Load]]()
    all_cores = sorted(os.sched_getaffinity(0))
    with ExitStack() as running:
        servers = {}
        for processes in (1, 2):
            # Whatever is started from here on has these, and so have the clients.
            os.sched_setaffinity(0, all_cores[:processes])
            database = ServerDatabase("postgresql", running.enter_context(postgres()).url)
            running.callback(database.drop)
            database.copy_of(path)
            database.execute("ANALYZE")
            cores = os.sched_getaffinity(0)
            served = glimpse("on PostgreSQL", database.url, cores, WEB_CONCURRENCY=f"{processes}")
            servers[processes] = running.enter_context(served)
        for at in range(-1, rounds):
            for processes, server in servers.items():
                os.sched_setaffinity(0, all_cores[:processes])
                load = _load(server.port, request, seconds)
                # The first only warms up.
                if at >= 0:
                    loads.setdefault(processes, []).append(load)
    os.sched_setaffinity(0, all_cores)
    return ratio(loads[2], loads[1])


def _lists() -> bytes:
    question = Question(True, limit=100)
    return post(question.document, question.variables)


def _load(port: int, request: bytes, seconds: float) -> Load:
    return asked(port, lambda: request, clients=CLIENTS, seconds=seconds)


def kept_memory(url: str, path: Path, requests: int) -> tuple[float, float]:
    """MiB that a server holds after a hundredth of the requests, and after all: reads, creations, updates."""
    id_ = an_image(path)
    questions = [post(each.document, each.variables) for each in Question.all_over_http(id_)[:3]]
    changes = [post(CREATE, {"name": "a", "value": "b"}), post(UPDATE, {"id": id_, "name": "a"})]
    mixed = cycle([*questions[:2] * 8, questions[2], *changes])
    # What SQLite keeps of a file that grows would hide what we keep: it is to keep little.
    with glimpse("memory", url, {min(os.sched_getaffinity(0))}, GLIMPSE_SQLITE_CACHE="2") as server:
        held = []
        for most in (requests // 100, requests - requests // 100):
            sent = 0
            while sent < most:
                sent += len(asked(server.port, lambda: next(mixed), clients=CLIENTS, seconds=0.5).seconds)
            held.append(resident(server.pid) / 2**20)
    first, last = held
    return first, last
