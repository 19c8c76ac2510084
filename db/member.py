"""Members: their JSON."""

from sqlalchemy import ColumnElement, exists, func, select

from db.child import ChildField, itself, json_of, object_of, wanted_columns
from db.image import ImageTable
from db.spelling import instant, json_array, json_boolean
from db.tables import image_members
from db.tombstone import live
from db.visibility import Sight, members_seen
from db.wanted import Wanted

MEMBER_FIELDS: dict[str, ChildField] = {
    "member": ChildField(("member",), itself),
    "status": ChildField(("status",), func.upper),
    "can_share": ChildField(("can_share",), json_boolean),
    "created_at": ChildField(("created_at",), instant),
    # Null in a Glance database until the member is changed.
    "updated_at": ChildField(
        ("updated_at", "created_at"), lambda updated, created: instant(func.coalesce(updated, created))
    ),
}


def members_json(wanted: Wanted, image: ImageTable, sight: Sight) -> ColumnElement[str]:
    """Members in order of name, as far as the caller may know of them."""
    member = image_members.c
    rows = select(*wanted_columns(wanted, image_members, MEMBER_FIELDS)).where(
        member.image_id == image.column("id"),
        live(image_members, image, sight.tombstones),
        members_seen(sight, image, member.member),
    )
    if sight.tombstones:
        # A Glance table keeps a row for each removal; the last one is what the member was.
        later = image_members.alias("later")
        rows = rows.where(
            ~exists().where(
                later.c.image_id == member.image_id,
                later.c.member == member.member,
                later.c.id > member.id,
            )
        )
    listed = rows.order_by(member.member).correlate(image.source).subquery("listed")
    return json_of(json_array(object_of(wanted, listed, MEMBER_FIELDS)), listed)
