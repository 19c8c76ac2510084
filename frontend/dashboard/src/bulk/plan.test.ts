import { describe, expect, test } from "vitest";
import {
  asksBeforeDeleting,
  batchesOf,
  type BulkAction,
  type BulkImage,
  countReasons,
  namesFor,
  planOf,
  type Rules,
} from "./plan";

const LIMITS = { maxTagsPerImage: 3, maxPropertiesPerImage: 2, maxMembersPerImage: 2 };
const OWNER: Rules = { isAdministrator: false, limits: LIMITS };
const ADMINISTRATOR: Rules = { ...OWNER, isAdministrator: true };

function image(change: Partial<BulkImage> = {}): BulkImage {
  return {
    id: "1",
    name: "a",
    status: "ACTIVE",
    visibility: "SHARED",
    diskFormat: "raw",
    containerFormat: "bare",
    size: 1,
    owner: "own",
    protected: false,
    hidden: false,
    deletedAt: null,
    version: "v1",
    viewerCanUpdate: true,
    tags: [],
    propertyMap: {},
    ...change,
  };
}

function plan(action: BulkAction, change: Partial<BulkImage> = {}, rules = OWNER) {
  const one = image(change);
  return planOf(action, [one], new Map([[one.id, one]]), rules);
}

const reasonOf = (action: BulkAction, change: Partial<BulkImage> = {}, rules = OWNER) =>
  plan(action, change, rules).skipped[0]?.reason ?? "planned";

const tags: BulkAction = { kind: "tags", add: ["t", "u"], remove: ["old"] };
const properties: BulkAction = { kind: "properties", set: [{ name: "p", value: "1" }], remove: ["q"] };
const share: BulkAction = { kind: "share", project: "other", canShare: false };
const members = (...names: string[]) => names.map((member) => ({ member }));

test.each<[string, BulkAction, Partial<BulkImage>, Rules, string]>([
  ["another's", { kind: "hide" }, { viewerCanUpdate: false }, OWNER, "right"],
  ["deleted meanwhile", { kind: "hide" }, { deletedAt: "2026-11-30T00:00:00Z" }, ADMINISTRATOR, "gone"],
  ["already hidden", { kind: "hide" }, { hidden: true }, OWNER, "same"],
  ["already shown", { kind: "show" }, {}, OWNER, "same"],
  ["already protected", { kind: "protect" }, { protected: true }, OWNER, "same"],
  ["protected, to hide", { kind: "hide" }, { protected: true }, OWNER, "planned"],
  ["protected, to delete", { kind: "delete" }, { protected: true }, ADMINISTRATOR, "protected"],
  ["already active", { kind: "activate" }, {}, OWNER, "same"],
  ["killed", { kind: "activate" }, { status: "KILLED" }, OWNER, "status"],
  ["killed, by an administrator", { kind: "activate" }, { status: "KILLED" }, ADMINISTRATOR, "planned"],
  ["queued without a format", { kind: "activate" }, { status: "QUEUED", diskFormat: null }, OWNER, "formats"],
  ["queued without data or format", { kind: "activate" }, { status: "QUEUED", diskFormat: null, size: null }, OWNER, "planned"],
  ["deactivated without a format", { kind: "activate" }, { status: "DEACTIVATED", diskFormat: null }, OWNER, "planned"],
  ["of this visibility", { kind: "visibility", visibility: "SHARED" }, {}, OWNER, "same"],
  ["with these tags", tags, { tags: ["t", "u"] }, OWNER, "same"],
  ["with too many tags", tags, { tags: ["v", "w"] }, OWNER, "tags"],
  ["with as many tags as may be", tags, { tags: ["v"] }, OWNER, "planned"],
  ["imported with too many tags, to lose one", { kind: "tags", add: [], remove: ["a"] }, { tags: [..."abcde"] }, OWNER, "planned"],
  ["with these properties", properties, { propertyMap: { p: "1" } }, OWNER, "same"],
  ["with too many properties", properties, { propertyMap: { a: "1", b: "1" } }, OWNER, "properties"],
  ["with Glance's, which do not count", properties, { propertyMap: { a: "1", os_glance_x: "1" } }, OWNER, "planned"],
  ["with Glance's, to remove", { kind: "properties", set: [], remove: ["os_glance_x"] }, { propertyMap: { os_glance_x: "1" } }, OWNER, "reserved"],
  ["with Glance's, by an administrator", { kind: "properties", set: [], remove: ["os_glance_x"] }, { propertyMap: { os_glance_x: "1" } }, ADMINISTRATOR, "planned"],
  ["private, to share", share, { visibility: "PRIVATE" }, OWNER, "notShared"],
  ["to share with its owner", share, { owner: "other" }, ADMINISTRATOR, "owner"],
  ["shared already", share, { members: members("other") }, OWNER, "member"],
  ["shared with too many", share, { members: members("x", "y") }, OWNER, "members"],
  ["shared with others", share, { members: members("x") }, OWNER, "planned"],
])("an image %s", (_what, action, change, rules, expected) => {
  expect(reasonOf(action, change, rules)).toBe(expected);
});

