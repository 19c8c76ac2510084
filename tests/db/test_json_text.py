"""JSON from outside: read as by Python, and refused exactly if an object has a key twice."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.json_text import MAX_LEVELS, NumberOutOfRangeError, RepeatedKeyError, TooDeepError, parse_json
from tests.support.hypothesis_profile import drawn

# Few, and with all that a count of colons could take for another.
CHARACTERS = ["a", ":", '"', "\\", "u003a", "é", "{", ","]

TEXTS = st.lists(st.sampled_from(CHARACTERS), max_size=4).map("".join)


def written(character: str) -> "st.SearchStrategy[str]":
    """The ways to write a character in a string of JSON."""
    code = ord(character)
    ways = [f"\\u{code:04x}", f"\\u{code:04X}"]
    return st.sampled_from([*ways, f"\\{character}" if character in '"\\' else character])


@st.composite
def strings(draw: st.DrawFn) -> str:
    return '"' + "".join(draw(written(character)) for character in draw(TEXTS)) + '"'


@st.composite
def objects(draw: st.DrawFn, values: "st.SearchStrategy[str]") -> str:
    pairs = draw(st.lists(st.tuples(strings(), st.sampled_from([":", " : "]), values), max_size=4))
    return "{" + ",".join("".join(pair) for pair in pairs) + "}"


def lists(values: "st.SearchStrategy[str]") -> "st.SearchStrategy[str]":
    return st.lists(values, max_size=3).map(lambda items: f"[{', '.join(items)}]")


SCALARS = strings() | st.sampled_from(["null", "true", "1", "-1.50e3", "123456789012345678901"])
JSON = st.recursive(SCALARS, lambda values: objects(values) | lists(values), max_leaves=8)


def has_repeated_key(text: str) -> bool:
    found = False

    def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal found
        found = found or len({name for name, _ in pairs}) < len(pairs)
        return dict(pairs)

    json.loads(text, object_pairs_hook=collect)
    return found


@drawn(300)
@given(JSON)
def test_json_is_refused_exactly_if_an_object_has_a_key_twice(text: str) -> None:
    if has_repeated_key(text):
        with pytest.raises(RepeatedKeyError):
            parse_json(text.encode())
    else:
        assert parse_json(text.encode()) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"query": 1, "query": 1}',
        '{"query": 1, "query": 2, "a": 3}',
        r'{"query": 1, "qu\u0065ry": 2}',
        r'{"a": "\u003A", "a": 1}',
        r'{"a": "\u003a", "a": "\\u003a"}',
        '{"a": {"b": [{"c": 1, "c": 1}]}}',
        '[{"a": 1}, {"a": 1, "a": 1}]',
        '{"": 1, "": ":"}',
    ],
)
def test_a_repeated_key_is_found_however_it_is_written(text: str) -> None:
    with pytest.raises(RepeatedKeyError):
        parse_json(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        '{"query": "{ a: images(limit: 1) { id } }", "variables": {"query": "query"}}',
        r'{"a": "\u003a\u003A", "\u003a": "\\u003a"}',
        r'{"a\\": 1, "a\"": ":", ":": "\\\u003a"}',
        '{"a": {"a": {"a": 1}}, "A": [{"a": 1}, {"a": 1}]}',
    ],
)
def test_json_without_repeated_keys_is_read(text: str) -> None:
    assert parse_json(text.encode()) == json.loads(text)


@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":[', "]}")])
def test_json_is_refused_as_too_deep_exactly_beyond_the_bound(start: str, end: str) -> None:
    of_one = start.count("[") + start.count("{")
    for count in (1, 60, 127, 128, 254, 255, 511, 512, 1023, 1024, 1025, 5000):
        text = (start * count + end * count).encode()
        if count * of_one <= MAX_LEVELS:
            assert parse_json(text) == orjson.loads(text)
        else:
            with pytest.raises(TooDeepError):
                parse_json(text)


@pytest.mark.parametrize(
    "number",
    [
        *(
            sign * (2**power + off)
            for power in (53, 62, 63, 64, 70, 1000)
            for off in (-1, 0, 1)
            for sign in (1, -1)
        ),
        1e300,
        -1e19,
        0.1,
        1234567890123456789.5,
    ],
)
def test_a_number_is_read_exactly(number: float) -> None:
    for text in (f"{number}", f'{{"a": [{number}, "{number}"]}}'):
        value = parse_json(text.encode())
        assert (value, repr(value)) == (json.loads(text), repr(json.loads(text)))


@pytest.mark.parametrize(
    "number", ["1e400", "-1e400", "1" + "0" * 400, "1e99999999999", "17.97693134862316e307"]
)
def test_a_number_out_of_range_is_refused_as_such(number: str) -> None:
    for text in (number, f'{{"a": [{number}]}}'):
        with pytest.raises(NumberOutOfRangeError):
            parse_json(text.encode())
