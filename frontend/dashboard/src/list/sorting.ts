/** What a press of a header does to the order of the list. */

import type { SortKey } from "../address/view";

/** What people look for at the large or new end first. */
const DESCENDING_FIRST = new Set(["size", "virtual", "mindisk", "minram", "created", "updated"]);

const MAX_KEYS = 4;

/**
 * The order after a press on the header of `key`. The first press sorts by it, the next one turns it around.
 * With `isAdding` (Shift) the other keys stay: the key is added behind them, turned around, then taken away.
 */
export function pressed(sort: readonly SortKey[], key: string, isAdding: boolean): readonly SortKey[] {
  const isDescendingFirst = DESCENDING_FIRST.has(key);
  const at = sort.findIndex((each) => each.key === key);
  const found = sort[at];
  const turned = { key, isDescending: found ? !found.isDescending : isDescendingFirst };
  if (!isAdding) return at === 0 && sort.length > 0 ? [turned] : [{ key, isDescending: isDescendingFirst }];
  if (!found) return [...sort, turned].slice(-MAX_KEYS);
  if (found.isDescending === isDescendingFirst) return sort.map((each) => (each.key === key ? turned : each));
  return sort.length > 1 ? sort.filter((each) => each.key !== key) : [turned];
}

/** Where a column stands in the order: its place from 1, and its direction; null if it is not in it. */
export function placeOf(sort: readonly SortKey[], key: string | null): { place: number; isDescending: boolean } | null {
  const at = sort.findIndex((each) => each.key === key);
  return at < 0 ? null : { place: at + 1, isDescending: sort[at]!.isDescending };
}
