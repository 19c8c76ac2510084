/** The columns that a list can have: what they are called, what they show, and what they sort by. */

import type { ReactNode } from "react";
import { COLUMN_KEYS } from "../address/view";
import { formatEnum } from "../ui/formats";
import { Time } from "../ui/Time";
import { amount, Id, Name, NONE, size, Status, Tags, text, yes } from "./cells";
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

function propertyText(row: Row, name: string): string | null {
  const value = row.propertyMap[name];
  return typeof value === "string" ? value : null;
}

function osText(row: Row): string | null {
  return OS.map((name) => propertyText(row, name)).filter(Boolean).join(" ") || null;
}

const BUILT_IN: readonly Column[] = [
  { key: "name", label: "Name", sort: "name", cell: (row) => <Name row={row} /> },
  { key: "status", label: "Status", sort: "status", cell: (row) => <Status status={row.status} /> },
  { key: "visibility", label: "Visibility", sort: "visibility", cell: (row) => formatEnum(row.visibility) },
  { key: "disk", label: "Format", sort: "disk", cell: (row) => text(row.diskFormat) },
  { key: "container", label: "Container", sort: "container", cell: (row) => text(row.containerFormat) },
  { key: "size", label: "Size", sort: "size", isNumeric: true, cell: (row) => size(row.size) },
  { key: "virtual", label: "Virtual size", sort: "virtual", isNumeric: true, cell: (row) => size(row.virtualSize) },
  { key: "mindisk", label: "Min disk", sort: "mindisk", isNumeric: true, cell: (row) => amount(row.minDisk, "GiB") },
  { key: "minram", label: "Min RAM", sort: "minram", isNumeric: true, cell: (row) => amount(row.minRam, "MiB") },
  { key: "os", label: "OS", sort: "p.os_distro", properties: OS, cell: (row) => text(osText(row)) },
  { key: "tags", label: "Tags", sort: null, cell: (row) => <Tags tags={row.tags} /> },
  { key: "owner", label: "Owner", sort: "owner", cell: (row) => text(row.owner) },
  { key: "created", label: "Created", sort: "created", cell: (row) => <Time instant={row.createdAt} /> },
  { key: "updated", label: "Updated", sort: "updated", cell: (row) => <Time instant={row.updatedAt} /> },
  {
    key: "deleted",
    label: "Deleted",
    sort: null,
    cell: (row) => (row.deletedAt === null ? NONE : <Time instant={row.deletedAt} />),
  },
  { key: "protected", label: "Protected", sort: null, cell: (row) => yes(row.protected) },
  { key: "hidden", label: "Hidden", sort: null, cell: (row) => yes(row.hidden) },
  { key: "id", label: "ID", sort: "id", cell: (row) => <Id id={row.id} /> },
];

/** The columns of these keys; one that is not known is left out, and `p.NAME` is that property. */
export function columnsOf(keys: readonly string[]): Column[] {
  return keys.flatMap((key) => {
    if (key.startsWith("p.")) return [propertyColumn(key.slice(2))];
    const found = BUILT_IN.find((column) => column.key === key);
    return found ? [found] : [];
  });
}

/** The columns that can be added, besides those of properties. */
export function otherColumns(keys: readonly string[]): Column[] {
  return columnsOf(COLUMN_KEYS.filter((key) => !keys.includes(key)));
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
