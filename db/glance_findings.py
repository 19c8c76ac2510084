"""Findings about a served Glance database that its operator should know when Glimpse starts."""

import logging
from contextlib import suppress

from db.dialect.odd_rows import ALL_ODD_ROWS, OddRows
from db.store import Statement, Store

_RELEASE = Statement("SELECT version_num FROM alembic_version", ())
_EFFECT = "the rule of docs/importing.md reads them, and lists use no index on times and names"


async def glance_findings(store: Store, name: str) -> list[tuple[int, str]]:
    """Sentences with their log levels; none for a database of Glimpse."""
    if not store.is_glance:
        return []
    release = await _release(store)
    found = [(logging.INFO, f"The database {name} belongs to Glance{release}: it is served read-only.")]
    if store.odd_rows is not None:
        found.append((logging.WARNING, _odd_sentence(store.odd_rows)))
    return found


async def _release(store: Store) -> str:
    # The user may have no right to this table, which nothing else needs.
    with suppress(Exception):
        return f" (schema {', '.join(sorted(row[0] for row in await store.read(_RELEASE, {})))})"
    return ""


def _odd_sentence(odd: OddRows) -> str:
    if odd == ALL_ODD_ROWS:
        return f"The search for odd rows failed. All tables are read as if they had some: {_EFFECT}."
    tables = ", ".join(sorted(odd.tables))
    return f"Glance does not write some rows of {tables}: {_EFFECT}. `glimpse check` names them."
