/** The filters of a view as the arguments of the API. */

import type { ImageOrder, ImagePropertyFilter, ImageWhere, StringFilter } from "../api/generated/graphql";
import { parseInstant, parseSize } from "./units";
import {
  type Choice,
  type Filters,
  NO_FILTERS,
  type PropertyFilter,
  type Range,
  SORT_FIELDS,
  type SortKey,
} from "./view";

/** What `imagesConnection` and `imagesAggregate` take for the filters of a view. */
export type Selection = {
  where: ImageWhere | null;
  scope: "LISTED" | "VISIBLE";
  includeDeleted: boolean;
};

/** A part of the filters that a facet leaves out when it counts: a key of `Filters`, or `p.NAME`. */
export type FilterKey = keyof Filters | `p.${string}`;

/** The images of a view; `without` names the filter that a facet leaves out. Ages count back from `now`. */
export function selectionOf(filters: Filters, now: Date, without?: FilterKey): Selection {
  const kept = without === undefined ? filters : leaveOut(filters, without);
  const conditions = [...fieldConditions(kept, now), ...kept.properties.map(propertyCondition)];
  return {
    where: conjunction(conditions),
    scope: kept.isVisibleScope || isCommunityAmongOthers(kept) ? "VISIBLE" : "LISTED",
    includeDeleted: kept.deleted !== "no",
  };
}

/** The filters without one of them. */
export function leaveOut(filters: Filters, key: FilterKey): Filters {
  if (!key.startsWith("p.")) return { ...filters, [key]: NO_FILTERS[key as keyof Filters] };
  return { ...filters, properties: filters.properties.filter(({ name }) => name !== key.slice(2)) };
}

/** How the API sorts a view; values that are missing stand last in both directions. */
export function orderOf(sort: readonly SortKey[]): ImageOrder[] {
  return sort.map(({ key, isDescending }) => ({
    ...(key.startsWith("p.")
      ? { property: key.slice(2) }
      : { field: SORT_FIELDS[key as keyof typeof SORT_FIELDS] }),
    direction: isDescending ? "DESC" : "ASC",
    nulls: "LAST",
  }));
}

/** Community images among others are listed only in the scope that has them. */
function isCommunityAmongOthers({ visibility }: Filters): boolean {
  return visibility.length > 1 && visibility.includes("COMMUNITY");
}

/** That scope has hidden images too, which nobody has asked for. */
function hiddenCondition(filters: Filters): ImageWhere[] {
  if (filters.hidden !== null) return [{ hidden: filters.hidden }];
  return isCommunityAmongOthers(filters) && !filters.isVisibleScope ? [{ hidden: false }] : [];
}

/**
 * All of these conditions. Each stands at the top where it can: only there `hidden: true` and a visibility of
 * COMMUNITY bring the images that a list leaves out (docs/rules.md, section 4).
 */
function conjunction(conditions: readonly ImageWhere[]): ImageWhere | null {
  const top: Record<string, unknown> = {};
  const and: ImageWhere[] = [];
  for (const condition of conditions) {
    const isAtTop = Object.keys(condition).every((key) => key !== "and" && !Object.hasOwn(top, key));
    if (isAtTop) Object.assign(top, condition);
    else and.push(condition);
  }
  if (!conditions.length) return null;
  return and.length ? { ...top, and } : top;
}

function fieldConditions(filters: Filters, now: Date): ImageWhere[] {
  const { protected: isProtected, deleted } = filters;
  return [
    filters.q ? [search(filters.q)] : [],
    filters.status.length ? [{ status: { in: [...(filters.status as never[])] } }] : [],
    filters.visibility.length ? [visibilityCondition(filters)] : [],
    filters.disk.length ? [choice(filters.disk, (diskFormat) => ({ diskFormat }))] : [],
    filters.container.length ? [choice(filters.container, (containerFormat) => ({ containerFormat }))] : [],
    filters.owner.length ? [choice(filters.owner, (owner) => ({ owner }))] : [],
    filters.tag.length ? [{ tags: { all: [...filters.tag] } }] : [],
    filters.notag.length ? [{ tags: { none: [...filters.notag] } }] : [],
    filters.size ? [{ size: sizes(filters.size) }] : [],
    filters.created ? [{ createdAt: instants(filters.created, now) }] : [],
    filters.updated ? [{ updatedAt: instants(filters.updated, now) }] : [],
    isProtected === null ? [] : [{ protected: isProtected }],
    hiddenCondition(filters),
    deleted === "only" ? [{ deletedAt: { gte: "0001-01-01T00:00:00Z" } }] : [],
    filters.where ? [filters.where] : [],
  ].flat();
}

/** One visibility alone opens the list of community images (docs/rules.md). */
function visibilityCondition({ visibility }: Filters): ImageWhere {
  const values = visibility.filter((value) => value !== null);
  return { visibility: values.length === 1 ? { eq: values[0]! } : { in: values } };
}

function search(q: string): ImageWhere {
  const isPattern = /[*?]/.test(q);
  const name: StringFilter = isPattern ? { glob: q, ignoreCase: true } : { contains: q, ignoreCase: true };
  return /^[0-9a-f-]{4,36}$/i.test(q)
    ? { or: [{ name }, { id: { startsWith: q.toLowerCase() } }] }
    : { name };
}

/** One of these values; null is no value. */
function choice(values: Choice<string>, condition: (filter: StringFilter) => ImageWhere): ImageWhere {
  const texts = values.filter((value) => value !== null);
  const isOneOf = condition(texts.length === 1 ? { eq: texts[0]! } : { in: texts });
  if (texts.length === values.length) return isOneOf;
  const isMissing = condition({ isNull: true });
  return texts.length ? { or: [isOneOf, isMissing] } : isMissing;
}

function propertyCondition({ name, values, isNot }: PropertyFilter): ImageWhere {
  if (values.length === 0) return hasProperty({ name, exists: !isNot });
  const texts = values.filter((value) => value !== null);
  const alternatives = [
    ...(texts.length ? [hasProperty({ name, value: texts.length === 1 ? { eq: texts[0]! } : { in: texts } })] : []),
    ...(texts.length < values.length ? [hasProperty({ name, exists: false })] : []),
  ];
  const isOneOf = alternatives.length === 1 ? alternatives[0]! : { or: alternatives };
  return isNot ? { not: isOneOf } : isOneOf;
}

function hasProperty(filter: ImagePropertyFilter): ImageWhere {
  return { properties: [filter] };
}

function sizes({ from, to }: Range): { gte?: number; lte?: number } {
  return { ...(from && { gte: parseSize(from) }), ...(to && { lte: parseSize(to) }) };
}

/** A date as the end means the whole day, so the end is left out of the interval only for dates. */
function instants({ from, to }: Range, now: Date): { gte?: string; lt?: string; lte?: string } {
  const end = to && parseInstant(to, "to", now)?.toISOString();
  return {
    ...(from && { gte: parseInstant(from, "from", now)?.toISOString() }),
    ...(end && (/^\d{4}-\d{2}-\d{2}$/.test(to) ? { lt: end } : { lte: end })),
  };
}
