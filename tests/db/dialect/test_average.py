"""Averages are exact to fifteen digits: those of SQLite by the reference, those of servers by SQLite's."""

from collections.abc import Iterator
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Integer, column, select, values

from db.dialect.average import average, average_of_halves
from db.dialect.sqlalchemy_dialects import read_dialect
from tests.reference.aggregate import average as reference_average
from tests.support.databases.servers import ServerDatabase
from tests.support.hypothesis_profile import drawn

LONGS = st.integers(0, 2**63 - 1) | st.integers(0, 64).map(lambda bits: 2**bits >> 1)
MOST = 2**63 - 1


def average_of(numbers: list[int]) -> str | None:
    """As SQLite computes it."""
    return average_of_halves(
        sum(number >> 32 for number in numbers), sum(number & (2**32 - 1) for number in numbers), len(numbers)
    )


@drawn(200)
@given(st.lists(LONGS, min_size=1, max_size=12))
def test_an_average_is_the_references(numbers: list[int]) -> None:
    text = average_of(numbers)
    assert text is not None
    assert float(text) == reference_average(numbers)
    assert "." in text
    assert not text.endswith("0") or text.endswith(".0")


def test_of_nothing_there_is_no_average() -> None:
    assert average_of_halves(None, None, 0) is None


def random_lists() -> Iterator[list[int]]:
    """Numbers of all lengths, and some whose average is a tie, or as near to one as can be."""
    random = Random(22)
    for _ in range(300):
        bits = random.randrange(64)
        yield [random.randrange(2**bits) for _ in range(random.randrange(1, 9))]
    for _ in range(300):
        count = random.choice([2, 3, 7, 10, 40])
        digits = random.randrange(10**14, 10**15) * 10 + 5
        total = digits * count // 10 ** random.randrange(16) + random.randrange(-1, 2)
        share, rest = divmod(total, count)
        yield [min(share + rest, MOST), *[min(share, MOST)] * (count - 1)]
    for zeros in (1, 2, 9, 10, 99, 100, 999, 1000, 7000):
        yield [1, *[0] * zeros]
        yield [*[1] * zeros, 0]


def test_servers_average_as_sqlite_does(server: ServerDatabase) -> None:
    lists = list(random_lists())
    rows = [(at, number) for at, numbers in enumerate(lists) for number in numbers]
    listed = values(column("at", Integer), column("number", BigInteger), name="listed").data(rows).cte()
    averages = select(listed.c.at, average(listed.c.number)).group_by(listed.c.at).order_by(listed.c.at)
    sql = averages.compile(
        dialect=read_dialect(server.dialect, is_glance=False), compile_kwargs={"literal_binds": True}
    )
    assert [text for _, text in server.rows(str(sql))] == [average_of(numbers) for numbers in lists]
