"""The Python client of Glimpse: typed operations, pages, events, and errors by code.

A name is imported when it is first used. So the command line, which needs neither pydantic nor the generated
models, starts without them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glimpse_client.async_client import AsyncGlimpseClient
    from glimpse_client.client import GlimpseClient
    from glimpse_client.errors import (
        BadUserInput,
        Conflict,
        CursorExpired,
        Forbidden,
        GlimpseError,
        InternalServerError,
        InvalidDocument,
        LimitExceeded,
        NotFound,
        ReadOnly,
        Timeout,
        TooSlow,
        Unauthenticated,
        Unavailable,
        UnexpectedAnswer,
    )
    from glimpse_client.generated.enums import (
        ImageEventType,
        ImageLocationStatus,
        ImageMemberStatus,
        ImageOrderField,
        ImageScope,
        ImageStatus,
        ImageVisibility,
        NullsOrder,
        OrderDirection,
    )
    from glimpse_client.generated.fragments import Event, FollowedEvent, Image, Member
    from glimpse_client.generated.input_types import (
        CreateImageInput,
        DateTimeFilter,
        IDFilter,
        ImageDeletion,
        ImageGroupKey,
        ImageLocationInput,
        ImageMemberFilter,
        ImageOrder,
        ImagePropertiesChange,
        ImagePropertiesMerge,
        ImagePropertyFilter,
        ImagePropertyInput,
        ImageStatusFilter,
        ImageTagsChange,
        ImageTagsMerge,
        ImageUpdate,
        ImageVisibilityFilter,
        ImageWhere,
        IntFilter,
        LongFilter,
        StringFilter,
        StringListFilter,
        UpdateImageInput,
    )
    from glimpse_client.unset import UNSET, UnsetType

__all__ = [
    "UNSET",
    "AsyncGlimpseClient",
    "BadUserInput",
    "Conflict",
    "CreateImageInput",
    "CursorExpired",
    "DateTimeFilter",
    "Event",
    "FollowedEvent",
    "Forbidden",
    "GlimpseClient",
    "GlimpseError",
    "IDFilter",
    "Image",
    "ImageDeletion",
    "ImageEventType",
    "ImageGroupKey",
    "ImageLocationInput",
    "ImageLocationStatus",
    "ImageMemberFilter",
    "ImageMemberStatus",
    "ImageOrder",
    "ImageOrderField",
    "ImagePropertiesChange",
    "ImagePropertiesMerge",
    "ImagePropertyFilter",
    "ImagePropertyInput",
    "ImageScope",
    "ImageStatus",
    "ImageStatusFilter",
    "ImageTagsChange",
    "ImageTagsMerge",
    "ImageUpdate",
    "ImageVisibility",
    "ImageVisibilityFilter",
    "ImageWhere",
    "IntFilter",
    "InternalServerError",
    "InvalidDocument",
    "LimitExceeded",
    "LongFilter",
    "Member",
    "NotFound",
    "NullsOrder",
    "OrderDirection",
    "ReadOnly",
    "StringFilter",
    "StringListFilter",
    "Timeout",
    "TooSlow",
    "Unauthenticated",
    "Unavailable",
    "UnexpectedAnswer",
    "UnsetType",
    "UpdateImageInput",
]

# Where a name is looked for: first where the import takes least.
_PLACES = (
    "errors",
    "unset",
    "generated.enums",
    "generated.fragments",
    "generated.input_types",
    "client",
    "async_client",
)


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    modules = (import_module(f"glimpse_client.{place}") for place in _PLACES)
    found: object = next(getattr(module, name) for module in modules if hasattr(module, name))
    return found


def __dir__() -> list[str]:
    return list(__all__)
