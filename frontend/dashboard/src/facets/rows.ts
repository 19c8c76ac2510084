/** The rows of a group: which values are shown, in which order, with which numbers. */

import type { Counts } from "./asks";
import type { Value } from "./groups";

export type FacetRow = {
  value: Value;
  /** How many images; null if only its limit is known, because the value is not among those counted. */
  count: number | null;
  /** No value that is not among those counted has more images than this. */
  atMost: number;
  isChosen: boolean;
};

/** Rows of a group that is not opened wholly. */
export const SHORT = 8;

/**
 * Values by their number of images. Those of `pinned` stand on top, and so does a chosen value that would not be
 * shown otherwise; a value that is chosen later stays where it is, because nothing moves under the pointer.
 */
export function rowsOf(
  counts: Counts,
  chosen: readonly Value[],
  pinned: readonly Value[],
  limit: number,
): FacetRow[] {
  const { buckets } = counts;
  const isComplete = buckets.length < counts.first;
  const atMost = isComplete ? 0 : (buckets.at(-1)?.count ?? 0);
  const known = new Map(buckets.map(({ key, count }) => [key, count]));
  const shown = new Set(buckets.slice(0, limit).map(({ key }) => key));
  const onTop = chosen.filter((value) => pinned.includes(value) || !shown.has(value));
  const inOrder = [...onTop].sort((one, other) => (known.get(other) ?? -1) - (known.get(one) ?? -1));
  const values = [...inOrder, ...buckets.map(({ key }) => key).filter((key) => !onTop.includes(key))];
  return values.slice(0, Math.max(limit, onTop.length)).map((value) => ({
    value,
    count: known.get(value) ?? (isComplete ? 0 : null),
    atMost,
    isChosen: chosen.includes(value),
  }));
}

/** A part of all images that are counted, in percent; 0 for a number that is not known. */
export function share(count: number | null, total: number): number {
  return total > 0 && count !== null ? Math.min(100, (count / total) * 100) : 0;
}

/** The rows whose label contains a text, in upper or lower case. */
export function found(rows: readonly FacetRow[], text: string, label: (value: Value) => string): readonly FacetRow[] {
  const wanted = text.trim().toLowerCase();
  return wanted ? rows.filter(({ value }) => label(value).toLowerCase().includes(wanted)) : rows;
}
