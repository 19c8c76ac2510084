import { expect, it } from "vitest";
import { found, rowsOf, share } from "./rows";

const counts = (values: [string | null, number][], first = 50) => ({
  buckets: values.map(([key, count]) => ({ key, count })),
  weeks: [],
  total: 10,
  first,
});
const values = (rows: readonly { value: string | null }[]) => rows.map(({ value }) => value);

it("keeps a value where it is when it is chosen, and on top once it was counted anew", () => {
  const three = counts([["a", 5], ["b", 3], ["c", 2]]);
  expect(values(rowsOf(three, ["c"], [], 8))).toEqual(["a", "b", "c"]);
  expect(values(rowsOf(three, ["c"], ["c"], 8))).toEqual(["c", "a", "b"]);
});

it("pins chosen values that no image has or that are beyond those counted", () => {
  const [gone] = rowsOf(counts([["a", 5]]), ["gone"], ["gone"], 8);
  expect(gone).toEqual({ value: "gone", count: 0, atMost: 0, isChosen: true });
  const [pinned] = rowsOf(counts([["a", 5], ["b", 3]], 2), ["rare"], [], 8);
  expect(pinned).toEqual({ value: "rare", count: null, atMost: 3, isChosen: true });
});

it("never hides what is chosen, however few rows are shown", () => {
  const many = counts([["a", 5], ["b", 3], ["c", 2], [null, 1]]);
  expect(values(rowsOf(many, ["c", null], [], 2))).toEqual(["c", null]);
  expect(values(rowsOf(many, [null], [], 2))).toEqual([null, "a"]);
});

it("finds labels in upper and lower case", () => {
  const rows = rowsOf(counts([["Ubuntu", 5], ["debian", 3]]), [], [], 8);
  expect(values(found(rows, " UBU", (value) => value ?? ""))).toEqual(["Ubuntu"]);
  expect(found(rows, " ", String)).toBe(rows);
});

it("shares of nothing are nothing", () => {
  expect([share(5, 10), share(5, 0), share(null, 10), share(6, 5)]).toEqual([50, 0, 0, 100]);
});
