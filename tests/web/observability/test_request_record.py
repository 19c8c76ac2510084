"""What is kept of a request is little, whatever it does."""

import pytest

from web.request_record import CLIENT_CLOSED_REQUEST, RequestRecord, current_record


def test_of_many_codes_the_first_ten_are_kept_once_each() -> None:
    report = RequestRecord("id")
    report.record_error_codes([f"CODE_{number // 2}" for number in range(1000)])
    report.record_error_codes([None, 7, "CODE_1"])
    assert report.error_codes == [f"CODE_{number}" for number in range(10)]


@pytest.mark.parametrize(
    ("status", "codes", "outcome"),
    [
        (200, [], "ok"),
        (304, [], "ok"),
        (200, ["NOT_FOUND", "CONFLICT"], "NOT_FOUND"),
        (401, ["UNAUTHENTICATED"], "UNAUTHENTICATED"),
        (404, [], "refused"),
        (500, [], "refused"),
        (CLIENT_CLOSED_REQUEST, [], "client_closed"),
        (CLIENT_CLOSED_REQUEST, ["UNAVAILABLE"], "client_closed"),
    ],
)
def test_an_outcome_is_one_word(status: int, codes: list[str], outcome: str) -> None:
    assert RequestRecord("id", status=status, error_codes=codes).outcome == outcome


def test_outside_of_a_request_nobody_reads_what_is_noted() -> None:
    current_record().project = "p"
    assert current_record().project is None
