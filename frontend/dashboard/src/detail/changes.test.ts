import { expect, test } from "vitest";
import { blocksOf, formatActor, formatValue } from "./changes";

const before = (text: string, isMissing = false) => ({ kind: "before", text, isMissing });
const after = (text: string, isMissing = false) => ({ kind: "after", text, isMissing });

test("a field shows both sides, an entry of a list only the side that exists", () => {
  const changes = [
    { field: "name", name: null, before: "old", after: null },
    { field: "properties", name: "os_distro", before: "debian", after: "ubuntu" },
    { field: "tags", name: "web", before: null, after: "web" },
    { field: "members", name: "data", before: { status: "PENDING", canShare: false }, after: null },
  ];
  expect(blocksOf({ changes, changedFields: ["name", "properties", "tags", "members"] })).toEqual([
    { field: "name", name: null, lines: [before("old"), after("none", true)] },
    { field: "properties", name: "os_distro", lines: [before("debian"), after("ubuntu")] },
    { field: "tags", name: "web", lines: [after("web")] },
    { field: "members", name: "data", lines: [before("status: PENDING, canShare: false")] },
  ]);
});

test("a field without recorded values is named", () => {
  expect(blocksOf({ changes: [], changedFields: ["locations"] })).toEqual([
    { field: "locations", name: null, lines: [] },
  ]);
});

test.each([
  [null, "none"],
  ["", '""'],
  ["none", "none"],
  [0, "0"],
  [false, "false"],
  [["a"], '["a"]'],
])("%j is shown as %s", (value, text) => {
  expect(formatValue(value)).toBe(text);
});

test.each([
  [null, "unknown"],
  [{ user: null, project: null }, "unknown"],
  [{ user: "alice", project: null }, "alice"],
  [{ user: null, project: "web" }, "project web"],
  [{ user: "alice", project: "web" }, "alice of project web"],
])("the author %j is %s", (actor, text) => {
  expect(formatActor(actor)).toBe(text);
});
