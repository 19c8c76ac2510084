/** The difference of two states: what is sent, and how it is shown before. */

import type { CreateImageInput, UpdateImageInput } from "../api/generated/graphql";
import { formatEnum } from "../ui/formats";
import { differences, type Entries, type EntryKey, entriesOf, FIELDS, type ImageState, labelOf } from "./state";

/** The input that makes `after` of `before`, and touches nothing else: tags and properties are merged. */
export function changeOf(before: ImageState, after: ImageState): UpdateImageInput {
  const [old, next] = [entriesOf(before), entriesOf(after)];
  const keys = differences(old, next);
  const { given: add, gone: removeTags } = split(keys, "tag:", next);
  const { given: set, gone: removeProperties } = split(keys, "property:", next);
  const fields = FIELDS.filter((field) => keys.includes(field)).map((field) => [field, after[field]]);
  return {
    ...(Object.fromEntries(fields) as UpdateImageInput),
    ...((add.length > 0 || removeTags.length > 0) && { tags: { merge: { add, remove: removeTags } } }),
    ...((set.length > 0 || removeProperties.length > 0) && {
      properties: { merge: { set: set.map((name) => propertyInput(name, next)), remove: removeProperties } },
    }),
  };
}

/** The input that creates an image of this state; what equals `defaults` is left to the service. */
export function creationOf(defaults: ImageState, state: ImageState): CreateImageInput {
  const { tags, properties, ...fields } = changeOf(defaults, state);
  return {
    ...(fields as CreateImageInput),
    ...(tags && { tags: [...state.tags] }),
    ...(properties && { properties: state.properties.map(({ name, value }) => ({ name, value: value ?? "" })) }),
  };
}

function split(keys: readonly EntryKey[], prefix: string, next: Entries): { given: string[]; gone: string[] } {
  const found = keys.filter((key) => key.startsWith(prefix));
  const nameOf = (key: EntryKey) => key.slice(prefix.length);
  return {
    given: found.filter((key) => next.has(key)).map(nameOf),
    gone: found.filter((key) => !next.has(key)).map(nameOf),
  };
}

function propertyInput(name: string, entries: Entries): { name: string; value: string } {
  return { name, value: String(entries.get(`property:${name}`) ?? "") };
}

export type Line = { readonly key: EntryKey; readonly sign: "+" | "−"; readonly text: string };

/** The differences as lines: what goes, then what comes. */
export function linesOf(before: ImageState, after: ImageState): Line[] {
  const [old, next] = [entriesOf(before), entriesOf(after)];
  return differences(old, next).flatMap((key) => [
    ...(old.has(key) ? [{ key, sign: "−" as const, text: sentence(key, old) }] : []),
    ...(next.has(key) ? [{ key, sign: "+" as const, text: sentence(key, next) }] : []),
  ]);
}

function sentence(key: EntryKey, entries: Entries): string {
  if (key.startsWith("tag:")) return labelOf(key);
  const separator = key.startsWith("property:") ? " = " : ": ";
  return `${labelOf(key)}${separator}${valueText(key, entries)}`;
}

/** An entry's value as people read it. */
export function valueText(key: EntryKey, entries: Entries): string {
  if (!entries.has(key)) return "absent";
  const value = entries.get(key);
  if (value === null) return "none";
  if (typeof value === "boolean") return key.startsWith("tag:") ? "present" : value ? "yes" : "no";
  if (key === "status" || key === "visibility") return formatEnum(String(value));
  if (key === "minDisk") return `${value} GiB`;
  if (key === "minRam") return `${value} MiB`;
  return value === "" ? "(empty)" : String(value);
}
