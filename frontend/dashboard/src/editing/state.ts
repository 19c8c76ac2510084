/** What a person edits of an image, and the same as single entries that can be compared. */

import type { ImageStatus, ImageVisibility } from "../api/generated/graphql";

/** The value is null only where a Glance database has none; the form cannot make such a one. */
export type Property = { readonly name: string; readonly value: string | null };

export type ImageState = {
  readonly name: string | null;
  readonly status: ImageStatus;
  readonly visibility: ImageVisibility;
  readonly diskFormat: string | null;
  readonly containerFormat: string | null;
  /** GiB; NaN while the field shows no number. */
  readonly minDisk: number;
  /** MiB; NaN while the field shows no number. */
  readonly minRam: number;
  readonly owner: string | null;
  readonly protected: boolean;
  readonly hidden: boolean;
  /** A set: their order means nothing. */
  readonly tags: readonly string[];
  readonly properties: readonly Property[];
};

export const FIELDS = [
  "name",
  "status",
  "visibility",
  "diskFormat",
  "containerFormat",
  "minDisk",
  "minRam",
  "owner",
  "protected",
  "hidden",
] as const;

export type FieldName = (typeof FIELDS)[number];

export const LABELS: Record<FieldName, string> = {
  name: "Name",
  status: "Status",
  visibility: "Visibility",
  diskFormat: "Disk format",
  containerFormat: "Container format",
  minDisk: "Minimum disk",
  minRam: "Minimum memory",
  owner: "Owner",
  protected: "Protected",
  hidden: "Hidden",
};

/** The key of an entry: a field's name, `tag:NAME` or `property:NAME`. */
export type EntryKey = string;

export type EntryValue = string | number | boolean | null;

/**
 * Each field, tag and property by its key. A tag that is there is true; what is not there has no entry, nor has a row
 * for a property that has no name yet.
 */
export type Entries = ReadonlyMap<EntryKey, EntryValue>;

export function entriesOf(state: ImageState): Entries {
  return new Map<EntryKey, EntryValue>([
    ...FIELDS.map((field): [EntryKey, EntryValue] => [field, state[field]]),
    ...state.tags.map((tag): [EntryKey, EntryValue] => [`tag:${tag}`, true]),
    ...state.properties
      .filter(({ name }) => name !== "")
      .map(({ name, value }): [EntryKey, EntryValue] => [`property:${name}`, value]),
  ]);
}

/** The state that has these entries; fields without an entry are taken from `from`. */
export function stateOf(entries: Entries, from: ImageState): ImageState {
  const fields = Object.fromEntries(FIELDS.map((field) => [field, entries.has(field) ? entries.get(field) : from[field]]));
  const keys = [...entries.keys()];
  return {
    ...(fields as Omit<ImageState, "tags" | "properties">),
    tags: keys.filter((key) => key.startsWith("tag:")).map((key) => key.slice(4)),
    properties: keys
      .filter((key) => key.startsWith("property:"))
      .map((key) => ({ name: key.slice(9), value: entries.get(key) as string | null })),
  };
}

/** The keys whose values differ, in the order of the form. */
export function differences(before: Entries, after: Entries): EntryKey[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => !isSameEntry(before, after, key)).sort(inOrder);
}

export function isSameEntry(one: Entries, other: Entries, key: EntryKey): boolean {
  return one.has(key) === other.has(key) && Object.is(one.get(key), other.get(key));
}

/** Fields as the form has them, then tags, then properties, each by name. */
export function inOrder(one: EntryKey, other: EntryKey): number {
  const [a, b] = [rank(one), rank(other)];
  return a - b || (one < other ? -1 : one > other ? 1 : 0);
}

function rank(key: EntryKey): number {
  const field = FIELDS.indexOf(key as FieldName);
  return field >= 0 ? field : key.startsWith("tag:") ? FIELDS.length : FIELDS.length + 1;
}

/** What a person calls the entry. */
export function labelOf(key: EntryKey): string {
  if (key.startsWith("tag:")) return `Tag ${key.slice(4)}`;
  if (key.startsWith("property:")) return key.slice(9);
  return LABELS[key as FieldName] ?? key;
}

/** An image before anything is typed: what the API makes of an empty input (docs/mutations.md). */
export const EMPTY: ImageState = {
  name: null,
  status: "QUEUED",
  visibility: "SHARED",
  diskFormat: null,
  containerFormat: null,
  minDisk: 0,
  minRam: 0,
  owner: null,
  protected: false,
  hidden: false,
  tags: [],
  properties: [],
};
