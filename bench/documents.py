"""How long documents take until they are refused or accepted: hostile ones against a plain one."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import process_time_ns

from resolvers.execution.document_cache import DocumentCache
from resolvers.root import create_schema
from settings import Settings

# Characters of each document.
LENGTH = 10_000
ROUNDS = 7

Family = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Filled:
    """As many units between head and tail as the length takes, `%d` in each its number."""

    head: str
    unit: str
    tail: str = ""

    def __call__(self, length: int) -> str:
        left = length - len(self.head) - len(self.tail)
        units = list[str]()
        while left >= len(unit := self.unit.replace("%d", str(len(units)))):
            units.append(unit)
            left -= len(unit)
        return self.head + "".join(units) + self.tail


def spread(body: str, length: int, *, count: int) -> str:
    """One selection of so many fragments, whose fields are the body's again and again."""
    head = "{images{" + "".join(f"...F{at} " for at in range(count)) + "}}"
    share = (length - len(head)) // count - 1
    return head + "".join(Filled(f"fragment F{at} on Image{{", body, "}")(share) for at in range(count))


def linked(link: str, length: int, *, count: int, on: str = "Image", head: str = "{images{...F0}}") -> str:
    """So many fragments with a link to the next, `%d`, in each; then blanks."""
    last = f"fragment F{count} on {on}{{__typename}}"
    links = [f"fragment F{at} on {on}{{{link.replace('%d', str(at + 1))}}}" for at in range(count)]
    return (head + "".join(links) + last).ljust(length)


