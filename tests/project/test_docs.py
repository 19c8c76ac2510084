"""The documents say what the program does: settings, codes, limits, links, and every query is valid."""

import re
from collections.abc import Callable, Iterator

import pytest
from graphql import GraphQLError, build_schema, parse, validate
from starlette.testclient import TestClient

from settings.definitions import SETTINGS
from tests.support.pages.claims import (
    codes_explained,
    error_codes,
    limits_claimed,
    metrics_named,
    rules_cited,
    settings_listed,
    settings_named,
    unknown_capitals,
)
from tests.support.pages.links import broken_links, pages_linked
from tests.support.pages.markdown import Page, page_names
from tests.support.paths import EXPORTED_SCHEMA, ROOT

PAGES = page_names()
SCHEMA = build_schema(EXPORTED_SCHEMA.read_text())
SETTINGS_PAGE = Page.read("docs/settings.md")
CODE = ("bench", "db", "resolvers", "schema", "settings", "tests", "web")

pytestmark = pytest.mark.without_coverage


def invalid_documents(page: Page) -> Iterator[str]:
    """What is wrong with the GraphQL of a page."""
    for block in page.blocks:
        if block.language == "graphql":
            try:
                found: list[GraphQLError] = validate(SCHEMA, parse(block.text))
            except GraphQLError as error:
                found = [error]
            yield from (f"line {block.line}: {error.message}" for error in found)


def wrong_settings(page: Page) -> set[str]:
    """Variables that the page of settings does not list. A changelog names those of before, too."""
    if page.name == "CHANGELOG.md":
        return set()
    return settings_named(page) - {variable for variable, _, _ in settings_listed(SETTINGS_PAGE)}


def wrong_limits(page: Page) -> list[tuple[str, str]]:
    """Numbers that are not the default of their setting."""
    defaults = {variable: default for variable, default, _ in settings_listed(SETTINGS_PAGE)}
    return [
        (setting, number)
        for setting, number in limits_claimed(page)
        if float(number) != float(defaults.get(setting) or "nan")
    ]


# They name things of databases and of the source, in capitals too.
ABOUT_THE_INSIDE = ("ARCHITECTURE.md", "docs/adr/", "docs/databases.md", "docs/performance.md")

CHECKS: dict[str, Callable[[Page], object]] = {
    "graphql": lambda page: list(invalid_documents(page)),
    "links": lambda page: list(broken_links(page)),
    "settings": lambda page: sorted(wrong_settings(page)),
    "limits": wrong_limits,
    "capitals": unknown_capitals,
}

FAULTY = {
    "graphql": ["```graphql\n{ colour }\n```\n", "```graphql\n{ images { \n```\n"],
    "links": ["[a](docs/nowhere.md)", "[a](docs/queries.md#nowhere)", "[a](#nowhere)", "[a](../outside.md)"],
    "settings": ["`GLIMPSE_COLOUR`", "GLIMPSE_MAX_PAGES=3"],
    "limits": [
        "at most 7 images (`GLIMPSE_MAX_PAGE_SIZE`)",
        "| Pages | 7 | `GLIMPSE_MAX_PAGE_SIZE` |",
        "at most 7 (`GLIMPSE_COLOUR`)",
    ],
    "capitals": ["the code `BAD_INPUT`", "answers `REFUSED`", "BAD_INPUT"],
}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_right(name: str, check: str) -> None:
    if check != "capitals" or not name.startswith(ABOUT_THE_INSIDE):
        assert not CHECKS[check](Page.read(name))


@pytest.mark.parametrize(
    ("check", "text"), [(check, text) for check, texts in FAULTY.items() for text in texts]
)
def test_a_check_finds_a_fault(check: str, text: str) -> None:
    assert CHECKS[check](Page("README.md", f"# A page\n\n{text}\n"))