test("an image that the service shows no more is skipped under the name it had", () => {
  expect(planOf({ kind: "hide" }, [{ id: "1", name: "a" }], new Map(), OWNER)).toEqual({
    planned: [],
    skipped: [{ id: "1", name: "a", reason: "gone" }],
  });
});

test("each image gets only what differs, and the inverse of just that", () => {
  expect(plan(tags, { tags: ["t", "old"] }).planned[0]).toMatchObject({
    input: { tags: { merge: { add: ["u"], remove: ["old"] } } },
    inverse: { tags: { merge: { add: ["old"], remove: ["u"] } } },
  });
  expect(plan(properties, { propertyMap: { p: "0", q: "2" } }).planned[0]).toMatchObject({
    input: { properties: { merge: { set: [{ name: "p", value: "1" }], remove: ["q"] } } },
    inverse: { properties: { merge: { set: [{ name: "p", value: "0" }, { name: "q", value: "2" }], remove: [] } } },
  });
});

test("there is no inverse where a status cannot go back", () => {
  expect(plan({ kind: "activate" }, { status: "QUEUED" }, ADMINISTRATOR).planned[0]!.inverse).toBeNull();
  expect(plan({ kind: "deactivate" }).planned[0]!.inverse).toEqual({ status: "ACTIVE" });
});

test("images stay in the order of the selection", () => {
  const images = ["3", "1", "2"].map((id) => image({ id, hidden: id === "1" }));
  const found = new Map([...images].reverse().map((each) => [each.id, each]));
  const { planned, skipped } = planOf({ kind: "hide" }, images, found, OWNER);
  expect([planned.map((each) => each.image.id), skipped.map(({ id }) => id)]).toEqual([["3", "2"], ["1"]]);
});

test.each([
  [0, 100, []],
  [100, 100, [100]],
  [249, 100, [100, 100, 49]],
  [3, 1, [1, 1, 1]],
])("%d images in batches of %d", (count, size, expected) => {
  const items = Array.from({ length: count }, (_each, at) => at);
  const batches = batchesOf(items, size);
  expect(batches.map((batch) => batch.length)).toEqual(expected);
  expect(batches.flat()).toEqual(items);
});

test("reasons are counted, the most frequent first", () => {
  const skipped = (["right", "same", "same"] as const).map((reason, at) => ({ id: String(at), name: null, reason }));
  expect(countReasons(skipped).map(([reason, each]) => [reason, each.length])).toEqual([
    ["same", 2],
    ["right", 1],
  ]);
});

describe("deleting asks first", () => {
  const many = (count: number, change: Partial<BulkImage> = {}) =>
    Array.from({ length: count }, () => plan({ kind: "delete" }, change).planned[0]!);
  test.each([
    [10, {}, false],
    [11, {}, true],
    [1, { visibility: "PUBLIC" }, true],
  ] as const)("%d images %j", (count, change, expected) => {
    expect(asksBeforeDeleting(many(count, change))).toBe(expected);
  });
});

test("all properties are read only where they count", () => {
  expect([namesFor(properties), namesFor(tags)]).toEqual([null, []]);
});
