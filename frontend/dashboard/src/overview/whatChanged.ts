/** A change in a few words. */

import type { ImageEventType } from "../api/generated/graphql";

const VERBS: Readonly<Record<ImageEventType, string>> = {
  CREATED: "created",
  UPDATED: "updated",
  DELETED: "deleted",
  RESTORED: "restored",
};

/** Fields that are named before the rest is counted. */
const NAMED = 2;

/** `updated tags, properties and 2 more` */
export function whatChanged(change: { type: ImageEventType; changedFields: readonly string[] }): string {
  const { type, changedFields } = change;
  if (type !== "UPDATED" || changedFields.length === 0) return VERBS[type];
  const rest = changedFields.length - NAMED;
  const named = changedFields.slice(0, NAMED).map(words).join(", ");
  return `${VERBS[type]} ${named}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** `disk format` for `diskFormat`. */
function words(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