@pytest.mark.parametrize(
    ("find", "text", "found"),
    [
        (settings_listed, "| `GLIMPSE_A` | `1` | Words. |\n", [("GLIMPSE_A", "1", "Words.")]),
        (settings_listed, "| `GLIMPSE_A` | 1 | Words. |\n", []),
        (codes_explained, "| `CONFLICT` | When. |\n| `READ_ONLY` | When. |\n", {"CONFLICT", "READ_ONLY"}),
        (codes_explained, "The code `CONFLICT`.\n", set()),
        (
            metrics_named,
            "`glimpse_events_total` and `glimpse_x_bucket`",
            {"glimpse_events_total", "glimpse_x"},
        ),
        (pages_linked, "[a](docs/rules.md#x) [b](docs/nowhere.md) [c](LICENSE)", {"docs/rules.md"}),
        (
            lambda page: rules_cited(page.text),
            "(rules §2, §4 and §10) docs/rules.md §3",
            {"2", "4", "10", "3"},
        ),
    ],
)
def test_a_claim_is_found(find: Callable[[Page], object], text: str, found: object) -> None:
    assert find(Page("README.md", text)) == found


def test_a_heading_may_be_linked_to_on_its_own_page_and_on_others() -> None:
    text = "# A page\n\n[a](#a-page) [b](docs/rules.md#4-who-sees-what) [c](LICENSE) [d](docs)\n"
    assert list(broken_links(Page("README.md", text))) == []


def test_a_block_that_is_not_closed_is_an_error() -> None:
    with pytest.raises(ValueError, match="line 1: "):
        assert Page("README.md", "```sh\ntrue\n").blocks


def test_the_table_of_settings_is_that_of_the_program() -> None:
    assert settings_listed(SETTINGS_PAGE) == [
        (each.variable, each.default, each.description) for each in SETTINGS
    ]


def test_every_code_of_an_error_is_explained() -> None:
    assert codes_explained(Page.read("docs/errors.md")) == error_codes()


def test_no_code_of_an_error_is_written_elsewhere_in_the_program() -> None:
    """A code that only its place in the source knows would be explained nowhere."""
    written = set[str]()
    for folder in ("resolvers", "web"):
        for path in (ROOT / folder).rglob("*.py"):
            written |= set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', path.read_text("utf-8")))
    # Variables of the environment that other programs define.
    others = {each for each in written if each.startswith(("OTEL_", "SSL_CERT_", "PROMETHEUS_"))}
    assert written - error_codes() - others == set()


def test_the_readme_has_less_than_150_lines() -> None:
    assert len(Page.read("README.md").text.splitlines()) < 150


def test_the_readme_leads_to_every_page() -> None:
    reached, ahead = set[str](), {"README.md"}
    while ahead:
        name = ahead.pop()
        reached.add(name)
        ahead |= pages_linked(Page.read(name)) - reached
    generated = {name for name in PAGES if name.endswith(".head.md")}
    assert set(PAGES) - reached - generated <= {"docs/running.md", "docs/speed.md"}


def test_every_rule_that_code_cites_has_its_section() -> None:
    sections = set(re.findall(r"^## (\d+)\. ", Page.read("docs/rules.md").text, re.MULTILINE))
    cited = {
        (path.relative_to(ROOT).as_posix(), number)
        for folder in CODE
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
        for number in rules_cited(path.read_text("utf-8"))
    }
    assert len(cited) >= 16
    assert {each for each in cited if each[1] not in sections} == set()


def test_every_section_of_the_rules_is_cited_where_the_program_keeps_it() -> None:
    sections = set(re.findall(r"^## (\d+)\. ", Page.read("docs/rules.md").text, re.MULTILINE))
    cited = set[str]()
    for folder in ("db", "resolvers"):
        for path in (ROOT / folder).rglob("*.py"):
            cited |= rules_cited(path.read_text("utf-8"))
    assert cited == sections


def test_every_metric_that_is_named_exists(client: TestClient) -> None:
    named = set[str]().union(*(metrics_named(Page.read(name)) for name in PAGES))
    assert named - metrics_of(client) == set()


def test_every_metric_is_named(client: TestClient) -> None:
    assert metrics_of(client) - metrics_named(Page.read("docs/observability.md")) == set()


def metrics_of(client: TestClient) -> set[str]:
    return set(re.findall(r"^# TYPE (glimpse_\w+) ", client.get("/metrics").text, re.MULTILINE))
