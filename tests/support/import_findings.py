"""What an import reports, and what it took."""

from typing import Any

from db.connect import DatabaseTarget
from db.transfer.report import ImportReport
from tests.support.databases.whole_contents import everything


def found(report: ImportReport) -> list[dict[str, int]]:
    """The counts by reason: images left out, rows left out, values changed, values that are doubtful."""
    return [dict(each.counts) for each in (report.rejected, report.left_out, report.changed, report.doubtful)]


def taken(own: DatabaseTarget) -> dict[str, Any]:
    """All images by id."""
    return {image["id"]: image for image in everything(own)}
