import { assert, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { anyState } from "./arbitraries";
import { differences, EMPTY, entriesOf, type ImageState } from "./state";
import { compare, rebase } from "./threeWay";

const NONE = new Map();

describe("rebase", () => {
  test("keeps all of yours where they changed nothing, and all of theirs where you did", () => {
    assert(
      property(anyState, anyState, (before, after) => {
        const same = (one: ImageState, other: ImageState) => differences(entriesOf(one), entriesOf(other));
        expect(same(rebase(before, after, before, NONE), after)).toEqual([]);
        expect(same(rebase(before, before, after, NONE), after)).toEqual([]);
      }),
    );
  });

  test("gives each entry the value of the side that changed it, and each overlap the chosen one", () => {
    assert(
      property(anyState, anyState, anyState, (before, yours, theirs) => {
        const rows = compare(before, yours, theirs);
        const overlaps = rows.filter(({ kind }) => kind === "overlap").map(({ key }) => key);
        const chosen = new Map(overlaps.filter((_key, at) => at % 2 === 0).map((key) => [key, "yours" as const]));
        const result = entriesOf(rebase(before, yours, theirs, chosen));
        for (const { key, kind } of rows) {
          const source = kind === "yours" || chosen.has(key) ? yours : theirs;
          expect(result.get(key)).toEqual(entriesOf(source).get(key));
        }
      }),
    );
  });
});

test("compare tells who changed what, in the order of the form", () => {
  const before = { ...EMPTY, name: "a", tags: ["t"] };
  const yours: ImageState = { ...before, name: "b", minRam: 5, hidden: true, properties: [{ name: "p", value: "1" }] };
  const theirs: ImageState = { ...before, name: "c", minDisk: 9, tags: [], hidden: true };
  expect(compare(before, yours, theirs)).toEqual([
    { key: "name", kind: "overlap" },
    { key: "minDisk", kind: "theirs" },
    { key: "minRam", kind: "yours" },
    { key: "hidden", kind: "same" },
    { key: "tag:t", kind: "theirs" },
    { key: "property:p", kind: "yours" },
  ]);
});
