"""The length of a row in SQL, which MariaDB limits: no text that it receives may have more bytes."""

from db.transfer.record import Row

# Each of them has two bytes in a literal of MariaDB.
_ESCAPED = "\0\n\r\x1a\"'\\"

# For times, numbers and the statement around the texts of a row.
_OTHER_BYTES = 4096


def may_exceed(row: Row, most: int) -> bool:
    """Whether a statement of `most` bytes perhaps cannot write the row."""
    # UTF-8 has at most four bytes for a character.
    return 4 * sum([len(value) for value in row.values() if isinstance(value, str)]) > most - _OTHER_BYTES


def excess_reason(table: str, row: Row, most: int) -> str | None:
    """The reason why a statement of `most` bytes cannot write a row that fits the table; None if it can."""
    if not may_exceed(row, most):
        return None
    lengths = {name: _length(value) for name, value in row.items() if isinstance(value, str)}
    if sum(lengths.values()) <= most - _OTHER_BYTES:
        return None
    longest = max(lengths, key=lengths.__getitem__)
    return f"{table}.{longest} is longer than the server's `max_allowed_packet` allows"


def _length(text: str) -> int:
    return len(text.encode()) + sum(map(text.count, _ESCAPED))
