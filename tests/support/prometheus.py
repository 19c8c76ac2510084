"""What Prometheus would read."""

from collections.abc import Mapping

import httpx2
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


def read_samples(text: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def scrape(client: TestClient | httpx2.Client) -> Samples:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    return read_samples(response.text)


def value(samples: Samples, name: str, **labels: str) -> float:
    """0 if there is no such sample."""
    return samples.get((name, frozenset(labels.items())), 0.0)
