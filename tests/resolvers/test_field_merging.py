"""Fields of one response key are merged or refused as by graphql-core, in linear work."""

import pytest
from graphql import (
    GraphQLSchema,
    OverlappingFieldsCanBeMergedRule,
    build_schema,
    parse,
    specified_rules,
    validate,
)
from hypothesis import given
from hypothesis import strategies as st

from resolvers.errors import LimitExceededError
from resolvers.execution.field_merging import merge_errors
from tests.support.hypothesis_profile import drawn

# Two object types with one interface and a union: fields that never apply together, and that do.
SCHEMA = build_schema("""
    interface Pet { name: String, owner: Person, friends(of: In, most: Int): [Pet!] }
    type Dog implements Pet {
      name: String, owner: Person, friends(of: In, most: Int): [Pet!], age: Int!, tags: [String!]!, pet: Pet
    }
    type Cat implements Pet {
      name: String, owner: Person, friends(of: In, most: Int): [Pet!], age: Int, tags: [String]!, pet: [Pet]
    }
    type Person { name: String!, pets: [Pet!]!, best: CatOrDog }
    union CatOrDog = Cat | Dog
    input In { a: Int, b: [String], c: In }
    type Query { pet: Pet, pets: [Pet!], me: Person, either: CatOrDog }
""")

FIELDS = {
    "Query": ("pet", "pets", "me", "either"),
    "Pet": ("name", "owner", "friends"),
    "Dog": ("name", "owner", "friends", "age", "tags", "pet"),
    "Cat": ("name", "owner", "friends", "age", "tags", "pet"),
    "Person": ("name", "pets", "best"),
    "CatOrDog": (),
}
BELOW = {"pet": "Pet", "pets": "Pet", "me": "Person", "either": "CatOrDog", "owner": "Person",
         "friends": "Pet", "best": "CatOrDog"}  # fmt: skip
