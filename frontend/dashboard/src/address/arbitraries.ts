/** Drawn views for the tests of the address, with hostile texts in every place. */

import fc from "fast-check";
import type { ImageWhere } from "../api/generated/graphql";
import { encodeText } from "./texts";
import {
  DEFAULT_VIEW,
  type Filters,
  PAGE_SIZES,
  type PropertyFilter,
  SORT_FIELDS,
  STATUSES,
  type View,
  VISIBILITIES,
} from "./view";

const NASTY = [",", '"', '""', "!", "?", "!?", "%", "%2C", "=", "&", "+", " ", "#", "..", "p.", "😀", "ü", "\u202E", "null", "<b>", "\n"];

/** Whole characters only: half of a surrogate pair cannot be stored. */
const text = fc.oneof(
  fc.array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "grapheme", maxLength: 3 })), { maxLength: 4 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 8 }).map((each) => decodeURIComponent(encodeText(each))),
);

const filled = text.filter((each) => each !== "");

function choiceOf<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<(Value | null)[]> {
  return fc.uniqueArray(fc.option(value, { freq: 4 }), { maxLength: 4 });
}

const property: fc.Arbitrary<PropertyFilter> = fc.record({
  name: filled,
  values: choiceOf(text),
  isNot: fc.boolean(),
});

const size = fc.constantFrom("", "0", "512", "1G", "1.5 GiB", "10m", "100%".slice(0, 3));
const instant = fc.constantFrom("", "2026-01-31", "2024-02-29", "7d", "12h", "2026-01-01T00:00:00+02:00", "2026-05-05T10:00Z");

function rangeOf(end: fc.Arbitrary<string>): fc.Arbitrary<{ from: string; to: string } | null> {
  return fc.option(fc.record({ from: end, to: end }).filter(({ from, to }) => from !== "" || to !== ""));
}

const where = fc.option(
  fc.constantFrom<ImageWhere[]>(
    { name: { eq: 'a&b="?' } },
    { hidden: true },
    { or: [{ minDisk: { gt: 5 } }, { minRam: { lt: 1 } }] },
    {},
  ),
);

export const filters: fc.Arbitrary<Filters> = fc.record({
  q: text,
  status: fc.uniqueArray(fc.constantFrom(...STATUSES), { maxLength: 3 }),
  visibility: fc.uniqueArray(fc.constantFrom(...VISIBILITIES), { maxLength: 4 }),
  disk: choiceOf(text),
  container: choiceOf(text),
  owner: choiceOf(text),
  tag: fc.uniqueArray(filled, { maxLength: 3 }),
  notag: fc.uniqueArray(filled, { maxLength: 3 }),
  properties: fc.uniqueArray(property, {
    maxLength: 4,
    selector: ({ name, values, isNot }) => JSON.stringify([name, values.length > 0, isNot]),
  }),
  size: rangeOf(size),
  created: rangeOf(instant),
  updated: rangeOf(instant),
  protected: fc.option(fc.boolean()),
  hidden: fc.option(fc.boolean()),
  where,
  isVisibleScope: fc.boolean(),
  deleted: fc.constantFrom("no", "also", "only"),
});

const cursors = fc.oneof(
  fc.record({ after: fc.option(filled), before: fc.constant(null) }),
  fc.record({ after: fc.constant(null), before: filled }),
);

const sortKey = fc.record({
  key: fc.oneof(fc.constantFrom(...Object.keys(SORT_FIELDS)), filled.map((name) => `p.${name}`)),
  isDescending: fc.boolean(),
});

export const views: fc.Arbitrary<View> = fc
  .record({
    section: fc.constantFrom("images" as const, "overview" as const, "shared" as const),
    filters,
    sort: fc.oneof(
      fc.constant(DEFAULT_VIEW.sort),
      fc.uniqueArray(sortKey, { minLength: 1, maxLength: 3, selector: ({ key }) => key }),
    ),
    columns: fc.oneof(
      fc.constant(DEFAULT_VIEW.columns),
      fc.uniqueArray(fc.oneof(fc.constantFrom("name", "size"), filled.map((name) => `p.${name}`)), { minLength: 1, maxLength: 4 }),
    ),
    facets: fc.uniqueArray(filled, { maxLength: 3 }),
    pageSize: fc.constantFrom(...PAGE_SIZES),
    cursors,
    image: fc.option(filled),
    tab: fc.oneof(fc.constant("overview"), filled),
    compare: fc.oneof(fc.constant([]), fc.uniqueArray(filled, { minLength: 2, maxLength: 4 })),
    unknown: fc.uniqueArray(fc.constantFrom("x=1", "status=nonsense", "n=7", "%zz=1", "colour", "p.%=1"), { maxLength: 3 }),
  })
  .map(({ cursors: found, ...view }) => ({ ...view, ...found }));

/** Query strings as somebody types them: known keys with anything behind them, in any order. */
export const searches: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom("q", "status", "visibility", "disk", "tag", "size", "created", "protected", "where", "scope", "deleted", "view", "sort", "cols", "n", "after", "before", "image", "compare", "p.a", "p.a!", "p.a?", "p.a!?", "p.", "p.%", "__proto__", "constructor", "toString"),
        fc.string({ maxLength: 4 }),
      ),
      fc.constantFrom("", "=", "=="),
      fc.oneof(
        fc.constantFrom("true", "active", "ACTIVE", "1G..", "..", "..2026-02-31", "2026-01-01..7d", "{}", '{"a":', "null", "-created", "-", "p.", ",", ",,a", '"', '""', "%", "%E0%A4%A", "visible", "only", "50", "1e2", "a,b", "a,a"),
        text,
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.map((part) => part.join("")).join("&"));
