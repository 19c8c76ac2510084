/** The groups of the facets: which values they have, which of them are chosen, and what a click changes. */

import { type FilterKey, leaveOut } from "../address/where";
import type { Filters, PropertyFilter } from "../address/view";
import type { ImageWhere } from "../api/generated/graphql";

/** Fields of which a list shows images with one of the chosen values; a key of `Filters` each. */
export type FieldGroup = "status" | "visibility" | "disk" | "container" | "owner";

/** A group that counts: fields, weeks of creation, tags, names of properties, and the values of one property. */
export type Group = FieldGroup | "created" | "tag" | "names" | `p.${string}`;

/** A value of a group; null is an image without one. */
export type Value = string | null;

export const FIELD_GROUPS: readonly FieldGroup[] = ["status", "visibility", "disk", "container", "owner"];

export const OS_GROUP: Group = "p.os_distro";

/** Images without tags, which has no parameter of its own in the address. */
const NO_TAGS: ImageWhere = { tags: { isEmpty: true } };

/**
 * The filter that a group leaves out when it counts: a number is the length of the list with this value alone.
 *
 * Tags leave nothing out. An image must have all chosen tags, so the number beside a tag is the length of the list
 * with this tag added to the chosen ones. Names of properties are not filters, so they leave nothing out either.
 */
export function ownFilter(group: Group): FilterKey | undefined {
  return group === "tag" || group === "names" ? undefined : group;
}

/** The filters by which a group counts. */
export function countedFilters(filters: Filters, group: Group): Filters {
  const own = ownFilter(group);
  return own === undefined ? filters : leaveOut(filters, own);
}

export function chosenOf(filters: Filters, group: Group): readonly Value[] {
  if (group === "created" || group === "names") return [];
  if (group === "tag") return isWithoutTags(filters) ? [...filters.tag, null] : filters.tag;
  if (isProperty(group)) return valuesFilter(filters, group)?.values ?? [];
  return filters[group];
}

/** The change that a click on a value makes: the value becomes chosen, or is no longer chosen. */
export function toggled(filters: Filters, group: Group, value: Value): Partial<Filters> {
  if (group === "tag") return value === null ? toggledWithoutTags(filters) : toggledTag(filters, value);
  const values = without(chosenOf(filters, group), value) ?? [...chosenOf(filters, group), value];
  if (!isProperty(group)) return { [group]: values };
  const others = filters.properties.filter((each) => each !== valuesFilter(filters, group));
  if (values.length === 0) return { properties: others };
  return { properties: [...others, { name: nameOf(group), values, isNot: false }] };
}

/** The change that removes all chosen values of a group. */
export function cleared(filters: Filters, group: Group): Partial<Filters> {
  return chosenOf(filters, group).reduce<Filters>(
    (left, value) => ({ ...left, ...toggled(left, group, value) }),
    filters,
  );
}

export function isProperty(group: string): group is `p.${string}` {
  return group.startsWith("p.") && group.length > 2;
}

export function nameOf(group: `p.${string}`): string {
  return group.slice(2);
}

/** The properties whose values are shown: those opened and those with a chosen value, without the operating system. */
export function propertyGroups(opened: readonly string[], filters: Filters): `p.${string}`[] {
  const chosen = filters.properties.filter(({ values, isNot }) => values.length > 0 && !isNot);
  const all = [...opened.filter(isProperty), ...chosen.map(({ name }) => `p.${name}` as const)];
  return [...new Set(all)].filter((group) => group !== OS_GROUP);
}

function valuesFilter(filters: Filters, group: `p.${string}`): PropertyFilter | undefined {
  return filters.properties.find(
    ({ name, values, isNot }) => name === nameOf(group) && values.length > 0 && !isNot,
  );
}

function toggledTag(filters: Filters, tag: string): Partial<Filters> {
  const left = without(filters.tag, tag);
  if (left) return { tag: left };
  // A tag cannot be required and excluded.
  return { tag: [...filters.tag, tag], notag: filters.notag.filter((each) => each !== tag) };
}

function isWithoutTags({ where }: Filters): boolean {
  return JSON.stringify(where) === JSON.stringify(NO_TAGS);
}

function toggledWithoutTags(filters: Filters): Partial<Filters> {
  if (isWithoutTags(filters)) return { where: null };
  return { where: filters.where === null ? NO_TAGS : { and: [filters.where, NO_TAGS] } };
}

/** The values without one of them, or undefined if it is not among them. */
function without<Item>(values: readonly Item[], value: Item): Item[] | undefined {
  return values.includes(value) ? values.filter((each) => each !== value) : undefined;
}
