"""Requests to a served process, timed."""

import json
from time import monotonic, sleep
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.support.processes.process import PATIENCE, Served

CREATE = "mutation ($input: CreateImageInput! = {}) { createImage(input: $input) { image { id } } }"
UPDATE = """mutation ($id: ID!, $name: String!) {
  updateImage(id: $id, input: { name: $name }) { changedFields } }"""
LIST = "{ images(limit: 1000) { id } }"

READY = (200, {"status": "ok"})


def unready(reason: str) -> tuple[int, Any]:
    return 503, {"status": "unavailable", "reason": reason}


def asked(server: Served, query: str, **variables: object) -> Any:
    """The response of GraphQL, whatever it is."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = Request(f"{server.address}/graphql", body, {"content-type": "application/json"})
    return _sent(request)[1]


def code(answered: Any) -> str | None:
    return answered["errors"][0]["extensions"]["code"] if "errors" in answered else None


def timed_code(server: Served, query: str, **variables: object) -> tuple[str | None, float]:
    """The code of the first error, and the seconds that the answer took."""
    began = monotonic()
    answered = asked(server, query, **variables)
    return code(answered), monotonic() - began


def probe(server: Served, path: str = "/readyz") -> tuple[int, Any]:
    """Status and body. Raises AssertionError if it takes more than a second."""
    began = monotonic()
    answered = _sent(Request(f"{server.address}{path}"))
    assert monotonic() - began < 1, answered
    return answered


def wait_until(server: Served, expected: tuple[int, Any]) -> None:
    """Until `/readyz` answers so."""
    until = monotonic() + PATIENCE
    while (found := probe(server)) != expected:
        assert monotonic() < until, found
        sleep(0.05)


def _sent(request: Request) -> tuple[int, Any]:
    try:
        with urlopen(request, timeout=PATIENCE) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)
