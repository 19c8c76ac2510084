/** The columns that a list can have: what they are called, what they show, and what they sort by. */

import type { ReactNode } from "react";
import { formatBytes, formatEnum, formatSize } from "../ui/formats";
import { Time } from "../ui/Time";
import type { Row } from "./usePage";

export type Column = {
  key: string;
  label: string;
  /** The key of the sort, or null if the API cannot sort by it. */
  sort: string | null;
  isNumeric?: boolean;
  /** Properties that the cell shows. */
  properties?: readonly string[];
  cell: (row: Row) => ReactNode;
};

const OS = ["os_distro", "os_version"] as const;

function text(value: string | null): ReactNode {
  return value === null ? <span className="none">–</span> : <span title={value}>{value}</span>;
}

function size(bytes: number | null): ReactNode {
  return bytes === null ? <span className="none">–</span> : <span title={formatBytes(bytes)}>{formatSize(bytes)}</span>;
}

function propertyText(row: Row, name: string): string | null {
  const value = row.propertyMap[name];
  return typeof value === "string" ? value : null;
}

const COLUMNS: readonly Column[] = [
  { key: "name", label: "Name", sort: "name", cell: (row) => text(row.name) },
  {
    key: "status",
    label: "Status",
    sort: "status",
    cell: (row) => (
      <span className={`status status-${row.status.toLowerCase()}`}>{formatEnum(row.status)}</span>
    ),
  },
  { key: "visibility", label: "Visibility", sort: "visibility", cell: (row) => formatEnum(row.visibility) },
  { key: "disk", label: "Format", sort: "disk", cell: (row) => text(row.diskFormat) },
  { key: "container", label: "Container", sort: "container", cell: (row) => text(row.containerFormat) },
  { key: "size", label: "Size", sort: "size", isNumeric: true, cell: (row) => size(row.size) },
  {
    key: "os",
    label: "OS",
    sort: "p.os_distro",
    properties: OS,
    cell: (row) => text(OS.map((name) => propertyText(row, name)).filter(Boolean).join(" ") || null),
  },
  {
    key: "tags",
    label: "Tags",
    sort: null,
    cell: (row) => text(row.tags.length ? row.tags.join(", ") : null),
  },
  { key: "owner", label: "Owner", sort: "owner", cell: (row) => text(row.owner) },
  { key: "updated", label: "Updated", sort: "updated", cell: (row) => <Time instant={row.updatedAt} /> },
  { key: "created", label: "Created", sort: "created", cell: (row) => <Time instant={row.createdAt} /> },
];

/** The columns of these keys; one that is not known is left out, and `p.NAME` is that property. */
export function columnsOf(keys: readonly string[]): Column[] {
  return keys.flatMap((key) => {
    if (key.startsWith("p.")) return [propertyColumn(key.slice(2))];
    const found = COLUMNS.find((column) => column.key === key);
    return found ? [found] : [];
  });
}

function propertyColumn(name: string): Column {
  return {
    key: `p.${name}`,
    label: name,
    sort: `p.${name}`,
    properties: [name],
    cell: (row) => text(propertyText(row, name)),
  };
}

/** The properties that these columns show, each once. */
export function propertyNames(keys: readonly string[]): string[] {
  return [...new Set(columnsOf(keys).flatMap(({ properties }) => properties ?? []))].sort();
}
