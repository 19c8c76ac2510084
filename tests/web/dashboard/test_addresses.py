"""The addresses of the dashboard: each parameter that the page reads is documented, and no other."""

import re

from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "dashboard.md").read_text()
PARSER = (ROOT / "frontend" / "dashboard" / "src" / "address" / "parse.ts").read_text()


def test_the_documents_name_each_parameter() -> None:
    readers = PARSER[PARSER.index("const READERS = {") : PARSER.index("} satisfies Record<string, Reader>")]
    read = set(re.findall(r"^  (\w+): ", readers, re.MULTILINE))
    table = PAGE[PAGE.index("| Parameter |") : PAGE.index("A comma in a value")]
    rows = [line.split("|")[1] for line in table.splitlines()[2:] if line]
    documented = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    properties = {name for name in documented if name.startswith("p.NAME")}
    assert len(properties) == 4
    assert documented - properties == read
