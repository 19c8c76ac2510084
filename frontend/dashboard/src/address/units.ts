/** Sizes and instants as people type them. */

const UNITS: Record<string, number> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40, P: 2 ** 50 };

/** Bytes of a text such as `10G`, `1.5 GiB` or `512`; undefined if it is none. Units are powers of 1024. */
export function parseSize(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([KMGTP]?)(?:i?B)?\s*$/i.exec(text);
  if (!match) return undefined;
  const bytes = Math.round(Number(match[1]) * UNITS[match[2]!.toUpperCase()]!);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

export type Edge = "from" | "to";

/**
 * The instant of a text: a date (its beginning, or the beginning of the next day for the edge `to`), an
 * RFC 3339 instant, or an age such as `7d` or `12h` before `now`; undefined if it is none.
 */
export function parseInstant(text: string, edge: Edge, now: Date): Date | undefined {
  const age = /^(\d{1,5})([hdwy])$/.exec(text);
  if (age) {
    const hours = { h: 1, d: 24, w: 7 * 24, y: 365 * 24 }[age[2] as "h" | "d" | "w" | "y"];
    return checked(new Date(now.getTime() - Number(age[1]) * hours * 3_600_000));
  }
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (day) {
    const start = new Date(`${text}T00:00:00Z`);
    // JavaScript reads 31 April as 1 May.
    if (Number.isNaN(start.getTime()) || start.getUTCDate() !== Number(day[3])) return undefined;
    return edge === "to" ? checked(new Date(start.getTime() + 86_400_000)) : start;
  }
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : checked(instant);
}

/** Years of four digits only, as the API takes them. */
function checked(instant: Date): Date | undefined {
  const year = instant.getUTCFullYear();
  return year >= 1 && year <= 9999 ? instant : undefined;
}
