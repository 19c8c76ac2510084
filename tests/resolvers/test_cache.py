"""Caches: what was used last is kept, as far as it weighs little enough."""

import pytest

from resolvers.cache import ClockCache


def test_what_is_kept_is_not_made_again() -> None:
    recent: ClockCache[str, object] = ClockCache(10)
    first = recent.get("a", object, 1)
    assert recent.get("a", object, 1) is first


def test_the_oldest_goes_first_if_it_was_not_used_again() -> None:
    recent: ClockCache[str, object] = ClockCache(10)
    a, b = recent.get("a", object, 5), recent.get("b", object, 5)
    recent.get("a", object, 5)
    recent.get("c", object, 5)
    assert recent.get("a", object, 5) is a
    assert recent.get("b", object, 5) is not b


def test_what_was_used_again_is_spared_once_and_what_is_new_gets_in() -> None:
    recent: ClockCache[str, object] = ClockCache(10)
    a, b = recent.get("a", object, 5), recent.get("b", object, 5)
    assert (recent.find("a"), recent.find("b")) == (a, b)
    c = recent.get("c", object, 5)
    assert [recent.find(key) for key in "abc"] == [None, b, c]
    d = recent.get("d", object, 5)
    assert [recent.find(key) for key in "bcd"] == [None, c, d]


def test_room_is_made_in_no_time_though_all_are_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resolvers.cache._MAX_SECOND_CHANCES", 3)
    recent: ClockCache[int, object] = ClockCache(10)
    for key in range(10):
        recent.put(key, object(), 1)
        recent.find(key)
    recent.put(10, object(), 1)
    # Without that bound the first would be the one that goes.
    assert [key for key in range(11) if recent.find(key) is None] == [3]


def test_a_flood_of_what_is_asked_once_leaves_what_is_used_again_and_again() -> None:
    recent: ClockCache[int, object] = ClockCache(10)
    used = recent.get(-1, object, 1)
    for key in range(1000):
        recent.put(key, object(), 1)
        assert recent.find(-1) is used
    assert recent.weight == 10


def test_what_is_too_heavy_is_not_kept_and_drives_nothing_out() -> None:
    recent: ClockCache[str, object] = ClockCache(10)
    a, heavy = recent.get("a", object, 10), recent.get("heavy", object, 11)
    assert recent.get("heavy", object, 11) is not heavy
    assert recent.get("a", object, 10) is a


def test_uses_of_what_an_earlier_use_left_are_hits_and_all_others_misses() -> None:
    recent: ClockCache[str, object] = ClockCache(10)
    for key, weight in (("a", 5), ("a", 5), ("b", 11), ("b", 11), ("c", 10), ("a", 5)):
        recent.get(key, object, weight)
    assert (recent.hits, recent.misses, recent.weight) == (1, 5, 5)


def test_what_fails_to_be_made_is_a_miss_each_time() -> None:
    def fail() -> object:
        raise ValueError

    recent: ClockCache[str, object] = ClockCache(10)
    for _ in range(2):
        with pytest.raises(ValueError, match=r"^$"):
            recent.get("a", fail, 1)
    assert (recent.hits, recent.misses, recent.weight) == (0, 2, 0)
