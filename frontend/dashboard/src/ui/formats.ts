/** How values are shown: sizes, counts and instants. */

const COUNT = new Intl.NumberFormat("en");
const EXACT = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "long",
  timeZone: "UTC",
});
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365.25 * 86_400],
  ["month", 30.44 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** `89,844` */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** Three significant digits: `2.25 GiB`. */
export function formatSize(bytes: number): string {
  const step = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** step;
  const digits = step === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[step]}`;
}

/** `2,415,919,104 bytes` */
export function formatBytes(bytes: number): string {
  return `${formatCount(bytes)} bytes`;
}

/** `3 days ago` */
export function formatAge(instant: string, now: Date): string {
  const seconds = (new Date(instant).getTime() - now.getTime()) / 1000;
  const [unit, length] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ["second", 1];
  return RELATIVE.format(Math.round(seconds / length), unit);
}

/** `3 Nov 2026, 20:06:29 UTC` */
export function formatInstant(instant: string): string {
  return EXACT.format(new Date(instant));
}

/** `Pending delete` for PENDING_DELETE. */
export function formatEnum(value: string): string {
  const words = value.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
