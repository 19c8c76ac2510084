from enum import Enum


class ImageEventType(str, Enum):
    CREATED = "CREATED"
    UPDATED = "UPDATED"
    DELETED = "DELETED"
    RESTORED = "RESTORED"


class ImageLocationStatus(str, Enum):
    ACTIVE = "ACTIVE"
    PENDING_DELETE = "PENDING_DELETE"
    DELETED = "DELETED"


class ImageMemberStatus(str, Enum):
    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


class ImageOrderField(str, Enum):
    ID = "ID"
    NAME = "NAME"
    STATUS = "STATUS"
    VISIBILITY = "VISIBILITY"
    DISK_FORMAT = "DISK_FORMAT"
    CONTAINER_FORMAT = "CONTAINER_FORMAT"
    SIZE = "SIZE"
    VIRTUAL_SIZE = "VIRTUAL_SIZE"
    MIN_DISK = "MIN_DISK"
    MIN_RAM = "MIN_RAM"
    OWNER = "OWNER"
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"


class ImageScope(str, Enum):
    LISTED = "LISTED"
    VISIBLE = "VISIBLE"


class ImageStatus(str, Enum):
    QUEUED = "QUEUED"
    SAVING = "SAVING"
    UPLOADING = "UPLOADING"
    IMPORTING = "IMPORTING"
    ACTIVE = "ACTIVE"
    DEACTIVATED = "DEACTIVATED"
    KILLED = "KILLED"
    PENDING_DELETE = "PENDING_DELETE"
    DELETED = "DELETED"


class ImageVisibility(str, Enum):
    PUBLIC = "PUBLIC"
    COMMUNITY = "COMMUNITY"
    SHARED = "SHARED"
    PRIVATE = "PRIVATE"


class NullsOrder(str, Enum):
    FIRST = "FIRST"
    LAST = "LAST"


class OrderDirection(str, Enum):
    ASC = "ASC"
    DESC = "DESC"


class TimeInterval(str, Enum):
    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
