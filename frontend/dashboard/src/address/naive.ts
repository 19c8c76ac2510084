/** What filters say, read in the simplest way; and images and filters that often meet. For tests only. */

import fc from "fast-check";
import { type Filters, NO_FILTERS } from "./view";

export type Drawn = {
  id: string;
  name: string | null;
  status: string;
  visibility: string;
  diskFormat: string | null;
  containerFormat: string | null;
  owner: string | null;
  size: number | null;
  createdAt: string;
  updatedAt: string;
  deletedAt: string | null;
  protected: boolean;
  hidden: boolean;
  tags: string[];
  properties: Map<string, string>;
};

const word = fc.constantFrom("a", "b", "");
const instant = fc.constantFrom(
  "2025-12-31T23:59:59.999Z",
  "2026-01-01T00:00:00.000Z",
  "2026-01-31T23:59:59.999Z",
  "2026-02-01T00:00:00.000Z",
  "2026-06-08T12:00:00.000Z",
  "2026-06-08T12:00:00.001Z",
);

export const drawnImages: fc.Arbitrary<Drawn> = fc.record({
  id: fc.constantFrom("abcd1234-0000-4000-8000-000000000000", "ffff1234-0000-4000-8000-000000000000"),
  name: fc.constantFrom(null, "Ubuntu abcd", "b", ""),
  status: fc.constantFrom("ACTIVE", "QUEUED"),
  visibility: fc.constantFrom("PUBLIC", "COMMUNITY"),
  diskFormat: fc.option(word),
  containerFormat: fc.option(word),
  owner: fc.option(word),
  size: fc.option(fc.constantFrom(0, 1023, 1024, 1536, 2 ** 30, 2 ** 30 + 1)),
  createdAt: instant,
  updatedAt: instant,
  deletedAt: fc.option(instant),
  protected: fc.boolean(),
  hidden: fc.boolean(),
  tags: fc.uniqueArray(word),
  properties: fc.dictionary(fc.constantFrom("p", "q"), word).map((each) => new Map(Object.entries(each))),
});

const choice = fc.uniqueArray(fc.option(word), { maxLength: 2 });
const dates = fc.constantFrom("", "2026-01-01", "2026-01-31", "7d", "2026-01-31T23:59:59.999Z");
const span = fc.option(fc.record({ from: dates, to: dates }).filter(({ from, to }) => `${from}${to}` !== ""));

/** Few at a time, so that some image meets all. */
export const drawnFilters: fc.Arbitrary<Filters> = fc
  .record(
    {
      q: fc.constantFrom("", "UBUNTU", "abcd", "b"),
      status: fc.constantFrom<Filters["status"][]>([], ["ACTIVE"], ["ACTIVE", "QUEUED"]),
      visibility: fc.constantFrom<Filters["visibility"][]>(["PUBLIC"], ["COMMUNITY"]),
      disk: choice,
      container: choice,
      owner: choice,
      tag: fc.uniqueArray(word, { maxLength: 2 }),
      notag: fc.uniqueArray(word, { maxLength: 2 }),
      properties: fc.array(
        fc.record({ name: fc.constantFrom("p", "q"), values: choice, isNot: fc.boolean() }),
        { maxLength: 2 },
      ),
      size: fc.constantFrom(null, { from: "1K", to: "" }, { from: "", to: "1.5k" }, { from: "1024", to: "1GiB" }),
      created: span,
      updated: span,
      protected: fc.option(fc.boolean()),
      hidden: fc.option(fc.boolean()),
      deleted: fc.constantFrom<Filters["deleted"][]>("no", "also", "only"),
      where: fc.constantFrom(null, { hidden: true }, { or: [{ protected: true }, { name: { eq: "b" } }] }),
    },
    { requiredKeys: [] },
  )
  .map((some) => ({ ...NO_FILTERS, ...some }) as Filters);

const SIZES: Record<string, number> = { "": NaN, "1K": 1024, "1.5k": 1536, "1024": 1024, "1GiB": 2 ** 30 };

function isWithin(instant: string, range: Filters["created"], now: Date): boolean {
  if (!range) return true;
  const week = new Date(now.getTime() - 7 * 24 * 3600 * 1000).toISOString();
  const from = range.from === "7d" ? week : range.from;
  const to = range.to === "7d" ? week : range.to;
  // These spellings sort as texts; a date as the end has all instants that begin with it.
  return (from === "" || instant >= from) && (to === "" || instant <= to || instant.startsWith(to));
}

function isOneOf(values: readonly (string | null)[], value: string | null): boolean {
  return values.length === 0 || values.includes(value);
}

export function says(filters: Filters, image: Drawn, now: Date): boolean {
  const q = filters.q.toLowerCase();
  const isFound = q === "" || image.name?.toLowerCase().includes(q) || (q.length >= 4 && image.id.startsWith(q));
  if (!isFound) return false;
  if (!isOneOf(filters.status, image.status) || !isOneOf(filters.visibility, image.visibility)) return false;
  if (!isOneOf(filters.disk, image.diskFormat) || !isOneOf(filters.container, image.containerFormat)) return false;
  if (!isOneOf(filters.owner, image.owner)) return false;
  for (const tag of filters.tag) if (!image.tags.includes(tag)) return false;
  for (const tag of filters.notag) if (image.tags.includes(tag)) return false;
  for (const { name, values, isNot } of filters.properties) {
    const value = image.properties.get(name) ?? null;
    const isMet = values.length ? values.includes(value) : value !== null;
    if (isMet === isNot) return false;
  }
  if (filters.size) {
    const { from, to } = filters.size;
    if (image.size === null || image.size < SIZES[from]! || image.size > SIZES[to]!) return false;
  }
  if (!isWithin(image.createdAt, filters.created, now) || !isWithin(image.updatedAt, filters.updated, now)) return false;
  if (filters.protected !== null && image.protected !== filters.protected) return false;
  if (filters.hidden !== null && image.hidden !== filters.hidden) return false;
  if (filters.deleted === "only" && image.deletedAt === null) return false;
  if (filters.where?.hidden && !image.hidden) return false;
  if (filters.where?.or && !image.protected && image.name !== "b") return false;
  return true;
}
