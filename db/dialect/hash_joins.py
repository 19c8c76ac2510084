"""Hash joins of all images with a property, which MariaDB makes only on request.

It would look up each image's property twice: in the index of images and names, and in the row. The rows are
in random places, so it reads them from the disk if the buffer pool is smaller than the properties. The index
of names has the starts of values beside each other; only longer values are looked up whole.

Measured with 100 000 images of ten properties and a buffer pool of 128 MB, on a busy machine: the newest of
each of two properties takes 2.1 s instead of 6.3 s. To switch it off, let the function scans_properties of
db/rows/groups/distinct.py return False. Decision: docs/adr/062-groups-are-numbered.md.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_

Value = ColumnElement[Any]

# What a statement sets for itself to join by hash, with all images in one buffer of 32 MiB.
HASH_JOIN_SETTINGS: Mapping[str, str] = {
    "join_cache_level": "4",
    "join_buffer_size": str(2**25),
    "join_buffer_space_limit": str(2**27),
    "optimizer_switch": "'optimize_join_buffer_size=off'",
}


def is_equal_beside_hash(column: Value, operand: Value) -> Value:
    """Whether they are equal, as a range: MariaDB would hash by an equality, which all rows have."""
    return and_(column >= operand, column <= operand)
