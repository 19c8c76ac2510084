"""Whether an error says that a server accepts no changes, and whether that may pass."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from db.server.engine import Timeouts, create_engine
from db.server.read_only import can_change, judge_read_only
from db.store import ReadOnlyStoreError
from tests.support.databases.servers import ServerDatabase


def _error(code: str | int) -> Exception:
    error: Any = Exception(code) if isinstance(code, int) else Exception("read-only")
    error.sqlstate = code if isinstance(code, str) else "HY000"
    return error  # type: ignore[no-any-return]


def _postgresql(*, is_closed: bool = False, **settings: str) -> Any:
    """A connection of asyncpg, with the settings that its server has reported."""
    reported = SimpleNamespace(**settings)
    return SimpleNamespace(is_closed=lambda: is_closed, get_settings=lambda: reported)


CONFIGURED: dict[str, Any] = {"default_transaction_read_only": "on", "in_hot_standby": "off"}


@pytest.mark.parametrize(
    ("code", "driver"),
    [
        ("25006", _postgresql(default_transaction_read_only="on", in_hot_standby="on")),
        ("25006", _postgresql(default_transaction_read_only="off", in_hot_standby="off")),
        ("25006", _postgresql(**CONFIGURED, is_closed=True)),
        # Older than 14.
        ("25006", _postgresql()),
        (1290, SimpleNamespace()),
        (1792, SimpleNamespace()),
    ],
)
def test_what_a_fail_over_may_cause_is_only_dropped(code: str | int, driver: Any) -> None:
    assert judge_read_only(_error(code), driver) is True


@pytest.mark.parametrize(
    ("code", "driver"), [("25006", _postgresql(**CONFIGURED)), (1836, SimpleNamespace())]
)
def test_what_was_configured_is_read_only(code: str | int, driver: Any) -> None:
    assert isinstance(judge_read_only(_error(code), driver), ReadOnlyStoreError)


@pytest.mark.parametrize("code", ["23505", 1213])
def test_other_errors_are_none_of_its_business(code: str | int) -> None:
    assert judge_read_only(_error(code), SimpleNamespace()) is False


def test_a_session_that_is_read_only_accepts_no_change(server: ServerDatabase) -> None:
    becomes_read_only = {
        "postgresql": "SET default_transaction_read_only = on",
        "mariadb": "SET SESSION tx_read_only = 1",
    }[server.dialect]

    async def test() -> None:
        connections = create_engine(server.address, Timeouts(5, 5), None)
        async with connections.connect() as connection:
            assert await can_change(connection)
            await connection.execute(text(becomes_read_only))
            await connection.commit()
            assert not await can_change(connection)
        await connections.dispose()

    asyncio.run(test())
