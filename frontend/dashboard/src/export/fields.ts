/** The columns of a list as fields of a file: named and valued as in the API, not as the page shows them. */

import type { Row } from "../list/usePage";

/** A value of a file: exact, with times as RFC 3339 in UTC and sizes in bytes. */
export type FieldValue = string | number | boolean | null | readonly string[];

export type Field = { name: string; property?: string; value: (row: Row) => FieldValue };

const OS = ["os_distro", "os_version"] as const;

const FIELDS: Readonly<Record<string, readonly Field[]>> = {
  id: [{ name: "id", value: (row) => row.id }],
  name: [{ name: "name", value: (row) => row.name }],
  status: [{ name: "status", value: (row) => row.status }],
  visibility: [{ name: "visibility", value: (row) => row.visibility }],
  disk: [{ name: "diskFormat", value: (row) => row.diskFormat }],
  container: [{ name: "containerFormat", value: (row) => row.containerFormat }],
  size: [{ name: "size", value: (row) => row.size }],
  virtual: [{ name: "virtualSize", value: (row) => row.virtualSize }],
  mindisk: [{ name: "minDisk", value: (row) => row.minDisk }],
  minram: [{ name: "minRam", value: (row) => row.minRam }],
  os: OS.map(propertyField),
  tags: [{ name: "tags", value: (row) => row.tags }],
  owner: [{ name: "owner", value: (row) => row.owner }],
  created: [{ name: "createdAt", value: (row) => row.createdAt }],
  updated: [{ name: "updatedAt", value: (row) => row.updatedAt }],
  deleted: [{ name: "deletedAt", value: (row) => row.deletedAt }],
  protected: [{ name: "protected", value: (row) => row.protected }],
  hidden: [{ name: "hidden", value: (row) => row.hidden }],
};

/** The fields of these columns, each once, after the id. A column that is not known is left out. */
export function fieldsOf(columns: readonly string[]): Field[] {
  const fields = ["id", ...columns].flatMap((key) => {
    if (key.startsWith("p.") && key.length > 2) return [propertyField(key.slice(2))];
    return Object.hasOwn(FIELDS, key) ? FIELDS[key]! : [];
  });
  return [...new Map(fields.map((field) => [JSON.stringify([field.name, field.property]), field])).values()];
}

/** The properties that these fields need. */
export function propertiesOf(fields: readonly Field[]): string[] {
  return fields.flatMap(({ property }) => (property === undefined ? [] : [property])).sort();
}

function propertyField(name: string): Field {
  return {
    name,
    property: name,
    value: ({ propertyMap }) => (typeof propertyMap[name] === "string" ? propertyMap[name] : null),
  };
}
