"""Sorts by long texts on MariaDB, which compares only the first 1024 bytes of a text.

Texts that differ later would be in no order, and equal in a window. A prefix sets the length for one
statement. Decision: docs/adr/061-mariadb-sorts-whole-values.md.
"""

from collections.abc import Mapping

# The longest value of a property has 65535 characters, each of which takes four bytes of a sort key.
_KEY_BYTES = 4 * 2**16

# The buffer must hold fifteen keys of the greatest length, though the keys in it are as long as their values.
_BUFFER_BYTES = 2**22


def long_sort_settings(count: int) -> Mapping[str, str]:
    """The settings of a statement, whose sorts by this number of properties compare whole values."""
    buffer = f"GREATEST(@@sort_buffer_size, {(count + 1) * _BUFFER_BYTES})"
    return {"max_sort_length": str(_KEY_BYTES), "sort_buffer_size": buffer}


def with_settings(sql: str, settings: Mapping[str, str]) -> str:
    """The statement with settings of its own."""
    listed = ", ".join(f"{name} = {value}" for name, value in settings.items())
    return f"SET STATEMENT {listed} FOR {sql}"
