/** What is wrong with what is typed into a form, in words; null if nothing is. */

import type { ImageWhere } from "../api/generated/graphql";
import { parseInstant, parseSize } from "../address/units";
import type { Range } from "../address/view";

export function rangeProblem(key: "size" | "created" | "updated", { from, to }: Range, now: Date): string | null {
  const read = (text: string, edge: "from" | "to") =>
    key === "size" ? parseSize(text) : parseInstant(text, edge, now)?.getTime();
  const kind = key === "size" ? "a size" : "a date, an instant or an age";
  for (const [text, edge] of [[from, "from"], [to, "to"]] as const) {
    if (text && read(text, edge) === undefined) return `“${text}” is not ${kind}.`;
  }
  if (from && to && read(from, "from")! > read(to, "to")!) return "The range ends before it begins.";
  return null;
}

export type Condition = { where: ImageWhere; problem: null } | { where: null; problem: string };

/** The condition of a JSON text. Whether its names exist is for the service to say. */
export function readCondition(json: string): Condition {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { where: null, problem: `This is not JSON: ${(error as Error).message}` };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { where: null, problem: "The condition must be a JSON object, such as {\"minDisk\": {\"gt\": 20}}." };
  }
  return { where: value as ImageWhere, problem: null };
}
