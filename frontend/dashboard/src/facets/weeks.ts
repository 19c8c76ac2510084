/** Weeks of the histogram and the range of the address: which weeks a range has, and the range of some weeks. */

import { parseInstant } from "../address/units";
import type { Range } from "../address/view";

/** The first and the last week, as positions in the histogram. */
export type Weeks = { first: number; last: number };

const DAY = 86_400_000;

/** The weeks that a range touches, or null if it touches none; `starts` are their first instants, in order. */
export function weeksOf(range: Range | null, starts: readonly string[], now: Date): Weeks | null {
  if (range === null || starts.length === 0) return null;
  const instants = starts.map((start) => new Date(start).getTime());
  const from = range.from ? parseInstant(range.from, "from", now)!.getTime() : -Infinity;
  const to = range.to ? parseInstant(range.to, "to", now)!.getTime() : Infinity;
  const first = Math.max(0, instants.findLastIndex((instant) => instant <= from));
  // The end of a day is the beginning of the next one, which the range has not.
  const last = instants.findLastIndex((instant) => instant < to);
  return last < 0 || last < first ? null : { first, last };
}

/** The days of these weeks; the week that has not ended has no end. */
export function rangeOf({ first, last }: Weeks, starts: readonly string[]): Range {
  const from = starts[first]!.slice(0, 10);
  if (last === starts.length - 1) return { from, to: "" };
  const sunday = new Date(new Date(starts[last]!).getTime() + 6 * DAY);
  return { from, to: sunday.toISOString().slice(0, 10) };
}

/** Two weeks in their order. */
export function between(one: number, other: number): Weeks {
  return { first: Math.min(one, other), last: Math.max(one, other) };
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -4,
  PageUp: 4,
  Home: -Infinity,
  End: Infinity,
};

/** The weeks after a key on one of the two edges, or null if the key moves nothing. */
export function moved(weeks: Weeks, edge: keyof Weeks, key: string, count: number): Weeks | null {
  const step = Object.hasOwn(STEPS, key) ? STEPS[key]! : null;
  if (step === null) return null;
  const [low, high] = edge === "first" ? [0, weeks.last] : [weeks.first, count - 1];
  return { ...weeks, [edge]: Math.min(high, Math.max(low, weeks[edge] + step)) };
}
