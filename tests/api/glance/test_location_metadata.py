"""Metadata of locations in a served Glance database: the same bytes on each database, in 200 levels."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from db.dialect.variants import DIALECT_NAMES, DialectName
from resolvers.caller import ADMINISTRATOR
from tests.support.databases.builders import Row
from tests.support.databases.odd_glance import SOUND, SOUND_IMAGE, glance_file, glance_server
from tests.support.databases.servers import require
from tests.support.http.in_process_client import AskingAs, asking_as

LEVELS = (1, 2, 8, 9, 30, 31, 32, 33, 63, 64, 65, 199, 200)


def objects(levels: int, inner: str = "1", blank: str = "") -> str:
    return f'{{{blank}"a"{blank}:{blank}' * levels + inner + f"{blank}}}" * levels


def lists(levels: int, inner: str = "1", blank: str = "") -> str:
    count = levels - 1
    return f'{{"a":{blank}' + f"[{blank}" * count + inner + f"{blank}]" * count + "}"


SHALLOW = [
    "{}",
    " {\t} \r\n",
    '\n{"a": [1, 2.50e3, -0, 1E+2, true, false, null, {}, [ ]]}',
    '{"a": "b  c", "d\\" e": "\\\\", "f": " \\u00e9\\/\\n "}',
    '{"é 😀": "😀 é\u2028\u007f"}',
    '{"n": 123456789012345678901234567890}',
    '{"b": 1, "a": 2}',
    '{"\\u001F": "\\\\u001F \\u000b \\\\\\u000B \\u00E9"}',
    # No objects of JSON.
    "",
    " ",
    "{",
    "null",
    "[]",
    '"{}"',
    "{}x",
    "{}{}",
    '{"a":01}',
    '{"a":1,}',
    '{"a" 1}',
    "{'a':1}",
    '{"a":[}]',
    '{"a":TRUE}',
    '{"a":"\\U00e9"}',
    '{"a":"\\x"}',
    '{"a":"\n"}',
]
DEEP = [
    make(levels, inner, blank)
    for make in (objects, lists)
    for levels in LEVELS
    for inner, blank in (("1", ""), ('"b  \\" }"', " "))
]
# As deep, and no JSON.
FAULTY = [
    make(levels, inner) for make in (objects, lists) for levels in (31, 32, 64) for inner in ("", "01", "1]")
]
FAULTY += [objects(40)[:-1], objects(40) + "}", objects(40) + "x", "[" + objects(40) + "]"]
TEXTS = {"sound": [*SHALLOW[:8], *DEEP], "with odd rows": [*SHALLOW, *DEEP, *FAULTY]}

TOKEN = re.compile(r'("(?:[^"\\]|\\.)*")|[ \t\n\r]+')


def expected(stored: str) -> str:
    """The object without blanks between its tokens; `{}` for another text."""
    try:
        is_object = isinstance(json.loads(stored), dict)
    except ValueError:
        is_object = False
    return TOKEN.sub(lambda found: found[1] or "", stored) if is_object else "{}"


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("name", DIALECT_NAMES)
def test_metadata_is_answered_as_the_same_bytes_on_each_database(
    tmp_path: Path, name: DialectName, kind: str
) -> None:
    with served(name, tmp_path, TEXTS[kind]) as asking:
        answered = asking.written(ADMINISTRATOR, f'{{ image(id: "{SOUND}") {{ locations {{ metadata }} }} }}')
    head, *read = answered.decode().removesuffix("]}}").split('{"metadata":')
    assert head == '{"image":{"locations":['
    assert [each.removesuffix(",").removesuffix("}") for each in read] == list(map(expected, TEXTS[kind]))


@contextmanager
def served(name: DialectName, folder: Path, metadata: list[str]) -> Iterator[AskingAs]:
    """A Glance database with an image that has a location for each text."""
    database: Any
    if name == "sqlite":
        database = glance_file(folder / "glance.db", keyed=True)
    else:
        require(name)
        database = glance_server(name, keyed=True)
    try:
        flags = dict.fromkeys(("deleted", "protected", "os_hidden"), False)
        database.insert(Row("images", SOUND_IMAGE | flags), *map(location, metadata))
        with asking_as(database) as asking:
            yield asking
    finally:
        if name != "sqlite":
            database.drop()


def location(stored: str) -> Row:
    columns: dict[str, object] = {
        "image_id": SOUND,
        "value": "file:///a",
        "status": "active",
        "meta_data": stored,
        "created_at": SOUND_IMAGE["created_at"],
        "deleted": False,
    }
    return Row("image_locations", columns)


@pytest.mark.parametrize("make", [objects, lists])
@pytest.mark.parametrize("name", DIALECT_NAMES)
def test_deeper_metadata_is_answered_or_empty_or_beyond_a_limit(
    tmp_path: Path, name: DialectName, make: Callable[[int], str]
) -> None:
    metadata = f'image(id: "{SOUND}") {{ locations {{ metadata }} }}'
    faulty = f'image(id: "{SOUND}") {{ property(name: $n) locations {{ metadata }} }}'
    deep = [make(levels) for levels in (220, 300, 900, 1100, 1900)]
    # Thousands of levels must not keep a server busy.
    for stored in (*deep, make(9_000)):
        with served(name, tmp_path, [stored]) as asking:
            answered = asking.written(ADMINISTRATOR, f"{{ {metadata} }}").decode()
            assert answered in [
                f'{{"image":{{"locations":[{{"metadata":{each}}}]}}}}' for each in (stored, "{}")
            ]
            response = asking.answer(ADMINISTRATOR, f'query ($n: String = "a") {{ {faulty} }}', n=None)
            codes = {error["extensions"]["code"] for error in response["errors"]}
            assert codes in ({"BAD_USER_INPUT"}, {"LIMIT_EXCEEDED"}), response
        (tmp_path / "glance.db").unlink(missing_ok=True)
