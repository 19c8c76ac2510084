"""What hypothesis draws: small catalogues full of ties, nulls and odd texts; orders and filters on them."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.support.databases.builders import Row, image, location_of, member_of, property_of, tag_of

Variables = dict[str, Any]

# Case, accents, what collations confuse, either side of the surrogates, beyond the BMP, and the last of all.
TEXTS = ("", "a", "A", "aB", "ab", "b", " a", "é", "É", "e\u0301", "ß", "%", "_", "\\", "'", '"', "1", "10",
         "\ud7ff", "\ue000", "\uffff", "😀", "😀a", "\U0010ffff")  # fmt: skip
NUMBERS = (0, 1, 2, 2**31 - 1)
SIZES = (0, 1, 10, 2**31, 2**53 + 1, 2**63 - 1)
TIMES = tuple(f"2026-01-02 03:04:0{time}" for time in ("4.999999", "5.000000", "5.000001", "7.000000"))
# At most two seconds before the last of TIMES, and just not.
DELETIONS = ("2026-01-02 03:04:05.000000", "2026-01-02 03:04:04.999999", "2026-01-02 03:04:07.000000")
NAMES = ("os_distro", "OS_distro", "é")
TAGS = ("ci", "CI", "lts", "😀")
PROJECTS = ("p", "q", "P")
MEMBER_STATUSES = ("pending", "accepted", "rejected")
STATUSES = ("queued", "saving", "active", "killed", "pending_delete")
VISIBILITIES = ("private", "public", "shared", "community")

ORDER_FIELDS = ("ID", "NAME", "STATUS", "VISIBILITY", "DISK_FORMAT", "CONTAINER_FORMAT", "SIZE",
                "VIRTUAL_SIZE", "MIN_DISK", "MIN_RAM", "OWNER", "CREATED_AT", "UPDATED_AT")  # fmt: skip


def maybe(values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from((None, *values))


@st.composite
def catalogues(draw: st.DrawFn, *, glance: bool, most: int = 7) -> list[Row]:
    """Rows in the order of insertion; `glance` allows what only Glance's own tables do."""
    rows: list[Row] = []
    for number in range(draw(st.integers(0, most))):
        made = draw(images(number, glance))
        rows += [made, *draw(children(made, glance))]
    return rows


@st.composite
def images(draw: st.DrawFn, number: int, glance: bool) -> Row:
    texts, sizes, times = maybe(TEXTS[:12] + TEXTS[-4:]), maybe(SIZES), st.sampled_from(TIMES)
    deleted = draw(st.integers(0, 3)) == 0
    return image(
        # Both ends of the ids' range, in an order that is not that of insertion.
        id=f"{(number * 5) % 8 * 0x24924924:08x}-0000-4000-8000-000000000000",
        name=draw(texts),
        status="deleted" if deleted else draw(st.sampled_from(STATUSES)),
        visibility=draw(st.sampled_from(VISIBILITIES)),
        disk_format=draw(maybe(("raw", "RAW", ""))),
        container_format=draw(maybe(("bare", "ovf"))),
        size=draw(sizes),
        virtual_size=draw(sizes),
        checksum=draw(maybe(("0" * 32, "f" * 32, "F" * 32))),
        os_hash_algo=draw(maybe(("md5", "sha512"))),
        os_hash_value=draw(maybe(("ab", "AB", "é"))),
        min_disk=draw(st.sampled_from(NUMBERS)),
        min_ram=draw(st.sampled_from(NUMBERS)),
        owner=draw(maybe(PROJECTS)),
        protected=draw(st.booleans()),
        os_hidden=draw(st.booleans()),
        created_at=draw(times),
        updated_at=draw(maybe(TIMES) if glance else times),
        deleted_at=TIMES[-1] if deleted else None,
    )


