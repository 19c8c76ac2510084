import { expect, test } from "vitest";
import { rangeProblem, readCondition } from "./checks";

const NOW = new Date("2026-06-15T12:00:00Z");

test.each([
  ["size", "1G", "10G", null],
  ["size", "", "1.5 GiB", null],
  ["size", "ten", "", "“ten” is not a size."],
  ["size", "10G", "1G", "The range ends before it begins."],
  ["created", "2026-01-31", "2026-01-31", null],
  ["created", "2026-02-30", "", "“2026-02-30” is not a date, an instant or an age."],
  ["created", "7d", "30d", "The range ends before it begins."],
  ["updated", "30d", "7d", null],
] as const)("%s from %s to %s", (key, from, to, problem) => {
  expect(rangeProblem(key, { from, to }, NOW)).toBe(problem);
});

test("a condition is an object in JSON", () => {
  expect(readCondition('{"minDisk": {"gt": 20}}')).toEqual({ where: { minDisk: { gt: 20 } }, problem: null });
  expect(readCondition("{").problem).toMatch(/^This is not JSON: /);
  expect(readCondition("[1]").problem).toMatch(/must be a JSON object/);
  expect(readCondition("null").problem).toMatch(/must be a JSON object/);
});
