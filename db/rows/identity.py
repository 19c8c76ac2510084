"""Ids of a Glance database, which may be in upper case: any spelling of an id finds its image.

Each search uses the primary key, because Glance has no index on the folded id.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.sql import FromClause

from db.dialect.clauses import as_ascii, greatest, least, limit_to, unnest_json
from db.dialect.json import sql_int
from db.dialect.variants import DialectVariants
from db.tables import images


def _search_by_code_point(spelled: ColumnElement[Any]) -> ColumnElement[Any]:
    lower, upper = func.lower(spelled), func.upper(spelled)
    exact = (_select_id(images.alias("candidate"), spelling) for spelling in (spelled, lower, upper))
    mixed = images.alias("candidate")
    # All spellings lie between those in upper and in lower case, in every collation.
    between = mixed.c.id.between(least(upper, lower), greatest(upper, lower))
    other = select(mixed.c.id).where(between, func.lower(mixed.c.id) == lower).order_by(mixed.c.id)
    return func.coalesce(
        *exact, limit_to(other, sql_int(1)).correlate_except(mixed).scalar_subquery(), type_=images.c.id.type
    )


def _select_id(named: FromClause, spelling: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(named.c.id).where(named.c.id == spelling).correlate_except(named).scalar_subquery()


_FIND_ID = DialectVariants(
    sqlite=_search_by_code_point,
    postgresql=_search_by_code_point,
    # The collation of Glance's columns ignores case.
    mariadb=lambda spelled: spelled,
)


def find_id(spelled: ColumnElement[Any]) -> ColumnElement[Any]:
    """The stored id that a spelling names, or a value equal to no id.

    The spelling itself comes first, then lower case, then upper case, then a mixture.
    """
    return _FIND_ID(spelled, type_=images.c.id.type)


def find_ids(spelled: ColumnElement[Any]) -> Select[Any]:
    """The items of a JSON list that name an image, as `spelled`, and values equal to its id, as `id`."""
    items = unnest_json(spelled).subquery("items")
    item = items.c.value
    found = select(item.label("spelled"), find_id(as_ascii(item)).label("id")).subquery("found")
    return select(found.c.id, found.c.spelled).where(found.c.id.is_not(None))
