import { describe, expect, it } from "vitest";
import { moved, rangeOf, weeksOf } from "./weeks";

const STARTS = ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"].map((day) => `${day}T00:00:00.000000Z`);
const NOW = new Date("2026-11-27T12:00:00Z");

it.each([
  ["2026-11-09", "2026-11-15", { first: 1, last: 1 }],
  ["2026-11-10", "2026-11-16", { first: 1, last: 2 }],
  ["", "2026-11-08", { first: 0, last: 0 }],
  ["2020-01-01", "", { first: 0, last: 3 }],
  ["7d", "", { first: 2, last: 3 }],
  ["2020-01-01", "2020-12-31", null],
])("finds the weeks from %j to %j", (from, to, weeks) => {
  expect(weeksOf({ from, to }, STARTS, NOW)).toEqual(weeks);
});

it("knows no weeks without a range or a histogram", () => {
  expect([weeksOf(null, STARTS, NOW), weeksOf({ from: "7d", to: "" }, [], NOW)]).toEqual([null, null]);
});

describe("rangeOf", () => {
  it("ends on the last week's Sunday, or never if that is still to come", () => {
    expect(rangeOf({ first: 0, last: 1 }, STARTS)).toEqual({ from: "2026-11-02", to: "2026-11-15" });
    expect(rangeOf({ first: 2, last: 3 }, STARTS)).toEqual({ from: "2026-11-16", to: "" });
  });
  it("is read back as the same weeks", () => {
    for (const first of [0, 1, 2, 3]) {
      for (let last = first; last < 4; last++) {
        expect(weeksOf(rangeOf({ first, last }, STARTS), STARTS, NOW)).toEqual({ first, last });
      }
    }
  });
});

it.each([
  ["first", "ArrowRight", { first: 2, last: 2 }],
  ["first", "End", { first: 2, last: 2 }],
  ["first", "Home", { first: 0, last: 2 }],
  ["last", "ArrowLeft", { first: 1, last: 1 }],
  ["last", "PageUp", { first: 1, last: 3 }],
  ["last", "a", null],
] as const)("moves the %s edge by %s", (edge, key, weeks) => {
  expect(moved({ first: 1, last: 2 }, edge, key, 4)).toEqual(weeks);
});
