"""No document takes much longer than another of its length to be refused or accepted.

What is compared is the number of calls, of Python's functions and its built-in ones: it is the same on every
machine and however busy it is. `python -m bench.documents` tells the times.
"""

import gc
from cProfile import Profile
from functools import cache

import pytest
from hypothesis import given, target
from hypothesis import strategies as st

from bench.documents import FAMILIES, LENGTH, PLAIN, Family, Filled, judged
from tests.support.hypothesis_profile import drawn

pytestmark = [pytest.mark.slow, pytest.mark.without_coverage]

# In times of a plain document of the same length.
MOST = 5


def calls(text: str) -> int:
    profile = Profile()
    # What is collected meanwhile may be another test's.
    gc.disable()
    try:
        profile.runcall(judged, text)
    finally:
        gc.enable()
    return sum(entry.callcount for entry in profile.getstats())


@cache
def plain_calls() -> int:
    return calls(PLAIN(LENGTH))


def test_the_plain_document_is_one_that_is_answered() -> None:
    assert judged(PLAIN(LENGTH)) == "accepted"
    assert LENGTH * 0.95 < len(PLAIN(LENGTH)) <= LENGTH


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_a_hostile_document_takes_little_longer_than_a_plain_one(family: Family) -> None:
    document = family(LENGTH)
    assert LENGTH * 0.8 < len(document) <= LENGTH
    assert calls(document) < MOST * plain_calls()


# Each can be filled with units of its kind.
FRAMES = {
    "image": [
        ("{images{", "}}"),
        ("{node(id:1){", "}}"),
        ("query Q{images{...F...G}}fragment F on Image{", "}"),
        ("fragment F on Node{", "}"),
        ("fragment G on Image{", "}"),
        ("mutation{createImage(input:{}){image{", "}}}"),
    ],
    "query": [("{", "}"), ("query Q", "}"), ("fragment H on Query{", "}"), ("mutation{", "}")],
    "value": [
        ("{images(where:{and:[", "]}){id}}"),
        ("{images(where:{minDisk:{in:[", "]}}){id}}"),
        ("{images(where:", "){id}}"),
        ("query($a:ImageWhere={or:[", "]}){images(where:$a){id}}"),
        ("mutation{updateImages(input:[", "]){images{id}}}"),
    ],
    "member": [
        ("{images(where:{", "}){id}}"),
        ("{images(", "){id}}"),
        ("mutation{createImage(input:{", "}){image{id}}}"),
        ('mutation{createImage(input:{locations:[{url:"" metadata:{', "}}]}){image{id}}}"),
    ],
    "variable": [("query(", "){images{id}}"), ("query Q(", "){...H}")],
    "directive": [("{images{id", "}}"), ("query", "{images{id}}"), ("{images{...F", "}}")],
    "definition": [("", "")],
}

# With a bar between them; the first is what others end with, that have a place for another: `%s`.
UNITS = {
    "image": (
        "id |name |a%d:id |id:name |x |tags@stream |id@skip(if:true)|...F |...F%d |...G |members{member}|"
        'property(name:"a")|property(name:"%d")|property(name:$a)|__typename |...{%s}|...on Image{%s}|'
        "...on Node{%s}|a{%s}|members{%s}|...@defer{%s}|id{%s}"
    ),
    "query": (
        "registry{version}|images{id}|a%d:images{id}|image{id}|image(id:$a%d){id}|...H |x |__typename |"
        "__schema{types{name}}|__schema{types{fields{type{%s}}}}|...{%s}|images{%s}"
    ),
    "value": (
        '1 |a |null |$a |"" |1.5 |true |[] |{} |{not:{}}|{a:1}|{id:1 input:{}}|'
        "[%s]|{and:[%s]}|{not:%s}|{a:%s}|{a:[%s] b:%s}"
    ),
    "member": (
        "a:1 |a%d:1 |not:{}|hidden:true |limit:1 |where:{}|tags:[]|size:$a |id:null |"
        "a:{%s}|not:{%s}|name:{%s}|metadata:{%s}|a:[{%s}]"
    ),
    "variable": "$a:Int |$a%d:Int |$a%d:[[Int!]]! |$a:ImageWhere={} |$a%d:A%d |$a%d:Int@a |$a:ID=1 ",
    "directive": "@a|@a%d|@skip(if:true)|@include(if:$a)|@stream |@a(a:{})|@deprecated ",
    "definition": (
        "{images{id}}|query Q%d{...H}|query Q{id}|query Q%d($a%d:Int){image(id:$a%d){id}}|subscription{a}|"
        "fragment F%d on Image{...F}|fragment F on Image{id ...F%d}|fragment G on Image{...F ...G}|"
        "fragment H on Query{...H%d}|scalar A |type A{a:Int}"
    ),
}


@st.composite
def units(draw: st.DrawFn, kind: str) -> str:
    """One of a kind, in others as deep as it comes."""
    units = UNITS[kind].split("|")
    unit = draw(st.sampled_from(units))
    for _ in range(draw(st.integers(0, 40))):
        if "%s" not in unit:
            break
        unit = unit.replace("%s", draw(st.sampled_from(units)))
    return unit.replace("%s", units[0])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Of one to three sections, each filled with some units again and again."""
    kinds = draw(st.lists(st.sampled_from(sorted(FRAMES)), min_size=1, max_size=3))
    sections = list[str]()
    for kind in kinds:
        head, tail = draw(st.sampled_from(FRAMES[kind]))
        unit = "".join(draw(st.lists(units(kind), min_size=1, max_size=4)))
        sections.append(Filled(head, unit, tail)(LENGTH // len(kinds)))
    return "".join(sections)


@given(documents())
@drawn(15)
def test_no_mixture_of_them_does_either(document: str) -> None:
    count = calls(document) / plain_calls()
    target(count)
    assert count < MOST
