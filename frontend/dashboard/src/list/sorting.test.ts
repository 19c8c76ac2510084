import { expect, test } from "vitest";
import type { SortKey } from "../address/view";
import { placeOf, pressed } from "./sorting";

function written(sort: readonly SortKey[]): string {
  return sort.map(({ key, isDescending }) => (isDescending ? `-${key}` : key)).join(",");
}

function read(sort: string): SortKey[] {
  return sort.split(",").map((each) => ({ key: each.replace("-", ""), isDescending: each.startsWith("-") }));
}

test.each([
  ["-created", "name", false, "name"],
  ["name", "name", false, "-name"],
  ["-name", "name", false, "name"],
  ["name", "size", false, "-size"],
  ["-size", "size", false, "size"],
  ["name,-size", "size", false, "-size"],
  ["name,-size", "name", false, "-name"],
  ["name", "size", true, "name,-size"],
  ["name,-size", "size", true, "name,size"],
  ["name,size", "size", true, "name"],
  ["name", "name", true, "-name"],
  ["-name", "name", true, "name"],
  ["a,b,c,d", "e", true, "b,c,d,e"],
])("%s, after a press of %s (Shift: %s), is %s", (before, key, isAdding, after) => {
  expect(written(pressed(read(before), key, isAdding))).toBe(after);
});

test("a column's place counts from 1, and one that does not sort has none", () => {
  expect(placeOf(read("name,-size"), "size")).toEqual({ place: 2, isDescending: true });
  expect(placeOf(read("name"), "size")).toBeNull();
  expect(placeOf(read("name"), null)).toBeNull();
});
