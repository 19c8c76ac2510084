/** Numbers of the overview that the answer does not have as they are shown. */

import type { Filters } from "../address/view";
import type { OverviewQuery } from "../api/generated/graphql";

export type OverviewBucket = { key: string | null; count: number; totalSize?: number };

/**
 * The visibilities with all community images. The bar leads to a list of community images alone, which has more of
 * them than a list of all visibilities. Filters for other visibilities leave no such list.
 */
export function withCommunity(
  { imagesAggregate, community }: OverviewQuery,
  { visibility }: Filters,
): OverviewBucket[] {
  const buckets = imagesAggregate.visibility;
  if (visibility.length > 0 && !visibility.includes("COMMUNITY")) return buckets;
  const others = buckets.filter(({ key }) => key !== "COMMUNITY");
  if (community.count === 0) return others;
  const all = [...others, { key: "COMMUNITY", count: community.count, totalSize: community.size.sum }];
  return all.sort((one, other) => other.count - one.count);
}

/** The days of a month, as a filter: `from` is its first instant. */
export function daysOf(from: string): { from: string; to: string } {
  const start = new Date(from);
  const end = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0));
  return { from: from.slice(0, 10), to: end.toISOString().slice(0, 10) };
}
