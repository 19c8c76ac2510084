"""How soon the dashboard shows its first images, and what it requests before, in a real browser.

`python -m bench.dashboard --folder DIR` serves a catalogue of 100 000 images, kept in DIR, from a process of
its own. It opens the page in headless Chromium, each time in a new tab. The time is that from the start of
the navigation to the frame that shows the first row. It writes its section of docs/performance.md.
"""

import argparse
import platform
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.scale.catalogue import catalogue
from tests.support.documents import with_section
from tests.support.http.browser import CHROMIUM, Page, chromium, opened_page
from tests.support.http.dashboard import ROWS, until_settled
from tests.support.paths import ROOT
from tests.support.processes.process import served

RESULTS_PAGE = ROOT / "docs" / "performance.md"
IMAGES = 100_000

# The goals of the dashboard.
MOST_MILLISECONDS, MOST_REQUESTS = 500, 2

# Notes when the first row is in the document, and when the frame that shows it has been drawn, in
# milliseconds from the navigation's start.
_WATCH = f"""new MutationObserver((_, observer) => {{
    if (!document.querySelector({ROWS!r})) return
    observer.disconnect()
    window.made = performance.now()
    requestAnimationFrame(() => setTimeout(() => {{ window.drawn = performance.now() }}))
}}).observe(document, {{ childList: true, subtree: true }})"""


@dataclass(frozen=True)
class Opening:
    """How one opening of the page went.

    `requests` are those to the API that began before the first row was in the document.
    """

    milliseconds: float
    requests: int


def open_page(page: Page, address: str) -> Opening:
    """Opens the page in the tab, and waits until it has read all: else it would slow the next one."""
    page.call("Page.addScriptToEvaluateOnNewDocument", source=_WATCH)
    page.events.clear()
    page.open(address)
    page.until("window.drawn")
    until_settled(page)
    began, made, drawn = page.evaluate("[performance.timeOrigin, window.made, window.drawn]")
    return Opening(drawn, sum(1 for at in _api_requests(page.events) if at < began + made))


def _api_requests(events: list[dict[str, Any]]) -> Iterator[float]:
    """When each request to the API began, in milliseconds of Unix time."""
    for event in events:
        if event["method"] == "Network.requestWillBeSent":
            params = event["params"]
            if params["request"]["url"].partition("?")[0].endswith("/graphql"):
                yield params["wallTime"] * 1000


def measure(url: str, rounds: int) -> tuple[dict[str, list[Opening]], str]:
    """Openings without and with the page's files in the browser's cache, and the browser's name.

    The two take turns; the first opening of each is left out.
    """
    found: dict[str, list[Opening]] = {"the first visit": [], "a later visit": []}
    with ExitStack() as stack:
        profile = stack.enter_context(TemporaryDirectory())
        server = stack.enter_context(served(url))
        devtools = stack.enter_context(chromium(Path(profile, "chromium")))
        with opened_page(devtools) as page:
            browser: str = page.call("Browser.getVersion")["product"]
        for _ in range(rounds + 1):
            with opened_page(devtools) as page:
                found["the first visit"].append(open_page(page, f"{server.address}/ui"))
                with opened_page(devtools, page.context) as later:
                    found["a later visit"].append(open_page(later, f"{server.address}/ui"))
    return {visit: openings[1:] for visit, openings in found.items()}, browser


def lines_of(found: dict[str, list[Opening]], rounds: int, browser: str) -> Iterator[str]:
    """The section of the page."""
    yield f"{IMAGES:,} images on SQLite; {rounds} visits each; the browser has a window of 1440 by 900."
    versions = f"{platform.platform()}, Python {platform.python_version()}, {browser}"
    yield f"{datetime.now(UTC):%Y-%m-%d}, {versions}."
    yield ""
    yield "| first row after | median ms | slowest ms | requests to the API before |"
    yield "| --- | ---: | ---: | ---: |"
    for visit, openings in found.items():
        times, requests = [each.milliseconds for each in openings], max(each.requests for each in openings)
        yield f"| {visit} | {median(times):.0f} | {max(times):.0f} | {requests} |"
    yield ""
    slowest = max(median(each.milliseconds for each in openings) for openings in found.values())
    most = max(each.requests for openings in found.values() for each in openings)
    yield f"* first row, median ms: {slowest:.0f}, {_verdict(slowest, MOST_MILLISECONDS)}"
    yield f"* requests before it: {most}, {_verdict(most, MOST_REQUESTS)}"


def _verdict(found: float, goal: int) -> str:
    return f"goal at most {goal}: {'reached' if found <= goal else 'NOT REACHED'}"


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--folder", type=Path, required=True, help="of the catalogue, which is kept")
    given.add_argument("--rounds", type=int, default=15)
    arguments = given.parse_args()
    if CHROMIUM is None:
        raise SystemExit("Chromium is not installed.")
    path = catalogue(arguments.folder, IMAGES)
    found, browser = measure(f"sqlite+aiosqlite:///{path.resolve()}", arguments.rounds)
    lines = list(lines_of(found, arguments.rounds, browser))
    print("\n".join(lines))
    RESULTS_PAGE.write_text(with_section(RESULTS_PAGE.read_text(), "bench.dashboard", lines))


if __name__ == "__main__":
    main()
