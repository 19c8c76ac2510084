import { describe, expect, test } from "vitest";
import { changeOf, creationOf } from "./changes";
import { areFormatsFixed, entryOf, isUndoable, nextStatuses, problemsOf } from "./rules";
import { EMPTY, type ImageState } from "./state";

test.each([
  ["QUEUED", false, ["QUEUED", "SAVING", "UPLOADING", "IMPORTING", "ACTIVE"]],
  ["ACTIVE", false, ["ACTIVE", "DEACTIVATED", "PENDING_DELETE"]],
  ["KILLED", false, ["KILLED"]],
  ["DELETED", true, ["DELETED"]],
] as const)("an image that is %s (administrator: %s) may become", (current, isAdministrator, expected) => {
  expect(nextStatuses(current, isAdministrator)).toEqual(expected);
});

test("administrators may do any transition but to DELETED", () => {
  expect(nextStatuses("KILLED", true)).toHaveLength(8);
  expect(nextStatuses("KILLED", true)).not.toContain("DELETED");
});

test("formats are fixed while an image can be used, except for administrators", () => {
  expect([areFormatsFixed("ACTIVE", false), areFormatsFixed("ACTIVE", true), areFormatsFixed("QUEUED", false)]).toEqual([
    true,
    false,
    false,
  ]);
});

describe("isUndoable", () => {
  const active: ImageState = { ...EMPTY, status: "ACTIVE" };
  test.each<[string, ImageState, ImageState, boolean, boolean]>([
    ["a name", active, { ...active, name: "b" }, false, true],
    ["a deactivation", active, { ...active, status: "DEACTIVATED" }, false, true],
    ["an activation of what was queued", EMPTY, active, true, false],
    ["a fall back to queued, which clears sizes", active, EMPTY, true, false],
    ["no longer public", { ...active, visibility: "PUBLIC" }, { ...active, visibility: "PRIVATE" }, false, false],
    ["no longer public, by an administrator", { ...active, visibility: "PUBLIC" }, active, true, true],
    ["formats that are fixed from now on", { ...EMPTY, status: "SAVING" }, { ...active, diskFormat: "raw" }, false, false],
  ])("%s", (_what, before, after, isAdministrator, expected) => {
    expect(isUndoable(before, after, isAdministrator)).toBe(expected);
  });
});

test("problemsOf finds what cannot be sent", () => {
  const properties = ["a", "a", ""].map((name) => ({ name, value: "1" }));
  const state: ImageState = { ...EMPTY, minDisk: Number.NaN, minRam: 2 ** 31, properties };
  expect([...problemsOf(state).keys()]).toEqual(["minDisk", "minRam", "property:a", "property:"]);
  expect(problemsOf(EMPTY).size).toBe(0);
});

describe("entryOf", () => {
  const after: ImageState = { ...EMPTY, name: "n", tags: ["t"], properties: [{ name: "p", value: "id" }] };
  const before: ImageState = { ...EMPTY, properties: [{ name: "old", value: "1" }] };
  const change = changeOf(before, after);
  test.each([
    ["input.name", "name"],
    ["input.tags.merge.add.0", "tag:t"],
    ["input.properties.merge.set.0.value", "property:p"],
    ["input.properties.merge.remove.0", "property:old"],
    ["input.properties", "properties"],
    ["input.properties.merge.set.7", "properties"],
    ["input.locations", null],
    ["ifVersion", null],
    ["input", null],
  ])("%s", (path, expected) => {
    expect(entryOf({ path: path.split(".") }, change)).toBe(expected);
  });

  test("of a creation", () => {
    expect(entryOf({ path: ["input", "properties", "0", "name"] }, creationOf(EMPTY, after))).toBe("property:p");
    expect(entryOf({ path: null }, {})).toBe(null);
  });
});
