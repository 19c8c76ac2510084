"""The old and new values of a change, as the event log keeps them.

They are a JSON array of objects, whose `before` and `after` are JSON again, as text. So a database takes the
objects apart and writes each value as it is, the same bytes on every database. Decision:
docs/adr/063-events-keep-values-as-json-texts.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

# A statement and a result of MariaDB have at most 16 MiB, and a bulk change has many events.
MAX_CHANGES_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that a change replaced, spelled as the API spells it; None stands for no value.

    `name` is that of the property, tag or member, where the field is a list of them.
    """

    field: str
    before: object
    after: object
    name: str | None = None


def encode_changes(changes: Sequence[FieldChange]) -> str:
    """The text for the column `changes`, of at most MAX_CHANGES_BYTES.

    If it would be longer, all values of the longest field are left out, then of the next one.
    """
    objects = [(each.field, _object(each)) for each in changes]
    while sum(len(text) + 1 for _, text in objects) >= MAX_CHANGES_BYTES:
        lengths = dict.fromkeys((field for field, _ in objects), 0)
        for field, text in objects:
            lengths[field] += len(text)
        longest = max(lengths, key=lengths.__getitem__)
        objects = [(field, text) for field, text in objects if field != longest]
    return (b"[%b]" % b",".join([text for _, text in objects])).decode()


def _object(change: FieldChange) -> bytes:
    values = {"before": change.before, "after": change.after}
    texts = {key: orjson.dumps(value).decode() for key, value in values.items() if value is not None}
    return orjson.dumps({"field": change.field, "name": change.name, **texts})
