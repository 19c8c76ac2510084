import { assert, property } from "fast-check";
import { describe, expect, test } from "vitest";
import type { UpdateImageInput } from "../api/generated/graphql";
import { anyState } from "./arbitraries";
import { changeOf, creationOf, linesOf } from "./changes";
import { EMPTY, entriesOf, FIELDS, type ImageState } from "./state";

/** What the API does with an input, as docs/mutations.md has it. */
function applied(input: UpdateImageInput, to: ImageState): ImageState {
  const { tags, properties, ...fields } = input;
  const kept = to.properties.filter(({ name }) => !properties?.merge?.remove?.includes(name));
  const set = properties?.merge?.set ?? [];
  return {
    ...to,
    ...(fields as Partial<ImageState>),
    tags: [...new Set([...to.tags.filter((tag) => !tags?.merge?.remove?.includes(tag)), ...(tags?.merge?.add ?? [])])],
    properties: [...kept.filter(({ name }) => !set.some((each) => each.name === name)), ...set],
  };
}

const sorted = (state: ImageState) => [...entriesOf(state)].sort(([a], [b]) => (a < b ? -1 : 1));

describe("changeOf", () => {
  test("applied to the state before, gives the state after", () => {
    assert(
      property(anyState, anyState, (before, after) => {
        expect(sorted(applied(changeOf(before, after), before))).toEqual(sorted(after));
      }),
    );
  });

  test("has nothing that does not differ, and removes nothing that is not there", () => {
    assert(
      property(anyState, anyState, (before, after) => {
        const { tags, properties, ...fields } = changeOf(before, after);
        expect(Object.keys(fields)).toEqual(FIELDS.filter((field) => before[field] !== after[field]));
        const { add = [], remove = [] } = tags?.merge ?? {};
        expect(add.filter((tag) => before.tags.includes(tag))).toEqual([]);
        expect(remove.filter((tag) => !before.tags.includes(tag))).toEqual([]);
        const old = new Map(before.properties.map(({ name, value }) => [name, value]));
        expect(properties?.merge?.set?.filter(({ name, value }) => old.get(name) === value) ?? []).toEqual([]);
        expect(properties?.merge?.remove?.filter((name) => !old.has(name)) ?? []).toEqual([]);
      }),
    );
  });

  test("of equal states is empty", () => {
    assert(
      property(anyState, (state) => {
        expect(changeOf(state, { ...state, tags: [...state.tags].reverse() })).toEqual({});
      }),
    );
  });

  test("clears with null what was set, and leaves out what stays null", () => {
    const before = { ...EMPTY, name: "a", owner: null };
    expect(changeOf(before, { ...before, name: null })).toEqual({ name: null });
  });

  test("renames a property by setting one and removing the other", () => {
    const before = { ...EMPTY, properties: [{ name: "os", value: "x" }] };
    expect(changeOf(before, { ...EMPTY, properties: [{ name: "os_distro", value: "x" }] })).toEqual({
      properties: { merge: { set: [{ name: "os_distro", value: "x" }], remove: ["os"] } },
    });
  });

  test("leaves a property of a Glance database without a value alone", () => {
    const before = { ...EMPTY, properties: [{ name: "odd", value: null }] };
    expect(changeOf(before, { ...before, name: "a" })).toEqual({ name: "a" });
  });
});

test("creationOf gives lists, and leaves defaults to the service", () => {
  const state: ImageState = { ...EMPTY, name: "a", tags: ["t"], properties: [{ name: "p", value: "1" }] };
  expect(creationOf(EMPTY, state)).toEqual({ name: "a", tags: ["t"], properties: [{ name: "p", value: "1" }] });
});

test("linesOf shows what goes and what comes, in the order of the form", () => {
  const before = { ...EMPTY, tags: ["old"], properties: [{ name: "os", value: "a" }] };
  const after: ImageState = { ...EMPTY, name: "", minDisk: 4, tags: [], properties: [{ name: "os", value: "b" }] };
  expect(linesOf(before, after).map(({ sign, text }) => `${sign} ${text}`)).toEqual([
    "− Name: none",
    "+ Name: (empty)",
    "− Minimum disk: 0 GiB",
    "+ Minimum disk: 4 GiB",
    "− Tag old",
    "− os = a",
    "+ os = b",
  ]);
});
