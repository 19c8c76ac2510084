/** How days and months are written beside a chart. */

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

/** `8 Jun 2026` */
export function formatDay(instant: string): string {
  return DAY.format(new Date(instant));
}

/** `Jun 2026` */
export function formatMonth(instant: string): string {
  return MONTH.format(new Date(instant));
}
