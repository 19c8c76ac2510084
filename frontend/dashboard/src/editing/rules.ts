/** Which changes the rules allow (docs/rules.md §2 and §3), so that a form offers no others. */

import type { ImageStatus } from "../api/generated/graphql";
import { STATUSES } from "../address/view";
import type { Failure } from "../api/errors";
import { type EntryKey, FIELDS, type FieldName, type ImageState, LABELS } from "./state";

const NEXT: Record<ImageStatus, readonly ImageStatus[]> = {
  QUEUED: ["SAVING", "UPLOADING", "IMPORTING", "ACTIVE"],
  SAVING: ["ACTIVE", "KILLED", "QUEUED"],
  UPLOADING: ["IMPORTING", "QUEUED"],
  IMPORTING: ["ACTIVE", "QUEUED"],
  ACTIVE: ["DEACTIVATED", "PENDING_DELETE"],
  DEACTIVATED: ["ACTIVE"],
  PENDING_DELETE: ["ACTIVE"],
  KILLED: [],
  DELETED: [],
};

const STARTS: readonly ImageStatus[] = ["QUEUED", "SAVING", "UPLOADING", "IMPORTING", "ACTIVE"];

const LIVE = STATUSES.filter((status) => status !== "DELETED");

/** The statuses that an image of this status may get, its own first. */
export function nextStatuses(current: ImageStatus, isAdministrator: boolean): ImageStatus[] {
  const others = isAdministrator && current !== "DELETED" ? LIVE : NEXT[current];
  return [current, ...others.filter((status) => status !== current)];
}

/** The statuses that a new image may have. */
export function startStatuses(isAdministrator: boolean): readonly ImageStatus[] {
  return isAdministrator ? LIVE : STARTS;
}

/** While an image can be used, what describes its data stays as it is, except for administrators. */
export function areFormatsFixed(status: ImageStatus, isAdministrator: boolean): boolean {
  return !isAdministrator && (status === "ACTIVE" || status === "DEACTIVATED");
}

/** Whether the inverse change restores what was: it does not where a status cannot go back, or clears sizes. */
export function isUndoable(before: ImageState, after: ImageState, isAdministrator: boolean): boolean {
  const { status: from } = after;
  const { status: to } = before;
  if (after.visibility !== before.visibility && before.visibility === "PUBLIC" && !isAdministrator) return false;
  if (areFormatsFixed(from, isAdministrator) && !hasSameFormats(before, after)) return false;
  return from === to || (from !== "QUEUED" && to !== "QUEUED" && nextStatuses(from, isAdministrator).includes(to));
}

function hasSameFormats(one: ImageState, other: ImageState): boolean {
  return one.diskFormat === other.diskFormat && one.containerFormat === other.containerFormat;
}

const MAX_INT = 2 ** 31 - 1;

/** What keeps a state from being sent, by the entry that it stands at. The service judges all else. */
export function problemsOf(state: ImageState): ReadonlyMap<EntryKey, string> {
  const problems = new Map<EntryKey, string>();
  for (const field of ["minDisk", "minRam"] as const) {
    const value = state[field];
    if (!(Number.isInteger(value) && value >= 0 && value <= MAX_INT)) {
      problems.set(field, `${LABELS[field]} is a whole number from 0 to 2,147,483,647.`);
    }
  }
  const seen = new Set<string>();
  for (const { name, value } of state.properties) {
    if (name === "" && value) problems.set("property:", "A property needs a name.");
    else if (name !== "" && seen.has(name)) problems.set(`property:${name}`, "Another property has this name.");
    seen.add(name);
  }
  return problems;
}

/** The entry that a refusal is about; null if it is about the whole image, or about what the form does not have. */
export function entryOf({ path }: Pick<Failure, "path">, input: unknown): EntryKey | null {
  const field = path?.[0] === "input" ? path[1] : undefined;
  if (path === null || field === undefined) return null;
  if (FIELDS.includes(field as FieldName)) return field;
  if (field !== "tags" && field !== "properties") return null;
  const name = nameAt(input, path.slice(1));
  return name === null ? field : `${field === "tags" ? "tag" : "property"}:${name}`;
}

/** The tag, or the name of the property, that lies on the way to this place of the input. */
function nameAt(input: unknown, path: readonly string[]): string | null {
  let node = input;
  for (const step of path) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, step)) return null;
    node = (node as Record<string, unknown>)[step];
    if (typeof node === "string") return node;
    if (typeof node === "object" && node !== null && "name" in node) return String(node.name);
  }
  return null;
}
