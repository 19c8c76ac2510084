import { describe, expect, test } from "vitest";
import { DEFAULT_VIEW, NO_FILTERS, type View } from "../address/view";
import type { LiveEventFragment } from "../api/generated/graphql";
import type { Row } from "../list/usePage";
import { liveRows, mayJoin, NO_CHANGES, waitingText, withEvents, withListed, withPage, withRows } from "./changes";

function row(id: string, version = 1, more: Partial<Row> = {}): Row {
  const updatedAt = `2026-01-01T00:00:0${version}.000000Z`;
  return { id, updatedAt, name: `${id} ${version}`, deletedAt: null, ...more } as Row;
}

function event(imageId: string, more: Partial<LiveEventFragment> = {}): LiveEventFragment {
  return { type: "UPDATED", cursor: "e1", imageId, changedFields: ["minRam"], ...more };
}

const FIRST = { isFirst: true, askedAt: 1000 };
const ROWS = [row("a"), row("b")];
const SHOWN = withPage(NO_CHANGES, "list", ROWS, FIRST);

describe("rows", () => {
  test("are read again after an event, and replaced where they stand", () => {
    const stale = withEvents(SHOWN, [event("b"), event("other")], DEFAULT_VIEW, 2000);
    expect([...stale.stale]).toEqual(["b"]);
    expect([...stale.unknown]).toEqual([]);
    const newer = withRows(stale, ["b"], [row("b", 2)], DEFAULT_VIEW);
    expect(liveRows(newer, ROWS)).toEqual([
      { row: row("a"), mark: null },
      { row: row("b", 2), mark: "changed" },
    ]);
  });

  test("that are deleted or not found stay, marked as gone", () => {
    const gone = withRows(SHOWN, ["a", "b"], [row("a", 2, { deletedAt: "2026-01-01T00:00:00Z" })], DEFAULT_VIEW);
    expect(liveRows(gone, ROWS).map(({ row: { name }, mark }) => [name, mark])).toEqual([
      ["a 1", "gone"],
      ["b 1", "gone"],
    ]);
  });

  test("that are deleted are only changed in a list of deleted images", () => {
    const view: View = { ...DEFAULT_VIEW, filters: { ...NO_FILTERS, deleted: "also" } };
    const deleted = withRows(SHOWN, ["a"], [row("a", 2, { deletedAt: "2026-01-01T00:00:00Z" })], view);
    expect(liveRows(deleted, ROWS)[0]!.mark).toBe("changed");
  });

  test("lose their mark with a page that has them, and keep it with one that was read before", () => {
    const newer = withRows(SHOWN, ["a", "b"], [row("a", 2), row("b", 3)], DEFAULT_VIEW);
    const rows = [row("a", 2), row("b", 2)];
    expect(liveRows(withPage(newer, "list", rows, FIRST), rows).map(({ mark }) => mark)).toEqual([null, "changed"]);
  });
});

describe("images that are not shown", () => {
  const created = withEvents(SHOWN, [event("new", { type: "CREATED", changedFields: [] })], DEFAULT_VIEW, 2000);
  const waiting = withListed(created, ["new"], 2000);

  test("wait to be shown if they belong to the list", () => {
    expect([...created.unknown.keys()]).toEqual(["new"]);
    expect(waitingText(withListed(created, [], 2000))).toBe(null);
    expect(waitingText(waiting)).toBe("1 new image");
    expect(waitingText(withListed(waiting, ["newer"], 2000))).toBe("2 new images");
  });

  test.each([
    ["the first page that was asked for afterwards has them", "list", { isFirst: true, askedAt: 2500 }, null],
    ["the first page that was asked for before may lack them", "list", { isFirst: true, askedAt: 1500 }, "1 new image"],
    ["another page lacks them", "list", { isFirst: false, askedAt: 2500 }, "1 new image"],
    ["another list knows nothing of them", "other", { isFirst: false, askedAt: 2500 }, null],
  ])("%s", (_, list, read, text) => {
    expect(waitingText(withPage(waiting, list, ROWS, read))).toBe(text);
  });

  test("are not counted beyond 200", () => {
    const events = Array.from({ length: 201 }, (_, index) => event(`${index}`, { type: "CREATED" }));
    const many = withEvents(SHOWN, events, DEFAULT_VIEW, 2000);
    expect(waitingText(many)).toBe("Many new images");
    expect(many.unknown.size).toBe(0);
  });
});

describe("an update of an image that is not shown", () => {
  const view = (change: Partial<View>): View => ({ ...DEFAULT_VIEW, ...change });
  const filters = (change: Partial<View["filters"]>) => view({ filters: { ...NO_FILTERS, ...change } });

  test.each([
    ["matters not if the list does not depend on the field", ["minRam"], DEFAULT_VIEW, false],
    ["matters if it decides who sees the image", ["visibility"], DEFAULT_VIEW, true],
    ["matters if it is sorted by", ["minRam"], view({ sort: [{ key: "minram", isDescending: false }] }), true],
    ["matters if the list is sorted by updates", ["minRam"], view({ sort: [{ key: "updated", isDescending: true }] }), true],
    ["matters if it is filtered by", ["status"], filters({ status: ["ACTIVE"] }), true],
    ["matters if another is filtered by: not", ["name"], filters({ status: ["ACTIVE"] }), false],
    ["matters if nothing is known of the filter", ["minRam"], filters({ where: { minRam: { gte: 1 } } }), true],
    ["matters if it does not say what changed", [], DEFAULT_VIEW, true],
  ])("%s", (_, changedFields, given, expected) => {
    expect(mayJoin(event("x", { changedFields }), given)).toBe(expected);
  });

  test.each([
    ["no", false],
    ["also", false],
    ["only", true],
  ] as const)("a deletion joins a list with deleted=%s: %s", (deleted, expected) => {
    expect(mayJoin(event("x", { type: "DELETED" }), filters({ deleted }))).toBe(expected);
  });
});
