"""What the errors of one response write to the log: little, however many they are."""

import json
import re
from collections.abc import Sequence

import pytest
from graphql import GraphQLError

from db.store import StatementTimeoutError, StoreUnavailableError, StoreUnreachableError
from resolvers.errors import add_error_codes
from tests.support.log_capture import logged


def raised(cause: Exception) -> Exception:
    try:
        raise cause
    except Exception as error:
        return error


def failing(number: int) -> Exception:
    try:
        return raised(RuntimeError(str(number))) if number % 2 else _other(number)
    except ValueError as error:
        return error


def _other(number: int) -> Exception:
    raise ValueError(str(number))


def coded(causes: Sequence[Exception]) -> list[GraphQLError]:
    errors = [GraphQLError(str(cause), original_error=cause) for cause in causes]
    add_error_codes(errors, is_before_execution=False)
    return errors


def test_internal_errors_are_logged_once_for_each_kind_with_their_count() -> None:
    with logged() as log:
        errors = coded([failing(number) for number in range(50_001)])
    ids = {error.extensions["id"]: error for error in errors if error.extensions}
    assert len(ids) == 2
    assert sorted(re.findall(r"Internal error (\w+) \((\d+) times\)", log.getvalue())) == sorted(
        (str(id_), count) for id_, count in zip(ids, ("25001", "25000"), strict=True)
    )
    assert log.getvalue().count("Traceback") == 2
    assert len(log.getvalue()) < 4000


def test_one_internal_error_has_no_count() -> None:
    with logged() as log:
        (error,) = coded([RuntimeError("never raised")])
    assert error.extensions is not None
    assert f"Internal error {error.extensions['id']}\n" in log.getvalue()


def test_errors_of_the_store_are_logged_once_for_each_code() -> None:
    causes = [StatementTimeoutError("s" * 10_000)] * 50 + [StoreUnavailableError("locked")]
    with logged() as log:
        coded(causes)
    lines = log.getvalue().splitlines()
    assert len(lines) == 2
    assert "TIMEOUT: " + "s" * 500 + " (50 times)" in lines[0]
    assert "UNAVAILABLE: locked" in lines[1]
    assert len(log.getvalue()) < 1000


def test_a_database_that_cannot_be_reached_is_logged_by_the_store_only() -> None:
    with logged() as log:
        (error,) = coded([StoreUnreachableError("glimpse at db.example: nothing listens there")])
    assert error.extensions == {"code": "UNAVAILABLE"}
    assert log.getvalue() == ""


@pytest.mark.parametrize("line_format", ["text", "json"])
def test_a_long_traceback_keeps_its_beginning_and_its_end(line_format: str) -> None:
    with logged(line_format) as log:
        coded([raised(RuntimeError("SELECT " + "x" * 100_000 + " the end"))])
    written = log.getvalue()
    assert len(written) < 9000
    assert "Traceback" in written
    assert "characters left out" in written
    assert "the end" in written
    if line_format == "json":
        assert json.loads(written)["level"] == "ERROR"
