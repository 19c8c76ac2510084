/**
 * The two formats of an export.
 *
 * CSV is for spreadsheets: RFC 4180 with CRLF and a header, in UTF-8 with a byte order mark, without which Excel
 * reads another encoding. Null is an empty cell, and tags stand in one cell with commas between them. Spreadsheets run
 * a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a formula, and names of images come
 * from strangers. Such a text gets an apostrophe in front (OWASP, "CSV Injection"), so it is no longer exact.
 *
 * JSON Lines is for programs: one object a line with every value exact, properties in `properties`.
 */

import type { Row } from "../list/usePage";
import type { Field, FieldValue } from "./fields";

export type Format = "csv" | "jsonl";

export const TYPES: Readonly<Record<Format, string>> = { csv: "text/csv", jsonl: "application/jsonl" };

/** What a file begins with. */
export function header(format: Format, fields: readonly Field[]): string {
  return format === "csv" ? `\uFEFF${line(fields.map(({ name }) => name))}` : "";
}

export function lines(format: Format, fields: readonly Field[], rows: readonly Row[]): string {
  if (format === "csv") return rows.map((row) => line(fields.map(({ value }) => value(row)))).join("");
  return rows.map((row) => `${JSON.stringify(objectOf(fields, row))}\n`).join("");
}

/** `glimpse-images-20261130-221503.csv`, in UTC */
export function fileName(format: Format, now: Date): string {
  const [day, time] = now.toISOString().slice(0, 19).replace(/[-:]/g, "").split("T");
  return `glimpse-images-${day}-${time}.${format}`;
}

function line(values: readonly FieldValue[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

function cell(value: FieldValue): string {
  if (value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = guarded(typeof value === "string" ? value : value.join(","));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function guarded(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function objectOf(fields: readonly Field[], row: Row): Record<string, unknown> {
  const entries = fields.filter(({ property }) => property === undefined).map(({ name, value }) => [name, value(row)]);
  const properties = fields.filter(({ property }) => property !== undefined);
  if (properties.length === 0) return Object.fromEntries(entries);
  return Object.fromEntries([
    ...entries,
    ["properties", Object.fromEntries(properties.map(({ name, value }) => [name, value(row)]))],
  ]);
}
