"""Names that no property gets: those of an image's own fields and columns, and Glance's (behaviour §2)."""

from collections.abc import Iterator
from functools import cache

from strawberry.types import get_object_definition

from db.rows.source import COLUMN_NAMES
from db.tables import images
from resolvers.caller import Caller
from resolvers.errors import ForbiddenError, InputPath
from resolvers.names import api_name, field_name
from schema.image import Image

# What Glance itself writes. Only administrators remove it, and a replacement of all properties keeps it.
GLANCE_PREFIX = "os_glance"

_FIELDS_BY_COLUMN = {column: field for field, column in COLUMN_NAMES.items()} | {"deleted": "deleted_at"}

# What Glance calls parts of an image that are neither a field nor a column here, and the field to use.
_FIELDS_BY_OTHER_NAME = {"location": "locations", "stores": "locations"}


def is_kept_by_glance(name: str) -> bool:
    return name.startswith(GLANCE_PREFIX)


def require_unreserved(name: str, path: InputPath) -> None:
    """Raises FORBIDDEN, and names the field that the caller may have meant."""
    if is_kept_by_glance(name):
        raise ForbiddenError(f"The property name {name} is reserved: Glance keeps {GLANCE_PREFIX}*.", path)
    field = reserved_names().get(name)
    if field is not None:
        raise ForbiddenError(f"The property name {name} is reserved: use the field `{field}`.", path)


def require_can_remove(name: str, caller: Caller, path: InputPath) -> None:
    if is_kept_by_glance(name) and not caller.is_administrator:
        raise ForbiddenError(f"Only administrators may remove the property {name}, which Glance keeps.", path)


@cache
def reserved_names() -> dict[str, str]:
    """By each reserved name, in the spelling of the API and in that of the tables, the field to use."""
    return {spelling: field for name, field in _names() for spelling in (api_name(name), field_name(name))}


def _names() -> Iterator[tuple[str, str]]:
    for field in get_object_definition(Image, strict=True).fields:
        yield field.python_name, api_name(field.python_name)
    for column in images.c:
        yield column.name, api_name(_FIELDS_BY_COLUMN.get(column.name, column.name))
    yield from _FIELDS_BY_OTHER_NAME.items()
