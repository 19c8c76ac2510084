"""Two processes on one PostgreSQL for a minute, whose server is killed and started again in the middle.

Clients create, update and read through both. What was acknowledged must be there, whole; every error must
be UNAVAILABLE; and nobody starts Glimpse again. Takes a server of its own, in a folder that goes.
"""

import argparse
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from threading import Thread
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import httpx2

from tests.support.private_servers.postgres import postgres
from tests.support.processes.process import Served, served

CREATE = "mutation ($input: CreateImageInput!) { createImage(input: $input) { image { id } } }"
UPDATE = """mutation ($id: ID!, $input: UpdateImageInput!) {
  updateImage(id: $id, input: $input) { changedFields image { propertyMap } } }"""
READ = "query ($id: ID!) { image(id: $id) { id propertyMap tags } }"


@dataclass
class Client:
    """One that changes images of its own through either process, and remembers what was acknowledged."""

    seed: int
    servers: list[Served]
    until: float
    acknowledged: dict[str, dict[str, str]] = field(default_factory=dict)
    unknown: dict[str, set[str]] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    failures: list[float] = field(default_factory=list)

    def run(self) -> None:
        self._random = Random(self.seed)
        with httpx2.Client(timeout=60) as self._http:
            while monotonic() < self.until:
                self._step()

    def ask(self, query: str, **variables: object) -> Any:
        """The data, or None after an error, which is counted by its code."""
        server = self._random.choice(self.servers)
        body = {"query": query, "variables": variables}
        answer = self._http.post(f"{server.address}/graphql", json=body).json()
        if "errors" in answer:
            self.outcomes[answer["errors"][0]["extensions"]["code"]] += 1
            self.failures.append(monotonic())
            return None
        self.outcomes["done"] += 1
        return answer["data"]

    def _step(self) -> None:
        known = list(self.acknowledged)
        if not known or self._random.random() < 0.2:
            id_ = str(UUID(int=self._random.getrandbits(128), version=4))
            first = [{"name": f"n{at}", "value": "0"} for at in range(5)]
            if self.ask(CREATE, input={"id": id_, "properties": first, "tags": ["t"]}):
                self.acknowledged[id_] = {each["name"]: "0" for each in first}
            return
        id_ = self._random.choice(known)
        if self._random.random() < 0.5:
            name, value = f"n{self._random.randrange(9)}", str(self._random.random())
            change = {"properties": {"merge": {"set": [{"name": name, "value": value}]}}}
            if self.ask(UPDATE, id=id_, input=change):
                self.acknowledged[id_][name] = value
                self.unknown.pop(f"{id_} {name}", None)
            else:
                # It may have been done all the same.
                self.unknown.setdefault(f"{id_} {name}", set()).add(value)
        else:
            self.check(id_)

    def check(self, id_: str) -> None:
        found = self.ask(READ, id=id_)
        if found is None:
            return
        image = found["image"]
        if image is None or image["tags"] != ["t"]:
            self.wrong.append(f"{id_} is not there as it was acknowledged")
            return
        for name, value in self.acknowledged[id_].items():
            there = image["propertyMap"].get(name)
            if there != value and there not in self.unknown.get(f"{id_} {name}", ()):
                self.wrong.append(f"{id_}: {name} is {there}, not {value}")


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--seconds", type=float, default=60)
    given.add_argument("--clients", type=int, default=8)
    arguments = given.parse_args()
    with postgres() as server:
        environ = os.environ | {"GLIMPSE_DATABASE_URL": server.url}
        subprocess.run([sys.executable, "-m", "cli", "migrate"], env=environ, check=True)
        with served(server.url) as one, served(server.url) as other:
            until = monotonic() + arguments.seconds
            clients = [Client(seed, [one, other], until) for seed in range(arguments.clients)]
            threads = [Thread(target=client.run) for client in clients]
            for thread in threads:
                thread.start()
            sleep(arguments.seconds / 2)
            server.kill()
            killed = monotonic()
            sleep(1)
            server.start()
            back = monotonic()
            for thread in threads:
                thread.join()
            return report(clients, killed, back)


def report(clients: list[Client], killed: float, back: float) -> int:
    outcomes = sum((client.outcomes for client in clients), Counter[str]())
    for client in clients:
        with httpx2.Client(timeout=60) as client._http:
            for id_ in client.acknowledged:
                client.check(id_)
    wrong = [each for client in clients for each in client.wrong]
    failures = [at for client in clients for at in client.failures]
    acknowledged = sum(len(client.acknowledged) for client in clients)
    last = max(failures, default=back) - back
    print(f"outcomes: {dict(outcomes)}; images acknowledged: {acknowledged}")
    print(f"server away for {back - killed:.1f} s; last error {last:.2f} s after it was back")
    print(*(wrong or ["nothing acknowledged was lost, and no answer was wrong"]), sep="\n")
    return 1 if wrong or set(outcomes) - {"done", "UNAVAILABLE"} else 0


if __name__ == "__main__":
    sys.exit(main())
