import { describe, expect, it } from "vitest";
import { type Filters, NO_FILTERS } from "../address/view";
import { chosenOf, cleared, countedFilters, propertyGroups, toggled } from "./groups";

const filters = (change: Partial<Filters>): Filters => ({ ...NO_FILTERS, ...change });
const property = (name: string, values: (string | null)[], isNot = false) => ({ name, values, isNot });

describe("toggled", () => {
  it.each([
    ["a value", filters({}), "disk", "raw", { disk: ["raw"] }],
    ["one more", filters({ disk: ["raw"] }), "disk", null, { disk: ["raw", null] }],
    ["one less", filters({ status: ["ACTIVE", "QUEUED"] }), "status", "ACTIVE", { status: ["QUEUED"] }],
    ["a tag, which is no longer excluded", filters({ notag: ["a", "b"] }), "tag", "a", { tag: ["a"], notag: ["b"] }],
    ["a tag less", filters({ tag: ["a", "b"] }), "tag", "a", { tag: ["b"] }],
    ["no tags", filters({}), "tag", null, { where: { tags: { isEmpty: true } } }],
    ["no longer no tags", filters({ where: { tags: { isEmpty: true } } }), "tag", null, { where: null }],
    [
      "no tags beside another condition",
      filters({ where: { minDisk: { gte: 1 } } }),
      "tag",
      null,
      { where: { and: [{ minDisk: { gte: 1 } }, { tags: { isEmpty: true } }] } },
    ],
    ["a property", filters({}), "p.arch", "arm", { properties: [property("arch", ["arm"])] }],
    [
      "a property beside its exclusion",
      filters({ properties: [property("arch", ["x86"], true), property("arch", ["arm"])] }),
      "p.arch",
      "s390x",
      { properties: [property("arch", ["x86"], true), property("arch", ["arm", "s390x"])] },
    ],
    [
      "the last value of a property",
      filters({ properties: [property("arch", [null])] }),
      "p.arch",
      null,
      { properties: [] },
    ],
  ] as const)("chooses %s", (_what, before, group, value, change) => {
    expect(toggled(before, group, value)).toEqual(change);
  });
});

it("clears all values of a group and nothing else", () => {
  const before = filters({ tag: ["a", "b"], disk: ["raw"] });
  expect({ ...before, ...cleared(before, "tag") }).toEqual(filters({ disk: ["raw"] }));
  const properties = filters({ properties: [property("a", ["1", "2"]), property("b", [])] });
  expect(cleared(properties, "p.a").properties).toEqual([property("b", [])]);
});

it("counts with all filters but the group's own, and with all of them for tags", () => {
  const all = filters({ status: ["ACTIVE"], tag: ["a"], properties: [property("arch", ["arm"])] });
  expect(countedFilters(all, "status")).toEqual({ ...all, status: [] });
  expect(countedFilters(all, "p.arch")).toEqual({ ...all, properties: [] });
  expect(countedFilters(all, "tag")).toEqual(all);
  expect(chosenOf(all, "p.arch")).toEqual(["arm"]);
});

it("shows the properties that are opened or have a choice, each once and the system apart", () => {
  const chosen = filters({ properties: [property("b", ["1"]), property("c", ["1"], true), property("d", [])] });
  expect(propertyGroups(["tag", "p.a", "p.b", "p.os_distro", "p."], chosen)).toEqual(["p.a", "p.b"]);
});
