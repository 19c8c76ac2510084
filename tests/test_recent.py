"""Caches: what was used last is kept, as far as it weighs little enough."""

from resolvers.read.recent import Recent


def test_what_is_kept_is_not_made_again() -> None:
    recent: Recent[str, object] = Recent(10)
    first = recent.get("a", object, 1)
    assert recent.get("a", object, 1) is first


def test_what_was_not_used_for_longest_goes_first() -> None:
    recent: Recent[str, object] = Recent(10)
    a, b = recent.get("a", object, 5), recent.get("b", object, 5)
    recent.get("a", object, 5)
    recent.get("c", object, 5)
    assert recent.get("a", object, 5) is a
    assert recent.get("b", object, 5) is not b


def test_what_is_too_heavy_is_not_kept_and_drives_nothing_out() -> None:
    recent: Recent[str, object] = Recent(10)
    a, heavy = recent.get("a", object, 10), recent.get("heavy", object, 11)
    assert recent.get("heavy", object, 11) is not heavy
    assert recent.get("a", object, 10) is a
