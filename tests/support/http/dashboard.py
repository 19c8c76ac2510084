"""The dashboard in a browser, over a server of this process, and what must hold in all of its views."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from app import create_app
from settings import Settings
from tests.support.auth.token_issuer import served
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.asgi import below
from tests.support.http.browser import Page
from tests.support.http.javascript import PACKAGES

AXE = PACKAGES / "axe-core" / "axe.min.js"

# The rows of the list of images, without those that hold their place until they are read.
ROWS = "main tr[data-row-id]"

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# axe leaves it out unless it is named.
_MORE_RULES = {"target-size": {"enabled": True}}


@dataclass(frozen=True)
class Dashboard:
    """A served dashboard: `address` is that of its page, `root` what all requests of the page begin with."""

    root: str
    database: SqliteDatabase

    @property
    def address(self) -> str:
        return f"{self.root}ui"


@contextmanager
def served_dashboard(
    database: SqliteDatabase,
    settings: Mapping[str, str] | None = None,
    *,
    prefix: str = "",
    proxy: Callable[[ASGIApp], ASGIApp] = lambda app: app,
) -> Iterator[Dashboard]:
    """Serves the database, below a prefix that a proxy strips; `{"AUTH": "jwt"}` sets GLIMPSE_AUTH.

    `proxy` wraps the application.
    """
    environment = {f"GLIMPSE_{name}": value for name, value in (settings or {}).items()}
    environment["GLIMPSE_DATABASE_URL"] = database.url
    app = proxy(below(prefix, create_app(Settings.from_environment(environment))))
    # Streams and sockets of pages that are still open end when the server does.
    with served(app, timeout_graceful_shutdown=1) as address:
        yield Dashboard(f"{address}{prefix}/", database)


def until_listed(page: Page) -> None:
    """Waits until the list shows images."""
    page.until(f"document.querySelector('{ROWS}') && !document.querySelector('[aria-busy=true]')")


def answer(page: Page, query: str, **variables: object) -> Any:
    """The data that the page's caller gets for a query or mutation, which must not fail."""
    body = json.dumps(json.dumps({"query": query, "variables": variables}))
    options = f"{{method: 'POST', headers: {{'Content-Type': 'application/json'}}, body: {body}}}"
    result = page.evaluate(f"fetch('graphql', {options}).then(each => each.json())")
    assert "errors" not in result, result["errors"]
    return result["data"]


def until_settled(page: Page) -> None:
    """Waits until the page has read all that it shows."""
    is_drawn = (
        "document.querySelector('main')?.innerText.trim() && !document.querySelector('[aria-busy=true]')"
    )
    page.until(is_drawn)
    page.happened(lambda: not page.pending())
    page.until(is_drawn)


def foreign_requests(page: Page, root: str) -> list[str]:
    """The addresses outside of the dashboard's root to which the page sent a request."""
    ours = (root, root.replace("http", "ws", 1), f"blob:{root}", "about:blank")
    return [url for url in page.requested() if not url.startswith(ours)]


def policy_violations(page: Page) -> list[str]:
    """What the page's Content-Security-Policy has forbidden."""
    return [each for each in page.complaints() if "ContentSecurityPolicyIssue" in each]


def accessibility_faults(page: Page, *, within: str = "document", rules: Sequence[str] = ()) -> list[str]:
    """Violations that axe finds in the page as it stands: the rule, what it says, and where.

    All rules of WCAG 2.2 AA and of good practice apply, unless some are named. `within` is an expression of
    JavaScript for the part of the page to look at.
    """
    options: dict[str, object] = {"resultTypes": ["violations"], "runOnly": list(rules) or _RULES}
    if not rules:
        options["rules"] = _MORE_RULES
    # The protocol evaluates it, so the page's policy does not apply.
    page.evaluate(f"{AXE.read_text()}; null")
    found: list[dict[str, Any]] = page.evaluate(
        f"axe.run({within}, {json.dumps(options)}).then(each => each.violations)"
    )
    return [
        f"{each['id']}: {each['help']}: {node['html']} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]


def assert_accessible(page: Page, pictures: Path | None = None) -> None:
    """In light, and in dark, which differs in colours only; writes a picture of each if a folder is given."""
    found = list[str]()
    for scheme, rules in (("light", ()), ("dark", ("color-contrast",))):
        page.prefer(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
        if pictures is not None:
            page.screenshot(pictures / f"{scheme}.png")
        found += [f"{scheme}: {fault}" for fault in accessibility_faults(page, rules=rules)]
    assert not found, "\n".join(found)
