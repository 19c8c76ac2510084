"""The report of an import: counts, and each reason why something was left out or changed."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from db.transfer.normalize import Normalization
from db.transfer.target import ImportCounts

# Ids that a report names for each reason.
_MAX_NAMED = 5


@dataclass(slots=True)
class Findings:
    """Findings of one kind, counted by reason, with some ids of the images."""

    counts: Counter[str] = field(default_factory=Counter)
    named: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, image_id: object, count: int = 1) -> None:
        self.counts[reason] += count
        named = self.named.setdefault(reason, [])
        shown = printable(str(image_id))[:50]
        if len(named) <= _MAX_NAMED and shown not in named:
            named.append(shown)

    def lines(self, total: str) -> Iterator[str]:
        """A line with the total, and one for each reason; nothing without findings."""
        if not self.counts:
            return
        yield f"{self.counts.total()} {total}"
        for reason, count in self.counts.most_common():
            yield f"  {count} because {reason}: {self.names(reason)}"

    def names(self, reason: str) -> str:
        """Some ids of the images with this reason."""
        named = self.named[reason]
        more = " ..." if len(named) > _MAX_NAMED else ""
        return f"{', '.join(named[:_MAX_NAMED])}{more}"


@dataclass(slots=True)
class ImportReport:
    """The result of an import of `total` images."""

    total: int = 0
    copied: ImportCounts = field(default_factory=ImportCounts)
    rejected: Findings = field(default_factory=Findings)
    left_out: Findings = field(default_factory=Findings)
    changed: Findings = field(default_factory=Findings)
    doubtful: Findings = field(default_factory=Findings)

    def add(self, found: Normalization, image_id: object) -> None:
        """Adds what was found in an image that is taken."""
        for findings, reasons in (
            (self.left_out, found.left_out),
            (self.changed, found.changed),
            (self.doubtful, found.doubtful),
        ):
            for reason in reasons:
                findings.add(reason, image_id)

    def add_copied(self, counts: ImportCounts) -> None:
        """Adds the counts of a batch that is committed."""
        self.copied.add(counts)
        for image_id in counts.purged:
            self.rejected.add("images.id is that of a purged image", image_id)

    def lines(self, *, dry_run: bool) -> list[str]:
        done = "would be" if dry_run else "were"
        found = self.copied
        told = [f"{found.new} images {done} created, {found.changed} updated; {found.same} are unchanged."]
        if found.skipped_newer:
            told.append(f"{found.skipped_newer} are newer here and {done} left unchanged.")
        told += self.rejected.lines(f"of {self.total} images {done} left out:")
        told += self.left_out.lines(f"rows of properties, tags, members and locations {done} left out:")
        told += self.changed.lines(f"values {done} changed:")
        told += self.doubtful.lines(f"values {done} taken as they are:")
        return told


def printable(text: str) -> str:
    """The text on one line; control characters and unpaired surrogates are escaped."""
    return text if text.isprintable() else json.dumps(text)[1:-1]
