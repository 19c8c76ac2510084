/**
 * What events mean for the list on the page. Rows that are shown are read again and replaced where they
 * stand; images that belong to the list and are not shown are counted. Nothing moves by itself.
 */

import type { View } from "../address/view";
import { SORT_FIELDS } from "../address/view";
import type { LiveEventFragment } from "../api/generated/graphql";
import type { Row } from "../list/usePage";

/** How a row differs from the one that the page was read with; `gone` is deleted, or no longer visible. */
export type Mark = "changed" | "gone";

export type LiveRow = { row: Row; mark: Mark | null };

export type Changes = {
  /** The list without its page: another one begins anew. */
  list: string;
  /** Rows as the page was read. */
  shown: ReadonlyMap<string, Row>;
  /** Rows as they are now; null is gone. */
  newer: ReadonlyMap<string, Row | null>;
  /** Rows to read again. */
  stale: ReadonlySet<string>;
  /** Images that may belong to the list, with the time of their event. */
  unknown: ReadonlyMap<string, number>;
  /** Images that belong to the list and are not shown, with the time of their event. */
  waiting: ReadonlyMap<string, number>;
  /** So many images changed that they are not counted. */
  isMany: boolean;
};

/** Images that are looked up one by one; more are only said to be many. */
const MOST = 200;

export const NO_CHANGES: Changes = {
  list: "",
  shown: new Map(),
  newer: new Map(),
  stale: new Set(),
  unknown: new Map(),
  waiting: new Map(),
  isMany: false,
};

/** The page was read: what was asked before that is in it. Its first page has all that waited. */
export function withPage(
  changes: Changes,
  list: string,
  rows: readonly Row[],
  { isFirst, askedAt }: { isFirst: boolean; askedAt: number },
): Changes {
  const kept = changes.list === list ? changes : NO_CHANGES;
  const shown = new Map(rows.map((row) => [row.id, row]));
  const isLater = ([id, at]: [string, number]) => !shown.has(id) && (!isFirst || at > askedAt);
  return {
    list,
    shown,
    // A row that was read while it changed is older than the one that the event brought.
    newer: new Map([...kept.newer].filter(([id, row]) => row && isNewer(row, shown.get(id)))),
    stale: new Set(),
    unknown: new Map([...kept.unknown].filter(isLater)),
    waiting: new Map([...kept.waiting].filter(isLater)),
    isMany: kept.isMany && !isFirst,
  };
}

export function withEvents(changes: Changes, events: readonly LiveEventFragment[], view: View, at: number): Changes {
  const stale = new Set(changes.stale);
  const unknown = new Map(changes.unknown);
  for (const event of events) {
    if (changes.shown.has(event.imageId)) stale.add(event.imageId);
    else if (mayJoin(event, view)) unknown.set(event.imageId, at);
  }
  if (unknown.size <= MOST) return { ...changes, stale, unknown };
  return { ...changes, stale, unknown: new Map(), isMany: true };
}

/** The rows that were read again; those of `ids` that were not found are gone. */
export function withRows(changes: Changes, ids: readonly string[], rows: readonly Row[], view: View): Changes {
  const found = new Map(rows.map((row) => [row.id, row]));
  const newer = new Map(changes.newer);
  for (const id of ids) {
    const row = found.get(id);
    newer.set(id, row && (row.deletedAt === null || view.filters.deleted !== "no") ? row : null);
  }
  return { ...changes, newer };
}

/** Of the images that were looked up, those that belong to the list wait to be shown. */
export function withListed(changes: Changes, listed: readonly string[], at: number): Changes {
  const waiting = new Map(changes.waiting);
  for (const id of listed) if (!changes.shown.has(id)) waiting.set(id, at);
  return { ...changes, waiting };
}

/** The rows with what is newer; a row that is gone stays as it was last. */
export function liveRows(changes: Changes, rows: readonly Row[]): LiveRow[] {
  return rows.map((row) => {
    const newer = changes.newer.get(row.id);
    if (newer === null) return { row, mark: "gone" };
    return newer && isNewer(newer, row) ? { row: newer, mark: "changed" } : { row, mark: null };
  });
}

/** Instants of the API are texts of one length, to the microsecond. */
function isNewer(row: Row, than: Row | undefined): boolean {
  return than !== undefined && row.updatedAt > than.updatedAt;
}

/** `3 new images`, or null if nothing waits. */
export function waitingText({ waiting, isMany }: Changes): string | null {
  if (isMany) return "Many new images";
  if (waiting.size === 0) return null;
  return waiting.size === 1 ? "1 new image" : `${waiting.size} new images`;
}

/** Whether an image that is not shown can be in another place of this list, or new in it, after the event. */
export function mayJoin({ type, changedFields }: LiveEventFragment, view: View): boolean {
  if (type === "CREATED" || type === "RESTORED") return true;
  if (type === "DELETED") return view.filters.deleted === "only";
  // An import does not say what it changed.
  if (changedFields.length === 0) return true;
  const fields = fieldsOf(view);
  return fields === null || changedFields.some((name) => fields.has(name));
}

const FILTER_FIELDS: Partial<Record<keyof View["filters"], string>> = {
  q: "name",
  status: "status",
  visibility: "visibility",
  disk: "diskFormat",
  container: "containerFormat",
  owner: "owner",
  tag: "tags",
  notag: "tags",
  properties: "properties",
  size: "size",
  protected: "protected",
};

/** Fields that decide which images a list has and in which order; null is any field. */
function fieldsOf({ filters, sort }: View): Set<string> | null {
  if (filters.where !== null || filters.updated !== null || sort.some(({ key }) => key === "updated")) return null;
  // These decide about the scope, whatever is filtered.
  const fields = new Set(["visibility", "hidden", "owner", "members"]);
  for (const [key, field] of Object.entries(FILTER_FIELDS)) {
    const value = filters[key as keyof View["filters"]];
    if (Array.isArray(value) ? value.length > 0 : value !== null && value !== "") fields.add(field);
  }
  for (const { key } of sort) fields.add(key.startsWith("p.") ? "properties" : fieldOfSort(key));
  return fields;
}

/** `diskFormat` for DISK_FORMAT. */
function fieldOfSort(key: string): string {
  const name = SORT_FIELDS[key as keyof typeof SORT_FIELDS] ?? key;
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
