import { expect, test } from "vitest";
import { COLUMN_KEYS, SORT_FIELDS } from "../address/view";
import { columnsOf, otherColumns, propertyNames } from "./columns";

test("every key of the address is a column, and sorts by a key of the address or not at all", () => {
  const columns = columnsOf(COLUMN_KEYS);
  expect(columns.map(({ key }) => key)).toEqual(COLUMN_KEYS);
  for (const { sort } of columns) {
    expect(sort === null || sort.startsWith("p.") || Object.hasOwn(SORT_FIELDS, sort)).toBe(true);
  }
});

test("a property is a column under its own name, and is asked for once", () => {
  expect(columnsOf(["p.os_distro", "weather"]).map(({ label }) => label)).toEqual(["os_distro"]);
  expect(propertyNames(["os", "p.os_distro", "p.a.b", "name"])).toEqual(["a.b", "os_distro", "os_version"]);
});

test("the others are those that are not shown", () => {
  expect(otherColumns(COLUMN_KEYS.slice(1)).map(({ key }) => key)).toEqual(["name"]);
});
