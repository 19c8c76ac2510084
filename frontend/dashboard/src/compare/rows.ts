/** Images side by side: one row for each field and property, apart by whether the images differ in it. */

import type { CompareQuery } from "../api/generated/graphql";
import { formatBytes, formatEnum, formatInstant, formatSize } from "../ui/formats";

export type Compared = CompareQuery["images"][number];

export type Cell = {
  /** What the image has; null if it has nothing there. */
  text: string | null;
  /** Whether it differs from the first image's. */
  isDifferent: boolean;
};

export type Row = { key: string; label: string; isProperty: boolean; cells: readonly Cell[]; isEqual: boolean };

type Field = { label: string; text: (image: Compared) => string | null };

const FIELDS: readonly Field[] = [
  { label: "Name", text: ({ name }) => name },
  { label: "Status", text: ({ status }) => formatEnum(status) },
  { label: "Visibility", text: ({ visibility }) => formatEnum(visibility) },
  { label: "Owner", text: ({ owner }) => owner },
  { label: "Tags", text: ({ tags }) => tags.join(", ") || null },
  { label: "Disk format", text: ({ diskFormat }) => diskFormat },
  { label: "Container format", text: ({ containerFormat }) => containerFormat },
  { label: "Size", text: ({ size }) => bytes(size) },
  { label: "Virtual size", text: ({ virtualSize }) => bytes(virtualSize) },
  { label: "Minimum disk", text: ({ minDisk }) => (minDisk ? `${minDisk} GiB` : null) },
  { label: "Minimum memory", text: ({ minRam }) => (minRam ? `${minRam} MiB` : null) },
  { label: "Protected", text: (image) => (image.protected ? "Yes" : "No") },
  { label: "Hidden", text: ({ hidden }) => (hidden ? "Yes" : "No") },
  { label: "Checksum", text: ({ checksum }) => checksum },
  { label: "Hash algorithm", text: ({ hashAlgorithm }) => hashAlgorithm },
  { label: "Hash", text: ({ hashValue }) => hashValue },
  { label: "Created", text: ({ createdAt }) => formatInstant(createdAt) },
  { label: "Updated", text: ({ updatedAt }) => formatInstant(updatedAt) },
  { label: "Deleted", text: ({ deletedAt }) => deletedAt && formatInstant(deletedAt) },
];

/** Fields in the order of the drawer, then properties by name. Null is an image that is not visible: it has no say. */
export function rowsOf(images: readonly (Compared | null)[]): Row[] {
  const properties = images.map((image) => new Map(image?.properties.map(({ name, value }) => [name, value ?? "null"])));
  const names = [...new Set(properties.flatMap((each) => [...each.keys()]))].sort();
  return [
    ...FIELDS.map(({ label, text }) => rowOf(images, label, false, (image) => text(image))),
    ...names.map((name) => rowOf(images, name, true, (_image, at) => properties[at]!.get(name) ?? null)),
  ];
}

function rowOf(
  images: readonly (Compared | null)[],
  label: string,
  isProperty: boolean,
  textOf: (image: Compared, at: number) => string | null,
): Row {
  const texts = images.map((image, at) => (image ? textOf(image, at) : null));
  const first = images.findIndex((image) => image !== null);
  const cells = texts.map((text, at) => ({ text, isDifferent: images[at] !== null && text !== texts[first] }));
  const isEqual = cells.every(({ isDifferent }) => !isDifferent);
  return { key: `${isProperty ? "p." : ""}${label}`, label, isProperty, cells, isEqual };
}

function bytes(size: number | null): string | null {
  return size === null ? null : `${formatSize(size)} (${formatBytes(size)})`;
}
