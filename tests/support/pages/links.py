"""Where the links of a page lead."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.support.pages.markdown import Page
from tests.support.paths import ROOT

_LINK = re.compile(r"\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def targets(page: Page) -> list[str]:
    """What links and pictures of the prose name, in order."""
    return _LINK.findall(page.without_blocks)


def anchors(page: Page) -> set[str]:
    """The headings as GitHub names them: the second of two equal ones ends with `-1`."""
    seen = Counter[str]()
    found: set[str] = set()
    for heading in _HEADING.findall(page.without_blocks):
        words = re.sub(r"\]\([^)]*\)|[`*\[]", "", heading).strip().lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


def broken_links(page: Page) -> Iterator[str]:
    """Links to files and headings that do not exist, or to other machines by plain HTTP."""
    for target in targets(page):
        if re.match(r"(https|mailto):", target):
            continue
        path, _, anchor = target.partition("#")
        place = (page.folder / path).resolve() if path else ROOT / page.name
        if (
            not place.is_relative_to(ROOT)
            or not place.exists()
            or (anchor and (place.suffix != ".md" or anchor not in anchors(_page(place, page))))
        ):
            yield target


def pages_linked(page: Page) -> set[str]:
    """The names of the pages that exist behind the links; of a folder its README."""
    places = {(page.folder / target.partition("#")[0]).resolve() for target in targets(page)}
    places |= {place / "README.md" for place in places if place.is_dir()}
    return {_name(place) for place in places if place.suffix == ".md" and place.is_file()}


def _name(place: Path) -> str:
    return place.relative_to(ROOT).as_posix()


def _page(place: Path, page: Page) -> Page:
    return page if _name(place) == page.name else Page.read(_name(place))