def operations(fragment: str, length: int, *, count: int) -> str:
    """Operations that all use the same fragments, each of the next."""
    fragments = linked(f"{fragment}...F%d", length // 2, count=count, on="Query", head="").strip()
    return Filled(fragments, "query Q%d{...F0}")(length)


def all_with_all(length: int, *, count: int) -> str:
    """Fragments that use every fragment, themselves too."""
    uses = "".join(f"...F{at}" for at in range(count))
    return ("{images{...F0}}" + "".join(f"fragment F{at} on Image{{{uses}}}" for at in range(count))).ljust(
        length
    )


def nested(opening: str, middle: str, closing: str, depth: int, head: str, tail: str) -> Filled:
    return Filled(head, f"{opening * depth}{middle}{closing * depth} ", tail)


# Every field without arguments.
_FIELDS = (
    "id name status visibility diskFormat containerFormat size virtualSize checksum hashAlgorithm hashValue "
    "minDisk minRam owner protected hidden createdAt updatedAt deletedAt version tags members{member status}"
)

# What a document of this length looks like when nobody means harm.
PLAIN = Filled("{", f"r%d:images{{{_FIELDS}}}", "}")

_IMAGES, _WHERE = "{images{", "{images(where:{"
_METADATA = 'mutation{createImage(input:{locations:[{url:"" metadata:{'

FAMILIES: dict[str, Family] = {
    "one field": Filled(_IMAGES, "id ", "}}"),
    "one unknown field": Filled(_IMAGES, "a ", "}}"),
    "one root field": Filled("{", "images{id}", "}"),
    "one root field, nested": Filled("{", "images{members{member}}", "}"),
    "one leaf with a selection": Filled(_IMAGES, "id{id a}", "}}"),
    "one field with an argument": Filled(_IMAGES, 'property(name:"a")', "}}"),
    "one field with other arguments": Filled(_IMAGES, 'property(name:"%d")', "}}"),
    "one field with long arguments": Filled(_IMAGES, f"properties(names:[{'1 ' * 20}%d]){{name}}", "}}"),
    "__typename": Filled("{", "__typename ", "}"),
    "__schema": Filled("{", "__schema{types{name}}", "}"),
    "__schema, deep": Filled("{__schema{types{", "fields{type{ofType{ofType{name}}}}", "}}}"),
    "__schema, doubled forty times": partial(
        linked, "...F%d ...F%d", count=40, on="__Type", head="{__schema{types{...F0}}}"
    ),
    "aliases": Filled(_IMAGES, "a%d:id ", "}}"),
    "aliases of a root field": Filled("{", "a%d:images{id}", "}"),
    "aliases that clash": Filled(_IMAGES, "a:id a:name ", "}}"),
    "directives": Filled(_IMAGES + "id", "@skip(if:true)", "}}"),
    "directives, unknown": Filled(_IMAGES + "id", "@a%d", "}}"),
    "directives of the operation": Filled("query", "@a", "{images{id}}"),
    "directives of a variable": Filled("query($a:Int", "@a", "){images{id}}"),
    "directives, one a field": Filled(_IMAGES, "id@skip(if:true)", "}}"),
    "@defer": Filled(_IMAGES, "...@defer{id}", "}}"),
    "@stream": Filled(_IMAGES, "tags@stream ", "}}"),
    "variables": Filled("query(", "$a%d:Int ", "){images{id}}"),
    "variables of one name": Filled("query(", "$a:Int ", "){images{id}}"),
    "variables of an unknown type": Filled("query(", "$a%d:B%d ", "){images{id}}"),
    "variables of deep lists": Filled("query(", f"$a:{'[' * 90}Int{']' * 90}", "){images{id}}"),
    "variables with defaults": Filled("query(", "$a%d:ImageWhere={} ", "){images{id}}"),
    "variables with wrong defaults": Filled("query(", "$a%d:ImageWhere=1 ", "){images{id}}"),
    "a variable, used": Filled("query($a:[Int!]){images(where:{minDisk:{in:[", "$a ", "]}}){id}}"),
    "variables, undefined": Filled(_IMAGES, "a%d:property(name:$a%d)", "}}"),
    "operations": Filled("", "query Q%d{images{id}}"),
    "operations of one name": Filled("", "query Q{images{id}}"),
    "operations without a name": Filled("", "{images{id}}"),
    "operations of forty fragments": partial(operations, "", count=40),
    "operations of undefined variables": partial(operations, "image(id:$a){id}", count=40),
    "subscriptions": Filled("", "subscription{a}"),
    "fragments, unused": Filled("{images{id}}", "fragment F%d on Image{id}"),
    "fragments of one name": Filled("{images{id}}", "fragment F on Image{id}"),
    "fragments of themselves": Filled("{images{id}}", "fragment F%d on Image{...F%d}"),
    "fragments of each other": partial(all_with_all, count=35),
    "fragments in a chain": partial(linked, "id ...F%d", count=90),
    "fragments that double": partial(linked, "id ...F%d ...F%d", count=90),
    "fragments that double directives": partial(linked, "...F%d@skip(if:true) ...F%d", count=90),
    "fragments of each later one": lambda length: (
        "{images{...F0}}"
        + "".join(
            f"fragment F{at} on Image{{id {''.join(f'...F{later}' for later in range(at + 1, 50))}}}"
            for at in range(50)
        )
    ).ljust(length),
    **{
        f"{count} fragments in one selection": partial(spread, body, count=count)
        for count, body in ((2, "id "), (10, "id "), (50, "id name size "), (200, "id "))
    },
    "one fragment again": Filled("fragment F on Image{id}{images{", "...F ", "}}"),
    "unknown fragments": Filled(_IMAGES, "...F%d ", "}}"),
    "inline fragments": Filled(_IMAGES, "...on Image{id}", "}}"),
    "inline fragments of another type": Filled(_IMAGES, "...on Registry{version}", "}}"),
    "inline fragments, deep": nested("...{", "id", "}", 90, _IMAGES, "}}"),
    "fields, too deep": lambda length: "{a" * (length // 3) + "}" * (length // 3),
    "arguments, unknown": Filled("{images(", "a%d:1 ", "){id}}"),
    "one argument again": Filled("{images(", "limit:1 ", "){id}}"),
    "arguments that are missing": Filled(_IMAGES, "property ", "}}"),
    "a list of numbers": Filled(_WHERE + "minDisk:{in:[", "1 ", "]}}){id}}"),
    "a list of names": Filled(_WHERE + "minDisk:{in:[", "a ", "]}}){id}}"),
    "a list of enums": Filled(_WHERE + "status:{in:[", "A ", "]}}){id}}"),
    "a list of texts": Filled(_WHERE + "name:{in:[", '""', "]}}){id}}"),
    "a list of empty filters": Filled(_WHERE + "and:[", "{}", "]}){id}}"),
    "a list of empty inputs": Filled("mutation{createImages(input:[", "{}", "]){images{id}}}"),
    "a list of wrong inputs": Filled("mutation{updateImages(input:[", "{}", "]){images{id}}}"),
    "a list for one value": Filled(_WHERE + "name:{eq:[", "[1 2]", "]}}){id}}"),
    "lists, deep": nested("[", "", "]", 60, _WHERE + "and:[", "]}){id}}"),
    "lists, too deep": nested("[", "", "]", 90, _WHERE + "and:[", "]}){id}}"),
    "filters, deep": nested("{not:", "{}", "}", 30, _WHERE + "and:[", "]}){id}}"),
    "an object of unknown fields": Filled(_WHERE, "a%d:1 ", "}){id}}"),
    "an object of one field": Filled(_WHERE, "hidden:true ", "}){id}}"),
    "an object of unknown objects": Filled(_WHERE, "a:{a:{a:{a:1}}}", "}){id}}"),
    "an object of deep objects": nested("a:{", "", "}", 60, _WHERE, "}){id}}"),
    "a free object": Filled(_METADATA, "a%d:1 ", "}}]}){image{id}}}"),
    "a free object of deep objects": nested("a:{", "", "}", 55, _METADATA, "}}]}){image{id}}}"),
    "a name": Filled("{", "a", "}"),
    "a text": Filled(_WHERE + 'name:{eq:"', "a", '"}}){id}}'),
    "a text of escapes": Filled(_WHERE + 'name:{eq:"', "\\u{41}", '"}}){id}}'),
    "a text of lines": Filled(_WHERE + 'name:{eq:"""', "\n", '"""}}){id}}'),
    "a number": Filled("{images(limit:", "1", "){id}}"),
    "numbers of 4000 digits": Filled(_WHERE + "size:{in:[", "1" * 4000 + " ", "]}}){id}}"),
    "a comment": Filled("#", "a", "\n{__typename}"),
    "comments": Filled("", "#\n", "{__typename}"),
    "commas": Filled("", ",", "{__typename}"),
    "lines of mistakes": Filled("{registry{", "a\n", "}}"),
    "a mistake behind fields": Filled(_IMAGES, "id ", "}"),
    "types": Filled("{images{id}}", "type A%d{a:Int}"),
    "scalars": Filled("{images{id}}", "scalar A "),
}

_SETTINGS = Settings.from_environment({})
_TYPES = create_schema(_SETTINGS).types


def judged(text: str) -> str:
    """What the front door does with a document that it has not seen before; the verdict in a word."""
    errors = DocumentCache(_TYPES, _SETTINGS.limits, has_introspection=True).get(text).errors
    if not errors:
        return "accepted"
    return "too large" if (errors[0].extensions or {}).get("code") == "LIMIT_EXCEEDED" else "wrong"


def milliseconds(text: str) -> float:
    """Of this process alone, whatever else the machine does."""
    # Nobody pays for what another left behind.
    gc.collect()
    start = process_time_ns()
    judged(text)
    return (process_time_ns() - start) / 1e6


def times_plain(text: str) -> float:
    """How many times as long it takes as the plain document, which takes turns with it."""
    return median(milliseconds(text) / milliseconds(PLAIN(LENGTH)) for _ in range(ROUNDS))


def main() -> None:
    plain = median(milliseconds(PLAIN(LENGTH)) for _ in range(ROUNDS))
    print(
        f"A plain document of {LENGTH} characters takes {plain:.1f} ms (the median of {ROUNDS} rounds), "
        "hostile ones so many times as long:"
    )
    times = {name: times_plain(family(LENGTH)) for name, family in FAMILIES.items()}
    for name, time in sorted(times.items(), key=lambda item: item[1], reverse=True):
        print(f"{time:6.2f}  {judged(FAMILIES[name](LENGTH)):9}  {name}")


if __name__ == "__main__":
    main()
