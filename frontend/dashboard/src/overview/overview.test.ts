import { expect, it } from "vitest";
import { NO_FILTERS } from "../address/view";
import type { OverviewQuery } from "../api/generated/graphql";
import { barsOf } from "./bars";
import { daysOf, withCommunity } from "./numbers";
import { whatChanged } from "./whatChanged";

it("links a bar to the list with this value alone", () => {
  const filters = { ...NO_FILTERS, q: "x", disk: ["iso"] };
  const [bar, none] = barsOf([{ key: "raw", count: 1 }, { key: null, count: 399 }], "disk", filters, 400);
  expect(bar).toMatchObject({ label: "raw", detail: "< 1 %", to: { filters: { q: "x", disk: ["raw"] } } });
  expect(none).toMatchObject({ label: "none", isPlain: false, detail: "100 %", to: { filters: { disk: [null] } } });
});

it("counts community images as their own list does", () => {
  const listed = [
    { key: "PUBLIC", count: 2, totalSize: 5 },
    { key: "COMMUNITY", count: 1, totalSize: 1 },
  ];
  const answer = {
    imagesAggregate: { visibility: listed },
    community: { count: 9, size: { sum: 7 } },
  } as OverviewQuery;
  const community = { key: "COMMUNITY", count: 9, totalSize: 7 };
  expect(withCommunity(answer, NO_FILTERS)).toEqual([community, listed[0]]);
  expect(withCommunity(answer, { ...NO_FILTERS, visibility: ["PUBLIC"] })).toBe(listed);
});

it.each([
  ["2026-02-01T00:00:00.000000Z", { from: "2026-02-01", to: "2026-02-28" }],
  ["2026-12-01T00:00:00.000000Z", { from: "2026-12-01", to: "2026-12-31" }],
])("knows the days of the month from %s", (from, days) => {
  expect(daysOf(from)).toEqual(days);
});

it.each([
  [{ type: "CREATED", changedFields: [] }, "created"],
  [{ type: "UPDATED", changedFields: ["diskFormat"] }, "updated disk format"],
  [{ type: "UPDATED", changedFields: ["name", "tags", "size", "owner"] }, "updated name, tags and 2 more"],
] as const)("says %j as %j", (change, text) => {
  expect(whatChanged(change)).toBe(text);
});
