/** Groups of images as bars that lead to the list. */

import { DEFAULT_VIEW, type Filters, type View } from "../address/view";
import type { Bar } from "../charts/BarList";
import { cleared, type Group, toggled } from "../facets/groups";
import { labelOf } from "../facets/labels";
import { formatBytes, formatSize } from "../ui/formats";
import type { OverviewBucket } from "./numbers";

/** A bar for each group, with its size, or with its share of all where the size is not known. */
export function barsOf(buckets: readonly OverviewBucket[], group: Group, filters: Filters, total: number): Bar[] {
  return buckets.map(({ key, count, totalSize }) => ({
    key: JSON.stringify(key),
    label: labelOf(group, key),
    isPlain: Boolean(key),
    count,
    detail: totalSize === undefined ? share(count, total) : formatSize(totalSize),
    detailTitle: totalSize === undefined ? undefined : formatBytes(totalSize),
    to: toList(onlyWith(filters, group, key)),
  }));
}

/** The list with these filters. */
export function toList(filters: Filters): Partial<View> {
  return { ...DEFAULT_VIEW, filters };
}

/** The filters with one value alone of a group. */
function onlyWith(filters: Filters, group: Group, value: string | null): Filters {
  const without = { ...filters, ...cleared(filters, group) };
  return { ...without, ...toggled(without, group, value) };
}

/** `34 %`, or `< 1 %` */
function share(count: number, total: number): string {
  const percent = total ? (count / total) * 100 : 0;
  return percent > 0 && percent < 1 ? "< 1 %" : `${Math.round(percent)} %`;
}
