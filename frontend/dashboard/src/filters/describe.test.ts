import fc from "fast-check";
import { expect, test } from "vitest";
import { filters as drawn } from "../address/arbitraries";
import { type Filters, NO_FILTERS } from "../address/view";
import { describeFilters } from "./describe";

test("taking away what is described, one after another, leaves no filter", () => {
  fc.assert(
    fc.property(drawn, (filters) => {
      let rest: Filters = filters;
      for (let count = describeFilters(filters).length; count > 0; count--) {
        const [first] = describeFilters(rest);
        rest = first!.without;
        expect(describeFilters(rest)).toHaveLength(count - 1);
      }
      expect(rest).toEqual(NO_FILTERS);
    }),
    { numRuns: 60 },
  );
});

test("ids differ, as keys of a list must", () => {
  fc.assert(
    fc.property(drawn, (filters) => {
      const ids = describeFilters(filters).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { numRuns: 60 },
  );
});

test.each<[Partial<Filters>, string]>([
  [{ q: "ubuntu" }, "search: ubuntu"],
  [{ status: ["ACTIVE", "PENDING_DELETE"] }, "status: active or pending delete"],
  [{ disk: ["qcow2", null] }, "format: qcow2 or none"],
  [{ owner: ["", "none"] }, "owner: “” or “none”"],
  [{ notag: ["lts"] }, "without tag: lts"],
  [{ size: { from: "1G", to: "10G" } }, "size at least 1G and at most 10G"],
  [{ created: { from: "7d", to: "" } }, "created since 7 days ago"],
  [{ updated: { from: "", to: "2026-01-31" } }, "updated until 2026-01-31"],
  [{ created: { from: "", to: "1y" } }, "created until 1 year ago"],
  [{ protected: false }, "not protected"],
  [{ hidden: true }, "hidden"],
  [{ deleted: "only" }, "deleted"],
  [{ where: { minDisk: { gt: 5 } } }, 'condition: {"minDisk":{"gt":5}}'],
  [{ properties: [{ name: "os", values: [], isNot: true }] }, "without os"],
  [{ properties: [{ name: "os", values: ["a", "b"], isNot: true }] }, "os is not a or b"],
])("%j is said as %s", (some, label) => {
  expect(describeFilters({ ...NO_FILTERS, ...some }).map((each) => each.label)).toEqual([label]);
});
