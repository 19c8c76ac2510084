import { expect, test } from "vitest";
import { outdated, span } from "./range";

const ROWS = ["a", "b", "c", "d"].map((id) => ({ id, version: "1" }));

test.each([
  [null, "b", "b"],
  ["a", "c", "abc"],
  ["d", "b", "bcd"],
  ["b", "b", "b"],
  ["elsewhere", "c", "c"],
  ["a", "elsewhere", ""],
])("from %s to %s are %s", (anchor, id, expected) => {
  expect(span(ROWS, anchor, id).map((row) => row.id).join("")).toBe(expected);
});

test("only selected rows with another version are read anew", () => {
  const selected = new Map([
    ["a", { id: "a", version: "0" }],
    ["b", { id: "b", version: "1" }],
  ]);
  expect(outdated(ROWS, selected)).toEqual([{ id: "a", version: "1" }]);
});
