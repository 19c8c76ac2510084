"""The goals, whether they are reached, and the table by group and caller."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bench.scale.questions import WHO, Question

# Milliseconds by size of the catalogue.
Times = Mapping[int, float]

_LARGEST, _MIDDLE = 1_000_000, 100_000
_WORST = 5


@dataclass(frozen=True, slots=True)
class Goal:
    """`of` gives what is compared with `most`, or None if the question was not asked of the needed sizes."""

    title: str
    most: float
    concerns: Callable[[Question], bool]
    of: Callable[[Times], float | None]
    unit: str = "ms"


def _growth(times: Times) -> float | None:
    sizes = sorted(times)
    return times[sizes[-1]] / times[sizes[0]] if len(sizes) > 1 else None


def _at(size: int) -> Callable[[Times], float | None]:
    return lambda times: times.get(size)


def _is_page(question: Question) -> bool:
    return question.kind == "page" and not question.is_exempt


def _is_newest_of_each(question: Question) -> bool:
    return question.title == "newest of each distribution and version"


GOALS = (
    Goal("pages at a million", 20, _is_page, _at(_LARGEST)),
    Goal("pages at 100 000", 20, _is_page, _at(_MIDDLE)),
    Goal("pages, from the smallest catalogue to the largest", 2, _is_page, _growth, "times"),
    Goal("totals at a million", 500, lambda each: each.kind == "count", _at(_LARGEST)),
    Goal(
        "a facet at a million, administrator",
        1000,
        lambda each: each.kind == "facet" and each.who == "administrator",
        _at(_LARGEST),
    ),
    Goal(
        "a facet at a million, others",
        1500,
        lambda each: each.kind == "facet" and each.who != "administrator",
        _at(_LARGEST),
    ),
    Goal("the newest of each distribution and version at 100 000", 300, _is_newest_of_each, _at(_MIDDLE)),
    Goal("all facets at 100 000", 500, lambda each: each.kind == "all facets", _at(_MIDDLE)),
)


def verdicts(times: Mapping[Question, Times]) -> Iterator[str]:
    """A line for each goal that can be judged, with the worst cases."""
    for goal in GOALS:
        values = {
            question: value
            for question, measured in times.items()
            if goal.concerns(question) and (value := goal.of(measured)) is not None
        }
        if not values:
            continue
        missed = sorted((each for each in values if values[each] > goal.most), key=values.__getitem__)[::-1]
        verdict = f"NOT REACHED by {len(missed)} of {len(values)}" if missed else "reached"
        yield f"* {goal.title}, at most {goal.most:g} {goal.unit}: {verdict}. Worst:"
        for each in missed[:_WORST] or [max(values, key=values.__getitem__)]:
            yield f"  * {each}: {_written(values[each])} {goal.unit}"


def table(times: Mapping[Question, Times]) -> Iterator[str]:
    """The slowest question of each group, by caller, at the largest size; and the largest growth."""
    largest = max(size for measured in times.values() for size in measured)
    columns = [*(f"{who}" for who in WHO), "growth", "over 20 ms"]
    yield f"| slowest of each group, ms at {largest} images | {' | '.join(columns)} |"
    yield f"| --- |{' ---: |' * len(columns)}"
    for group in dict.fromkeys(question.group for question in times):
        asked = {question: times[question] for question in times if question.group == group}
        cells = [
            _written(max((asked[each][largest] for each in asked if each.who == who), default=None))
            for who in WHO
        ]
        growths = [growth for measured in asked.values() if (growth := _growth(measured)) is not None]
        slow = sum(measured[largest] > 20 for measured in asked.values())
        cells += [_written(max(growths, default=None)), f"{slow} of {len(asked)}"]
        yield f"| {group} | {' | '.join(cells)} |"


def _written(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 20 else f"{value:.2g}"