@st.composite
def children(draw: st.DrawFn, made: Row, glance: bool) -> list[Row]:
    gone = maybe(DELETIONS)
    rows = [
        property_of(made, name, draw(maybe(TEXTS)), deleted_at=draw(gone))
        for name in draw(st.sets(st.sampled_from(NAMES), max_size=2))
    ]
    for tag in draw(st.sets(st.sampled_from(TAGS), max_size=2)):
        if glance and draw(st.booleans()):
            rows.append(tag_of(made, tag, deleted_at=draw(st.sampled_from(DELETIONS))))
        rows.append(tag_of(made, tag, deleted_at=draw(gone)))
    for project in draw(st.sets(st.sampled_from(PROJECTS), max_size=2)):
        if glance and draw(st.booleans()):
            rows.append(member_of(made, project, status="accepted", deleted_at=DELETIONS[1]))
        status = draw(st.sampled_from(MEMBER_STATUSES))
        rows.append(member_of(made, project, status=status, deleted_at=draw(maybe(DELETIONS[::2]))))
    if draw(st.booleans()):
        metadata = draw(st.sampled_from(('{"a": {"b": [1, null, "😀"]}}', "[]", "no JSON", "", None)))
        rows.append(location_of(made, "file:///a", meta_data=metadata, deleted_at=draw(gone)))
    return rows


@st.composite
def orders(draw: st.DrawFn) -> list[Variables]:
    """A time alone among them: then the first images of groups are found without a sort."""
    times = st.sampled_from(([("field", "CREATED_AT")], [("field", "UPDATED_AT")]))
    return [draw(_keys(key)) for key in draw(st.one_of(_fields_and_properties(), times))]


def groups() -> st.SearchStrategy[list[Variables]]:
    """Keys of `distinctOn`; none half of the time."""
    return st.one_of(st.just([]), _fields_and_properties().map(lambda keys: [dict([key]) for key in keys]))


def _fields_and_properties() -> st.SearchStrategy[list[tuple[str, str]]]:
    fields = st.tuples(st.just("field"), st.sampled_from(ORDER_FIELDS))
    properties = st.tuples(st.just("property"), st.sampled_from(NAMES))
    return st.lists(st.one_of(fields, properties), max_size=3, unique=True)


def _keys(key: tuple[str, str]) -> st.SearchStrategy[Variables]:
    """Direction and place of nulls, or their defaults."""
    return st.fixed_dictionaries(
        {key[0]: st.just(key[1])},
        optional={
            "direction": st.sampled_from(("ASC", "DESC")),
            "nulls": st.sampled_from(("FIRST", "LAST")),
        },
    )


def _operators(
    operands: tuple[Any, ...], single: tuple[str, ...], optional: Mapping[str, st.SearchStrategy[Any]]
) -> st.SearchStrategy[Variables]:
    """One to three of the operators that take one operand or a list of them, and others."""
    one, several = st.sampled_from(operands), st.lists(st.sampled_from(operands), max_size=3)
    all_: dict[str, st.SearchStrategy[Any]] = dict.fromkeys(single, one) | {"in": several, "notIn": several}
    return _some(all_ | dict(optional))


@st.composite
def _some(draw: st.DrawFn, strategies: Mapping[str, st.SearchStrategy[Any]]) -> Variables:
    chosen = draw(st.lists(st.sampled_from(sorted(strategies)), min_size=1, max_size=3, unique=True))
    return {name: draw(strategies[name]) for name in chosen}


_EQUAL, _RANGE = ("eq", "neq"), ("eq", "neq", "gt", "gte", "lt", "lte")
_NULL = {"isNull": st.booleans()}


GLOBS = ("*", "?", "?*", "", "[a]", "*\\**", "%", "_", "|", "\\a*", "*\\?", "*a*b*", "A*", "É?")


def globs(text: str) -> str:
    """A pattern that matches the text, if it has a literal head."""
    head = text[:1]
    return (f"\\{head}" if head in ("*", "?", "\\") else head) + "*"


def _strings(operands: tuple[str, ...]) -> st.SearchStrategy[Variables]:
    texts = (*_EQUAL, "contains", "startsWith", "endsWith")
    filters = _operators(operands, texts, _NULL | {"glob": st.sampled_from([*map(globs, operands), *GLOBS])})
    return st.tuples(filters, st.sampled_from(({}, {"ignoreCase": True}, {"ignoreCase": False}))).map(
        lambda both: both[0] | both[1]
    )


