"""Members as JSON."""

from sqlalchemy import ColumnElement, func, select

from db.dialect.json import JsonRows, json_array, json_boolean
from db.dialect.scalars import iso_timestamp
from db.fields.child import requested_columns, row_object_json
from db.fields.field import Field, identity
from db.fields.selection import RequestedField
from db.rows.soft_delete import is_live_membership
from db.rows.source import ImageTable
from db.rows.visibility import ViewerScope, can_see_member
from db.tables import image_members

MEMBER_FIELDS: dict[str, Field] = {
    "member": Field(("member",), identity),
    "status": Field(("status",), func.upper),
    "can_share": Field(("can_share",), json_boolean),
    "created_at": Field(("created_at",), iso_timestamp),
    # Null in a Glance database until the member is changed.
    "updated_at": Field(
        ("updated_at", "created_at"), lambda updated, created: iso_timestamp(func.coalesce(updated, created))
    ),
}


def members_json(requested: RequestedField, image: ImageTable, viewer: ViewerScope) -> ColumnElement[str]:
    """The members that the caller may see (rules §7), in order of name.

    With the argument `member` only this one; the caller named it and may see it.
    """
    member, named = image_members.c, requested.argument("member")
    rows = select(*requested_columns(requested, image_members, MEMBER_FIELDS)).where(
        member.image_id == image.column("id"),
        is_live_membership(image, viewer.include_deleted),
        can_see_member(viewer, image, member.member) if named is None else member.member == named,
    )
    in_order = rows.order_by(member.member).correlate(image.source)
    listed = JsonRows(in_order, lambda row: [row.c.member], image_members)
    return json_array(listed, lambda row: row_object_json(requested, row, MEMBER_FIELDS))
