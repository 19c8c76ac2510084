"""Facets: images grouped and counted by a value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, and_, exists, func, select, true
from sqlalchemy.sql import FromClause

from db.dialect.clauses import order_term
from db.dialect.json import JsonRows, json_array, sql_int
from db.dialect.scalars import hide_from_index, long_sum, starts_with
from db.fields.child import row_object_json
from db.fields.field import Field, identity
from db.fields.selection import RequestedField
from db.rows.index_counts import count_names, count_values
from db.rows.soft_delete import is_live
from db.rows.source import ImageTable
from db.rows.visibility import ViewerScope
from db.tables import image_properties, image_tags

BUCKET_FIELDS: Mapping[str, Field] = {
    "key": Field(("key",), identity),
    "count": Field(("count",), identity),
    "total_size": Field(("total_size",), identity),
}

# A FROM clause of images with the value to group by, and that value.
FacetJoin = tuple[FromClause, ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class Facet:
    """`columns` are the image's columns that it needs beside `size`; `as_key` formats a key."""

    columns: tuple[str, ...]
    join: Callable[[RequestedField, ImageTable, ViewerScope], FacetJoin]
    as_key: Callable[[ColumnElement[Any]], ColumnElement[Any]] = identity
    is_of_children: bool = False


def facet_json(
    facet: Facet, requested: RequestedField, image: ImageTable, viewer: ViewerScope
) -> ColumnElement[str]:
    """The largest buckets first, then by key, the null key last; at most `first`, if given."""
    groups = _counted_by_index(requested, image)
    if groups is None:
        groups = _grouped(facet, requested, image, viewer)
    first = requested.argument("first")
    if first is not None:
        groups = groups.limit(first).offset(sql_int(0))
    buckets = JsonRows(groups.correlate(None), lambda row: [row.c.count.desc(), order_term(row.c.key)])
    return json_array(buckets, lambda row: row_object_json(requested, row, BUCKET_FIELDS), "buckets")


def _grouped(
    facet: Facet, requested: RequestedField, image: ImageTable, viewer: ViewerScope
) -> Select[*tuple[Any, ...]]:
    source, shared = facet.join(requested, image, viewer)
    key = facet.as_key(shared).label("key")
    return (
        select(key, *measures(requested, image))
        .select_from(source)
        # Along an index of the value the images would be read in random order.
        .group_by(hide_from_index(shared))
        .order_by(func.count().desc(), order_term(key))
    )


def _counted_by_index(requested: RequestedField, image: ImageTable) -> Select[*tuple[Any, ...]] | None:
    """The buckets of a property or of all names, if an index shows how many images are in each."""
    if image.unseen is None or not is_counted_by_index(requested):
        return None
    if requested.field == "by_property":
        counted = count_values(requested.operand("name"), image.unseen, image).subquery("counted")
    else:
        counted = count_names(requested.argument("prefix"), image.unseen).subquery("counted")
    count, key = counted.c.count, counted.c.key
    return select(key, count).where(count > sql_int(0)).order_by(count.desc(), order_term(key))


def is_counted_by_index(requested: RequestedField) -> bool:
    """Whether an index shows the buckets, if the viewer sees most images."""
    return requested.field in ("by_property", "by_property_name") and not size_column(requested)


def facet_columns(requested: RequestedField, viewer: ViewerScope) -> set[str]:
    """The columns of images that the facet needs."""
    facet = FACETS[requested.field]
    columns = {*facet.columns, *size_column(requested)}
    return columns | {"deleted", "deleted_at"} if facet.is_of_children and viewer.include_deleted else columns


def measures(requested: RequestedField, image: ImageTable) -> list[Label[int]]:
    """A bucket's number of images and, if requested, its total size."""
    counted: list[Label[int]] = [func.count().label("count")]
    if size_column(requested):
        counted.append(long_sum(image.column("size")).label("total_size"))
    return counted


def size_column(requested: RequestedField) -> list[str]:
    """The column of a bucket's total size, if that is requested."""
    return ["size"] if any(child.field == "total_size" for child in requested.children) else []


def _by_column(name: str, as_key: Callable[[ColumnElement[Any]], ColumnElement[Any]] = identity) -> Facet:
    return Facet((name,), lambda _wanted, image, _viewer: (image.source, image.column(name)), as_key)


def _tags(_: RequestedField, image: ImageTable, viewer: ViewerScope) -> FacetJoin:
    """Every image with each of its tags, null for images without tags."""
    tag = image_tags
    its = and_(tag.c.image_id == image.column("id"), is_live(tag, image, viewer.include_deleted))
    if image.is_glance:
        # A Glance table keeps a row for each removal; several may count for a deleted image.
        other = image_tags.alias("other")
        same = and_(other.c.image_id == tag.c.image_id, other.c.value == tag.c.value, other.c.id < tag.c.id)
        earlier = exists(select(other.c.id).where(same, is_live(other, image, viewer.include_deleted)))
        its = and_(its, ~earlier.correlate(tag, image.source))
    return image.source.outerjoin(tag, its), tag.c.value


def _property(requested: RequestedField, image: ImageTable, viewer: ViewerScope) -> FacetJoin:
    """Every image with its value of the property, null for images without it."""
    column = image_properties.c
    its = and_(
        column.image_id == image.column("id"),
        column.name == requested.argument("name"),
        is_live(image_properties, image, viewer.include_deleted),
    )
    return image.source.outerjoin(image_properties, its), column.value


def _property_names(requested: RequestedField, image: ImageTable, viewer: ViewerScope) -> FacetJoin:
    """Every image with the name of each of its properties that begins with the prefix, if one is given."""
    column, prefix = image_properties.c, requested.argument("prefix")
    its = and_(
        column.image_id == image.column("id"),
        is_live(image_properties, image, viewer.include_deleted),
        true() if prefix is None else starts_with(column.name, prefix),
    )
    return image.source.join(image_properties, its), column.name


FACETS: Mapping[str, Facet] = {
    "by_status": _by_column("status", func.upper),
    "by_visibility": _by_column("visibility", func.upper),
    "by_disk_format": _by_column("disk_format"),
    "by_container_format": _by_column("container_format"),
    "by_owner": _by_column("owner"),
    "by_tag": Facet(("id",), _tags, is_of_children=True),
    "by_property": Facet(("id",), _property, is_of_children=True),
    "by_property_name": Facet(("id",), _property_names, is_of_children=True),
}
