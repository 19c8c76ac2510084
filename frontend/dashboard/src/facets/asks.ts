/** The questions of the groups, and how several of them share one request. */

import type { FacetCountsQuery, FacetCountsQueryVariables, ImageWhere } from "../api/generated/graphql";
import { type Selection, selectionOf } from "../address/where";
import type { Filters } from "../address/view";
import { countedFilters, FIELD_GROUPS, type FieldGroup, type Group, isProperty, nameOf, type Value } from "./groups";

export type Bucket = { key: Value; count: number };

export type Week = { from: string; count: number };

/** The question of one group. Two questions with the same `key` have the same answer. */
export type Ask = {
  group: Group;
  key: string;
  selection: Selection;
  /** All community images of these filters. A list of several visibilities leaves some of them out. */
  community: ImageWhere | null;
  /** How many values at most. */
  first: number;
  /** The beginning of the names of properties that are counted. */
  prefix: string;
};

/** One request for the groups that ask about the same images. */
export type Batch = { groups: readonly Group[]; key: string; variables: FacetCountsQueryVariables };

/** A group's answer: its values and the number of images counted, or its weeks. */
export type Counts = { buckets: readonly Bucket[]; weeks: readonly Week[]; total: number; first: number };

export function askOf(
  group: Group,
  filters: Filters,
  now: Date,
  { first, prefix = "" }: { first: number; prefix?: string },
): Ask {
  const counted = countedFilters(filters, group);
  const selection = selectionOf(counted, now);
  const community =
    group === "visibility" ? selectionOf({ ...counted, visibility: ["COMMUNITY"] }, now).where : null;
  return { group, key: JSON.stringify([selection, first, prefix]), selection, community, first, prefix };
}

/** Requests in the order of their groups: fields with one selection share one, what takes long goes alone. */
export function batchesOf(asks: readonly Ask[]): Batch[] {
  const batches = new Map<string, Ask[]>();
  for (const ask of asks) {
    const place = isField(ask.group) ? ask.key : ask.group;
    batches.set(place, [...(batches.get(place) ?? []), ask]);
  }
  return [...batches.values()].map((together) => ({
    groups: together.map(({ group }) => group),
    key: together[0]!.key,
    variables: variablesOf(together),
  }));
}

/** A group's part of an answer. */
export function countsOf(group: Group, answer: FacetCountsQuery, first: number): Counts {
  const { count, created, names, tag, values, ...fields } = answer.imagesAggregate;
  const total = count;
  const result = (buckets: readonly Bucket[] = []): Counts => ({ buckets, weeks: [], total, first });
  if (group === "created") return { ...result(), weeks: created ?? [] };
  if (group === "tag") return result(tag);
  if (group === "names") return result(names);
  if (isProperty(group)) return result(values);
  return result(group === "visibility" ? withCommunity(fields.visibility ?? [], answer) : fields[group as FieldGroup]);
}

function variablesOf(asks: readonly Ask[]): FacetCountsQueryVariables {
  const { selection, first, prefix } = asks[0]!;
  const groups = asks.map(({ group }) => group);
  const property = groups.find(isProperty);
  const has = (group: Group) => groups.includes(group);
  return {
    ...selection,
    first,
    prefix,
    community: asks.find(({ group }) => group === "visibility")?.community ?? null,
    property: property ? nameOf(property) : "",
    status: has("status"),
    visibility: has("visibility"),
    disk: has("disk"),
    container: has("container"),
    owner: has("owner"),
    created: has("created"),
    tag: has("tag"),
    values: property !== undefined,
    names: has("names"),
  };
}

/** A list of community images alone has more of them than a list of all visibilities. */
function withCommunity(buckets: readonly Bucket[], answer: FacetCountsQuery): Bucket[] {
  const others = buckets.filter(({ key }) => key !== "COMMUNITY");
  const count = answer.community?.count ?? 0;
  const all = count ? [...others, { key: "COMMUNITY", count }] : others;
  return all.sort((one, other) => other.count - one.count);
}

function isField(group: Group): group is FieldGroup {
  return (FIELD_GROUPS as readonly Group[]).includes(group);
}
