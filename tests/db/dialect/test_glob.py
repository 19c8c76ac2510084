"""The forms of a pattern for SQLite and for servers, and its literal head."""

import re

import pytest

from db.dialect.glob import MAX_CHARACTERS, Glob, InvalidGlobError


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", Glob("", "", "")),
        ("ubuntu", Glob("ubuntu", "ubuntu", "ubuntu")),
        ("ubuntu-*.04", Glob("ubuntu-*.04", "ubuntu-%.04", "ubuntu-")),
        ("?a*", Glob("?a*", "_a%", "")),
        (r"\*\?\\\a*", Glob(r"[*][?]\a*", r"*?\a%", r"*?\a")),
        ("100%_|[a]", Glob("100%_|[[]a]", "100|%|_||[a]", "100%_|[a]")),
        ("😀*é", Glob("😀*é", "😀%é", "😀")),
    ],
)
def test_a_pattern_has_two_forms(pattern: str, expected: Glob) -> None:
    assert Glob.of(pattern) == expected
    assert expected.values("w1") == {"w1": expected.like, "w1_glob": expected.sqlite}


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("a\\", "must not end with a backslash"),
        ("\\\\\\", "must not end with a backslash"),
        ("a" * (MAX_CHARACTERS + 1), f"must have at most {MAX_CHARACTERS} characters"),
    ],
)
def test_an_invalid_pattern_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(InvalidGlobError, match=re.escape(reason)):
        Glob.of(pattern)
