/** Where a page stands in its list, as far as that is known: cursors are positions, not numbers. */

import type { View } from "../address/view";
import { formatCount } from "../ui/formats";

/** The number of the first row behind a cursor, or of the last one before it, for those that were passed here. */
export type KnownPlaces = Map<string, number>;

export type PageFacts = {
  rows: number;
  hasPrevious: boolean;
  hasNext: boolean;
  /** How many match; null while that is not known. */
  total: number | null;
};

/** The number of the page's first row, or null if a link led into the middle of the list. */
export function startOf(view: Pick<View, "after" | "before">, facts: PageFacts, known: KnownPlaces): number | null {
  if (!facts.hasPrevious) return 1;
  if (view.after !== null && known.has(`after ${view.after}`)) return known.get(`after ${view.after}`)!;
  if (view.before !== null && known.has(`before ${view.before}`)) {
    return known.get(`before ${view.before}`)! - facts.rows + 1;
  }
  if (!facts.hasNext && facts.total !== null) return facts.total - facts.rows + 1;
  return null;
}

/** Keeps where the neighbours of a page stand. */
export function remember(
  cursors: { first: string | null | undefined; last: string | null | undefined },
  start: number | null,
  rows: number,
  known: KnownPlaces,
): void {
  if (start === null || rows === 0) return;
  if (cursors.last) known.set(`after ${cursors.last}`, start + rows);
  if (cursors.first) known.set(`before ${cursors.first}`, start - 1);
}

/** `1–50 of 89,844`, or `50 of 89,844 images` where the place is not known. */
export function describePage(start: number | null, { rows, total }: PageFacts): string {
  if (rows === 0) return total ? `0 of ${images(total)}` : "No images";
  // Others create and delete meanwhile, so the last row can have a number beyond the total.
  const all = total === null ? null : Math.max(total, start === null ? rows : start + rows - 1);
  if (start === null) return all === null ? images(rows) : `${formatCount(rows)} of ${images(all)}`;
  const range = rows === 1 ? formatCount(start) : `${formatCount(start)}–${formatCount(start + rows - 1)}`;
  return all === null ? range : `${range} of ${formatCount(all)}`;
}

function images(count: number): string {
  return count === 1 ? "1 image" : `${formatCount(count)} images`;
}
