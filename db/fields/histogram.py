"""The histogram of images by creation time."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, func, select

from db.dialect.clauses import unnest_json
from db.dialect.json import JsonRows, json_array, sql_int
from db.dialect.scalars import interval_start
from db.fields.child import row_object_json
from db.fields.facet import measures, size_column
from db.fields.field import Field, identity
from db.fields.selection import RequestedField
from db.rows.source import ImageTable
from db.rows.visibility import ViewerScope

TIME_BUCKET_FIELDS: Mapping[str, Field] = {
    "from": Field(("start",), identity),
    "count": Field(("count",), identity),
    "total_size": Field(("total_size",), identity),
}


def histogram_columns(requested: RequestedField) -> set[str]:
    """The columns of images that the histogram needs."""
    return {"created_at", *size_column(requested)}


def histogram_json(requested: RequestedField, image: ImageTable, _: ViewerScope) -> ColumnElement[str]:
    """A bucket for each interval, oldest first; images outside the intervals are not counted.

    `starts` is a JSON list of times in the API's form, `since` the first of them in the stored form.
    """
    start = interval_start(image.column("created_at"), requested.operand("interval")).label("start")
    size = [image.column(name).label(name) for name in size_column(requested)]
    recent = select(start, *size).where(image.column("created_at") >= requested.operand("since"))
    started = ImageTable(recent.correlate(None).subquery("started"))
    begun = started.column("start")
    measured = measures(requested, started)
    counted = select(begun, *measured).group_by(begun).subquery("counted")
    starts = unnest_json(requested.operand("starts")).subquery("starts")
    # An interval without images has no row in `counted`.
    filled = [func.coalesce(counted.c[each.name], sql_int(0)).label(each.name) for each in measured]
    buckets = (
        select(starts.c.value.label("start"), *filled)
        .select_from(starts.outerjoin(counted, counted.c.start == starts.c.value))
        .order_by(starts.c.value)
    )
    listed = JsonRows(buckets, lambda row: [row.c.start])
    return json_array(listed, lambda row: row_object_json(requested, row, TIME_BUCKET_FIELDS), "buckets")
