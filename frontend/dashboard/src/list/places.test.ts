import { expect, test } from "vitest";
import { describePage, type PageFacts, remember, startOf } from "./places";

const MIDDLE: PageFacts = { rows: 50, hasPrevious: true, hasNext: true, total: 89_844 };

test("a page that a link leads to has no number, and says so", () => {
  const start = startOf({ after: "x", before: null }, MIDDLE, new Map());
  expect(start).toBeNull();
  expect(describePage(start, MIDDLE)).toBe("50 of 89,844 images");
});

test("first and last pages have numbers wherever one comes from", () => {
  expect(startOf({ after: "x", before: null }, { ...MIDDLE, hasPrevious: false }, new Map())).toBe(1);
  const last = { ...MIDDLE, rows: 44, hasNext: false };
  expect(describePage(startOf({ after: "x", before: null }, last, new Map()), last)).toBe("89,801–89,844 of 89,844");
});

test("going on and back keeps the numbers", () => {
  const known = new Map<string, number>();
  remember({ first: "a", last: "b" }, 1, 50, known);
  const second = startOf({ after: "b", before: null }, MIDDLE, known);
  expect(describePage(second, MIDDLE)).toBe("51–100 of 89,844");
  remember({ first: "c", last: "d" }, second, 50, known);
  expect(startOf({ after: null, before: "c" }, MIDDLE, known)).toBe(1);
});

test.each([
  [1, { rows: 1, total: 1 }, "1 of 1"],
  [1, { rows: 50, total: null }, "1–50"],
  [51, { rows: 50, total: 90 }, "51–100 of 100"],
  [null, { rows: 0, total: 7 }, "0 of 7 images"],
  [1, { rows: 0, total: 0 }, "No images"],
  [null, { rows: 50, total: null }, "50 images"],
])("%s and %o is %s", (start, facts, text) => {
  expect(describePage(start, { ...MIDDLE, ...facts })).toBe(text);
});
