import { expect, test } from "vitest";
import { moved } from "./moved";

test.each([
  ["b", -1, "bac"],
  ["b", 1, "acb"],
  ["a", -1, "abc"],
  ["c", 1, "abc"],
  ["x", 1, "abc"],
] as const)("%s moved by %s", (item, step, expected) => {
  expect(moved(["a", "b", "c"], item, step).join("")).toBe(expected);
});