CONDITIONS = {"Pet": ("Pet", "Dog", "Cat"), "CatOrDog": ("Dog", "Cat", "Pet"), "Dog": ("Dog", "Pet")}
ARGUMENTS = ("", "", "(most: 1)", "(most: $m)", "(of: { a: 1, b: [\"x\"] })", "(of: { b: [\"x\"], a: 1 })",
             "(most: 1, of: { c: { a: $m } })", "(of: { c: { a: $m } }, most: 1)")  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Few response keys, so that fields meet; each fragment may use later ones only."""
    fragments = draw(st.lists(st.sampled_from(("Pet", "Dog", "Cat", "Person", "Query")), max_size=4))

    def selection(type_: str, depth: int, after: int) -> str:
        uses = [
            f"...F{at}"
            for at, on in enumerate(fragments)
            if at > after and (on == type_ or on in CONDITIONS.get(type_, ()))
        ]
        kinds = st.sampled_from(("field", "field", "fragment", "inline", "__typename"))
        parts = []
        for kind in draw(st.lists(kinds, min_size=1, max_size=4)):
            if kind == "field" and FIELDS[type_]:
                parts.append(field(type_, depth, after))
            elif kind == "fragment" and uses:
                parts.append(draw(st.sampled_from(uses)))
            elif kind == "inline" and depth:
                on = draw(st.sampled_from(CONDITIONS.get(type_, (type_,))))
                parts.append(f"... on {on} {{ {selection(on, depth - 1, after)} }}")
            else:
                parts.append(draw(st.sampled_from(("__typename", "a: __typename"))))
        return " ".join(parts)

    def field(type_: str, depth: int, after: int) -> str:
        name = draw(st.sampled_from(FIELDS[type_]))
        below = BELOW.get(name, "Pet" if name == "pet" else None)
        if below and not depth:
            return "__typename"
        alias = draw(st.sampled_from(("", "", "a: ", "b: ")))
        arguments = draw(st.sampled_from(ARGUMENTS)) if name == "friends" else ""
        inner = f" {{ {selection(below, depth - 1, after)} }}" if below else ""
        return f"{alias}{name}{arguments}{inner}"

    text = f"query ($m: Int) {{ {selection('Query', 4, -1)} }}"
    for at, on in enumerate(fragments):
        text += f" fragment F{at} on {on} {{ {selection(on, 2, at)} }}"
    return text


DIFFERENT = "'name' and '__typename' are different fields"

OTHER_RULES = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]


@pytest.mark.slow
@pytest.mark.without_coverage
def test_drawn_documents_are_merged_as_by_graphql_core() -> None:
    verdicts = {True: 0, False: 0}

    @drawn(200)
    @given(documents())
    def compare(text: str) -> None:
        document = parse(text)
        # Unused fragments and variables are no matter here: only what is used is merged.
        errors = validate(SCHEMA, document, OTHER_RULES)
        if any("never used" not in error.message for error in errors):
            return
        used = parse(without_unused(text))
        expected = validate(SCHEMA, used, [OverlappingFieldsCanBeMergedRule])
        found = merge_errors(SCHEMA, used, 100_000)
        assert bool(found) == bool(expected), text
        verdicts[bool(found)] += 1

    compare()
    assert min(verdicts.values()) > 20, verdicts


def without_unused(text: str) -> str:
    """The document without the fragments that its operation does not reach."""
    head, *fragments = text.split(" fragment ")
    reached, left = set[int](), [head]
    while left:
        part = left.pop()
        for at, fragment in enumerate(fragments):
            if f"...F{at}" in part and at not in reached:
                reached.add(at)
                left.append(fragment)
    return head + "".join(f" fragment {fragments[at]}" for at in sorted(reached))


@pytest.mark.parametrize(
    ("selection", "reason"),
    [
        ("pet { a: name a: __typename }", "they return conflicting types 'String' and 'String!'"),
        ("me { a: name ...F } } fragment F on Person { a: __typename", DIFFERENT),
        ("pet { friends { name } friends(most: 1) { name } }", "they have differing arguments"),
        ("pet { ... on Dog { age } ... on Cat { age } }", "they return conflicting types 'Int!' and 'Int'"),
        (
            "pet { ... on Dog { pet { name } } ... on Cat { pet { name } } }",
            "they return conflicting types 'Pet' and '[Pet]'",
        ),
        (
            "pet { ... on Dog { owner { a: name } } ... on Cat { owner { a: pets { name } } } }",
            "they return conflicting types 'String!' and '[Pet!]!'",
        ),
        ("pet { owner { a: name } } pet { owner { a: __typename } }", DIFFERENT),
    ],
)
def test_a_conflict_names_the_two_fields(selection: str, reason: str) -> None:
    (error,) = merge_errors(SCHEMA, parse(f"{{ {selection} }}"), 1000)
    key = "a" if "a: " in selection else error.message.split("'")[1]
    assert error.message == (
        f"Fields '{key}' conflict because {reason}."
        " Use different aliases on the fields to fetch both if this was intentional."
    )
    assert len(error.locations or ()) == 2


@pytest.mark.parametrize(
    "selection",
    [
        "pet { friends(of: { a: 1 b: [] }, most: 2) { name } friends(most: 2, of: { b: [] a: 1 }) { name } }",
        "pet { ... on Dog { a: name } ... on Cat { b: name } ... on Cat { b: name } }",
        "either { ... on Dog { a: tags } ... on Dog { a: tags } ... on Cat { b: tags } }",
        "pets { ... on Dog { owner { a: name } } ... on Cat { owner { a: __typename } } }",
        "a: pet { ...F } b: pet { ...F id: friends(most: 2) { name } } "
        "fragment F on Pet { friends(most: 1) { name } ...G ...G } "
        "fragment G on Pet { friends(most: 1) { name } }",
        "pet { ... { name } ... @include(if: true) { name } }",
        "pets { ...F owner { name } } fragment F on Pet { owner { name pets { name } } }",
    ],
)
def test_fields_that_agree_are_merged(selection: str) -> None:
    assert merge_errors(SCHEMA, parse(selection_document(selection)), 1000) == []


def selection_document(selection: str) -> str:
    head, *fragments = selection.split(" fragment ")
    return f"{{ {head} }}" + "".join(f" fragment {each}" for each in fragments)


def chained(schema: GraphQLSchema, uses: int, most: int) -> None:
    """Fields that use one fragment of ten fields: each use costs as much."""
    fields = " ".join(f"f{at}: name" for at in range(10))
    roots = " ".join(f"p{at}: pet {{ ...F }}" for at in range(uses))
    merge_errors(schema, parse(f"{{ {roots} }} fragment F on Pet {{ {fields} }}"), most)


def test_steps_count_each_use_of_a_fragment() -> None:
    chained(SCHEMA, 5, 5 * 12)
    with pytest.raises(LimitExceededError) as raised:
        chained(SCHEMA, 5, 5 * 12 - 1)
    assert raised.value.message == (
        "The document uses fragments too often: their selections, counted at each use, must be at most 59."
    )


def test_fragments_that_double_at_every_level_take_linear_work() -> None:
    levels = "".join(
        f"fragment F{at} on Person {{ best {{ ...G{at} }} pets {{ ...G{at} }} }} "
        f"fragment G{at} on Pet {{ a: owner {{ ...F{at + 1} }} b: owner {{ ...F{at + 1} x: name }} }} "
        for at in range(20)
    )
    text = f"{{ me {{ ...F0 }} }} {levels} fragment F20 on Person {{ name }}"
    assert merge_errors(SCHEMA, parse(text), 1000) == []
