/** Views and query strings are two spellings of the same. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { searches, views } from "./arbitraries";
import { formatView } from "./format";
import { parseView } from "./parse";
import { DEFAULT_VIEW } from "./view";

/** Conditions on properties have no order. */
function sorted(view: ReturnType<typeof parseView>) {
  const properties = [...view.filters.properties].map((each) => JSON.stringify(each)).sort();
  return { ...view, filters: { ...view.filters, properties } };
}

test("a view is read back as it was written", () => {
  fc.assert(
    fc.property(views, (view) => {
      expect(sorted(parseView(formatView(view)))).toEqual(sorted(view));
    }),
    { numRuns: 300 },
  );
});

test("an address that the page wrote is written again as it is", () => {
  fc.assert(
    fc.property(views, (view) => {
      const address = formatView(view);
      expect(formatView(parseView(address))).toBe(address);
    }),
    { numRuns: 500 },
  );
});

test("whatever is typed, every parameter counts, has its default, or is kept as not understood", () => {
  fc.assert(
    fc.property(searches, (search) => {
      const parts = search.split("&").filter(Boolean);
      const view = parseView(search);
      parts.forEach((part, index) => {
        const isKept = view.unknown.includes(part);
        const isDefault = formatView(parseView(part)) === "";
        const others = parseView(parts.filter((_, each) => each !== index).join("&"));
        expect(isKept || isDefault || formatView(others) !== formatView(view)).toBe(true);
      });
    }),
    { numRuns: 500 },
  );
});

test("whatever is typed, an address read and written twice says the same", () => {
  fc.assert(
    fc.property(searches, (search) => {
      const view = parseView(search);
      const again = parseView(formatView(view));
      expect(sorted(again)).toEqual(sorted(view));
      expect(formatView(again)).toBe(formatView(view));
    }),
    { numRuns: 300 },
  );
});

test("an address contains no character that ends it or that a browser would write differently", () => {
  fc.assert(
    fc.property(views, (view) => {
      const url = new URL(`http://example.org/ui${formatView({ ...view, unknown: [] })}`);
      expect(url.search).toBe(formatView({ ...view, unknown: [] }));
    }),
    { numRuns: 500 },
  );
});

test("a default view has an empty address, and an empty address the default view", () => {
  expect(formatView(DEFAULT_VIEW)).toBe("");
  expect(parseView("")).toEqual(DEFAULT_VIEW);
  expect(parseView("?")).toEqual(DEFAULT_VIEW);
});

test.each([
  ["status=active,queued&q=ubuntu", "?q=ubuntu&status=active,queued"],
  ["n=100&sort=-size,name&q=a", "?q=a&sort=-size,name&n=100"],
  ["p.b=1&p.a!=x&p.c?&p.a!?", "?p.a!=x&p.a!?&p.b=1&p.c?"],
  ["status=ACTIVE", "?status=active"],
  ["deleted=no&n=50&view=images&scope=listed&tab=overview&sort=-created", ""],
])("%s has the order %s", (search, canonical) => {
  expect(formatView(parseView(search))).toBe(canonical);
});

test.each([
  "x=1",
  "status=on-fire",
  "status=active&status=queued",
  "status=",
  "size=1..x",
  "size=10G",
  "size=1G..&size=2G..",
  "created=2026-02-31..",
  "protected=maybe",
  "protected=true&protected=false",
  "where=%7B",
  "where=%5B%5D",
  "scope=everything",
  "n=7",
  "sort=weight",
  "sort=name,-name",
  "cols=colour",
  "compare=a",
  "q=a&q=b",
  "q=%E0%A4%A",
  "after=a&before=b",
  "image=a&image=b",
  "p.=1",
  "p.a",
  "p.a?=1",
  "p.a=1&p.a=2",
  "__proto__=1",
])("%s is kept, and said to be not understood", (search) => {
  const view = parseView(search);
  const [last] = search.split("&").slice(-1);
  expect(view.unknown).toEqual([last]);
  expect(formatView(view)).toBe(`?${[...search.split("&").slice(0, -1), last].join("&")}`);
});

test("half of a surrogate pair becomes a replacement character, which can be sent and stored", () => {
  const view = { ...DEFAULT_VIEW, filters: { ...DEFAULT_VIEW.filters, q: "a\uD800b" } };
  expect(parseView(formatView(view)).filters.q).toBe("a\uFFFDb");
});
