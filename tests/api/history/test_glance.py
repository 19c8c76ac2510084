"""A Glance database has no event log: no image has a history there."""

from starlette.testclient import TestClient

from tests.support.event_documents import EVENTS
from tests.support.http.client import ask, refused


def test_no_image_of_glance_has_events(glance: TestClient) -> None:
    assert ask(glance, EVENTS, ids=["x"], first=5) == {
        "imageEvents": {
            "nodes": [],
            "pageInfo": {
                "hasNextPage": False,
                "hasPreviousPage": False,
                "startCursor": None,
                "endCursor": None,
            },
        }
    }
    query = """{ imageEvents { __typename a: edges { node { image { history(first: -1) { type } } } }
      b: pageInfo { __typename c: endCursor } } images(limit: 1) { history { type } } }"""
    assert ask(glance, query) == {
        "imageEvents": {
            "__typename": "ImageEventConnection",
            "a": [],
            "b": {"__typename": "PageInfo", "c": None},
        },
        "images": [{"history": []}],
    }


def test_wrong_arguments_are_refused_there_too(glance: TestClient) -> None:
    assert refused(glance, EVENTS, after="malformed") == ("BAD_USER_INPUT", ["after"])
