/** A change of an image as lines of the history: what was, and what is instead. */

import type { DetailHistoryQuery } from "../api/generated/graphql";

export type Entry = DetailHistoryQuery["imageEvents"]["nodes"][number];

export type Line = { kind: "before" | "after"; text: string; isMissing: boolean };

export type Block = { field: string; name: string | null; lines: readonly Line[] };

type Change = { field: string; name: string | null; before?: unknown; after?: unknown };

type Changes = { changes: readonly Change[]; changedFields: readonly string[] };

/** One block for each value that the event recorded, and one without lines for each field that it did not. */
export function blocksOf({ changes, changedFields }: Changes): Block[] {
  const recorded = new Set(changes.map(({ field }) => field));
  return [
    ...changes.map(blockOf),
    ...changedFields.filter((field) => !recorded.has(field)).map((field) => ({ field, name: null, lines: [] })),
  ];
}

function blockOf({ field, name, before = null, after = null }: Change): Block {
  const lines: Line[] = [
    { kind: "before", text: formatValue(before), isMissing: before === null },
    { kind: "after", text: formatValue(after), isMissing: after === null },
  ];
  // Of a property, tag or member that comes or goes, the other side says nothing.
  const isEntry = name !== null && lines.some(({ isMissing }) => !isMissing);
  return { field, name, lines: isEntry ? lines.filter(({ isMissing }) => !isMissing) : lines };
}

/** A value of the API as text: texts as they are, and the rest so that it differs from them. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (value === "") return '""';
  if (typeof value === "string") return value;
  if (typeof value !== "object" || Array.isArray(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([key, each]) => `${key}: ${formatValue(each)}`)
    .join(", ");
}

/** `alice of project web`; "unknown" also where the caller may not know. */
export function formatActor(actor: Entry["actor"]): string {
  const { user, project } = actor ?? { user: null, project: null };
  if (user !== null && project !== null) return `${user} of project ${project}`;
  return user ?? (project === null ? "unknown" : `project ${project}`);
}