def _enum(values: tuple[str, ...]) -> st.SearchStrategy[Variables]:
    return _operators(tuple(value.upper() for value in values), _EQUAL, {})


def _times() -> st.SearchStrategy[Variables]:
    texts = [time.replace(" ", "T") + "Z" for time in TIMES] + ["2026-01-02T05:04:05.0000019+02:00"]
    return _some(dict.fromkeys(_RANGE, st.sampled_from(texts)))


_TAGS = st.lists(st.sampled_from(TAGS), max_size=2)
_ID = tuple(f"{number * 0x24924924:08x}-0000-4000-8000-000000000000" for number in range(0, 8, 3))

PROPERTY_FILTERS: st.SearchStrategy[Variables] = st.one_of(
    st.fixed_dictionaries({"name": st.sampled_from(NAMES)}, optional={"exists": st.booleans()}),
    st.fixed_dictionaries(
        {"name": st.sampled_from(NAMES), "value": _strings(TEXTS)}, optional={"exists": st.just(True)}
    ),
)

_CONDITIONS: dict[str, st.SearchStrategy[Any]] = {
    "id": _operators(
        (*_ID, _ID[1].upper(), "malformed"),
        ("eq",),
        {"startsWith": st.sampled_from(("", "24924924-", "6DB6", "m"))},
    ),
    "name": _strings(TEXTS),
    "status": _enum((*STATUSES, "deleted")),
    "visibility": _enum(VISIBILITIES),
    "diskFormat": _strings(("raw", "RAW", "", "r")),
    "containerFormat": _strings(("bare", "ovf", "BARE")),
    "size": _operators((*SIZES, -(2**63)), _RANGE, _NULL),
    "virtualSize": _operators(SIZES, _RANGE, _NULL),
    "checksum": _strings(("0" * 32, "f", "F" * 32)),
    "hashAlgorithm": _strings(("md5", "sha512", "MD5")),
    "hashValue": _strings(("ab", "aB", "", "É")),
    "minDisk": _operators((*NUMBERS, -1), _RANGE, {}),
    "minRam": _operators(NUMBERS, _RANGE, {}),
    "owner": _strings(PROJECTS),
    "protected": st.booleans(),
    "hidden": st.booleans(),
    "createdAt": _times(),
    "updatedAt": _times(),
    "deletedAt": _times(),
    "tags": _some(
        {"all": _TAGS, "any": _TAGS, "none": _TAGS, "some": _strings(TAGS), "isEmpty": st.booleans()}
    ),
    "properties": st.lists(PROPERTY_FILTERS, max_size=2),
    "sharedWith": st.fixed_dictionaries(
        {"member": st.sampled_from(PROJECTS)},
        optional={"status": st.lists(st.sampled_from(("PENDING", "ACCEPTED", "REJECTED")), max_size=2)},
    ),
}


def _nested(inner: st.SearchStrategy[Variables]) -> st.SearchStrategy[Variables]:
    lists = st.lists(inner, max_size=3)
    return _some({"and": lists, "or": lists, "not": inner})


FLAT = st.one_of(st.just({}), _some(_CONDITIONS))

# What opens more of scope LISTED than it has, and what nearly does.
OPENING: st.SearchStrategy[Variables] = st.builds(
    lambda opening, others: others | opening,
    st.fixed_dictionaries(
        {},
        optional={
            "hidden": st.sampled_from((True, True, False)),
            "visibility": st.sampled_from(
                (
                    {"eq": "COMMUNITY"},
                    {"in": ["COMMUNITY"]},
                    {"in": ["COMMUNITY", "COMMUNITY"], "neq": "PUBLIC"},
                    {"in": ["COMMUNITY", "SHARED"]},
                    {"eq": "COMMUNITY", "in": []},
                    {"neq": "PUBLIC"},
                )
            ),
            "sharedWith": _CONDITIONS["sharedWith"],
        },
    ),
    st.one_of(st.just({}), FLAT),
)
WHERES: st.SearchStrategy[Variables] = st.one_of(
    st.recursive(FLAT, _nested, max_leaves=5),
    OPENING,
    OPENING.map(lambda where: {"and": [where]}),
)
