"""Rows of a Glance database that it does not write itself, as an import would report them."""

from collections.abc import AsyncIterator, Iterator

from db.transfer.bulk_checks import normalize_batch
from db.transfer.normalize import Normalization
from db.transfer.report import Findings
from db.transfer.source import Source

# `db.transfer.integrity` finds these by their values or keys.
_FOUND_ELSEWHERE = ("has the unknown value", "is there twice")


async def odd_rows(source: Source) -> AsyncIterator[str]:
    """A sentence for each reason, with the number of rows and some ids of images."""
    await source.load()
    found = Findings()
    async for batch in source.batches():
        ids = [image.image["id"] for image in batch]
        for spelled, normalized in zip(ids, normalize_batch(batch), strict=True):
            for reason in _reasons(normalized):
                found.add(reason, spelled)
    for reason, count in found.counts.most_common():
        rows = "row" if count == 1 else "rows"
        yield f"{reason}, in {count} {rows}, by image id: {found.names(reason)}"


def _reasons(found: Normalization) -> Iterator[str]:
    reasons = [found.rejection] if found.rejection else []
    # An import mends times that do not exist.
    times = [each for each in found.changed if each.endswith("is not a time")]
    for reason in (*reasons, *found.left_out, *times):
        if not any(each in reason for each in _FOUND_ELSEWHERE):
            yield reason
