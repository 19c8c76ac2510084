"""The plans of a project's lists: each way to see an image is walked along an index of its own."""

import pytest

from bench.visibility import ORDERS
from db.fields.selection import RequestedField
from db.query.statement import read_statement
from db.rows.page import ImageRows
from db.rows.visibility import (
    MEMBER_STATUSES_PARAMETER,
    PROJECT_PARAMETER,
    Scope,
    ViewerKind,
    ViewerScope,
)
from tests.support.databases.sqlite_file import SqliteDatabase

KEYS = {"created": "created_at", "updated": "updated_at", "name": "name", "size": "size"}


def plan(database: SqliteDatabase, sight: ViewerScope, order: str) -> list[str]:
    rows = ImageRows(sight, "list", order=ORDERS[order])
    statement = read_statement([RequestedField("name", "name", "Image")], rows, is_glance=False)
    values = {"limit": 25, PROJECT_PARAMETER: "p", MEMBER_STATUSES_PARAMETER: '["pending"]'}
    with database.connect() as connection:
        steps = connection.execute(
            f"EXPLAIN QUERY PLAN {statement.sql}", [values[name] for name in statement.parameters]
        )
        return [step for *_, step in steps if " images" in step or "image_members" in step]


@pytest.mark.parametrize("order", ORDERS)
def test_a_project_lists_what_is_public_its_own_and_shared_along_indexes(
    database: SqliteDatabase, order: str
) -> None:
    of_all = f"SEARCH images USING INDEX ix_images_visibility_{KEYS[order]}_id (visibility=?)"
    membership = "SEARCH image_members USING INDEX sqlite_autoindex_image_members_1 (image_id=? AND member=?)"
    memberships = "ix_image_members_member_status_image_id (member=? AND status=?)"
    assert plan(database, ViewerScope("project", "listed"), order) == [
        of_all,
        f"SEARCH images USING INDEX ix_images_owner_{KEYS[order]}_id (owner=?)",
        # What is shared with it, by its memberships if they are few, or else along all that is shared.
        *("SEARCH images USING INDEX sqlite_autoindex_images_1 (id=?)",),
        *(f"SEARCH image_members USING COVERING INDEX {memberships}", membership),
        *(of_all, membership),
    ]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("scope", ["listed", "visible"])
def test_a_caller_without_project_lists_along_the_index_on_visibility(
    database: SqliteDatabase, order: str, scope: Scope
) -> None:
    search = f"SEARCH images USING INDEX ix_images_visibility_{KEYS[order]}_id (visibility=?)"
    assert plan(database, ViewerScope("nobody", scope), order) == [search] * (1 if scope == "listed" else 2)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", ["project", "nobody"])
def test_what_a_filter_opens_of_the_community_is_walked_along_one_index(
    database: SqliteDatabase, order: str, kind: ViewerKind
) -> None:
    search = f"SEARCH images USING INDEX ix_images_visibility_{KEYS[order]}_id (visibility=?)"
    assert plan(database, ViewerScope(kind, "community"), order) == [search]


@pytest.mark.parametrize("order", ORDERS)
def test_what_a_filter_opens_of_memberships_is_found_by_them_or_along_one_index(
    database: SqliteDatabase, order: str
) -> None:
    membership = "SEARCH image_members USING INDEX sqlite_autoindex_image_members_1 (image_id=? AND member=?)"
    memberships = "ix_image_members_member_status_image_id (member=? AND status=?)"
    assert plan(database, ViewerScope("project", "memberships"), order) == [
        "SEARCH images USING INDEX sqlite_autoindex_images_1 (id=?)",
        *(f"SEARCH image_members USING COVERING INDEX {memberships}", membership),
        f"SEARCH images USING INDEX ix_images_visibility_{KEYS[order]}_id (visibility=?)",
        membership,
    ]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", ["administrator", "project", "nobody"])
def test_what_is_hidden_is_walked_along_the_same_indexes(
    database: SqliteDatabase, order: str, kind: ViewerKind
) -> None:
    shown, hidden = ViewerScope(kind, "listed"), ViewerScope(kind, "listed", shows_hidden=True)
    assert plan(database, hidden, order) == plan(database, shown, order)
