"""Values of headers as clients write them: lists, parameters and quoted strings, of whatever bytes."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.hypothesis_profile import drawn
from web.http.content_negotiation import JSON, negotiate_media_type
from web.http.header_values import parse_list, parse_value

TOKENS = st.text(string.ascii_lowercase + string.digits + "-._+", min_size=1)
HEADER_TEXTS = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"))


def quoted(text: str) -> str:
    return '"' + "".join(f"\\{each}" if each in '\\"' else each for each in text) + '"'


@pytest.mark.parametrize(
    ("text", "value", "parameters"),
    [
        ("", "", ()),
        (" application/json ", "application/json", ()),
        ("Application/JSON;Charset=UTF-8", "application/json", (("charset", "UTF-8"),)),
        ("a/b ; c = d;e", "a/b", (("c", "d"), ("e", ""))),
        ("a/b;;", "a/b", ()),
        ('a/b;c="d;e,f";g=h', "a/b", (("c", "d;e,f"), ("g", "h"))),
        (r'a/b;c="d\"e\\f"', "a/b", (("c", 'd"e\\f'),)),
        ('a/b;c="d;e', "a/b", (("c", "d;e"),)),
        ("a/b;c=d;c=e", "a/b", (("c", "d"), ("c", "e"))),
    ],
)
def test_a_value_is_told_from_its_parameters(
    text: str, value: str, parameters: tuple[tuple[str, str], ...]
) -> None:
    parsed = parse_value(text)
    assert (parsed.value, parsed.parameters) == (value, parameters)


def test_a_comma_in_quotes_separates_nothing() -> None:
    assert [each.value for each in parse_list('a;b="c,d", ,e')] == ["a", "", "e"]
    assert negotiate_media_type(f'image/png;a=", {JSON};b=", text/plain') is None


@drawn(100)
@given(TOKENS, TOKENS, HEADER_TEXTS)
def test_what_was_quoted_is_read_as_it_was(value: str, name: str, text: str) -> None:
    (parsed,) = parse_list(f"{value}; {name}={quoted(text)}")
    assert (parsed.value, parsed.parameters) == (value, ((name, text),))


@drawn(100)
@given(HEADER_TEXTS)
def test_any_text_is_read(text: str) -> None:
    parse_value(text)
    parse_list(text)


@drawn(100)
@given(st.lists(st.tuples(TOKENS.filter(lambda name: name != "charset"), HEADER_TEXTS.map(quoted))))
def test_only_a_charset_can_make_json_something_else(parameters: list[tuple[str, str]]) -> None:
    text = "".join([JSON, *(f";{name}={value}" for name, value in parameters)])
    assert parse_value(text).is_utf8
    assert parse_value(f"{text};charset=utf8").is_utf8
    assert not parse_value(f"{text};charset=latin-1").is_utf8
