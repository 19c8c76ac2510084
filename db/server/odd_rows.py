"""Finds odd rows in a served Glance database."""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.dialect.odd_rows import ALL_ODD_ROWS, OddRows, odd_rows_of, odd_rows_query
from db.dialect.variants import DialectName
from db.server.deadlines import Deadlines, taken_for_one_answer
from db.tables import glance_tables


async def find_odd_rows(
    engine: AsyncEngine, dialect: DialectName, take_timeout: float, deadlines: Deadlines
) -> OddRows | None:
    """The rows that do not read as they are stored; null if all do.

    All kinds are assumed if the search fails, as by its timeout or without a right: reads report the error.
    """
    found = {}
    try:
        for table in glance_tables:
            async with taken_for_one_answer(engine, take_timeout, deadlines) as connection:
                rows = await connection.exec_driver_sql(odd_rows_query(table, dialect))
                found[table.name] = tuple(rows.one())
    except DBAPIError:
        return ALL_ODD_ROWS
    return odd_rows_of(found)
