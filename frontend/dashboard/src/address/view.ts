/**
 * What the page shows, as one value. Its whole state is the query string of its address, so that a
 * link, a reload and the Back button show the same (`parse.ts`, `format.ts`).
 */

import type { ImageStatus, ImageVisibility, ImageWhere } from "../api/generated/graphql";

/** Values of which an image must have one; null is an image without a value. */
export type Choice<Value> = readonly (Value | null)[];

/** Texts as they are typed, such as `1G` and `10G`, `2026-01-01` or `7d`; an empty one is an open end. */
export type Range = { readonly from: string; readonly to: string };

/** A condition on one property. `isNot` turns `values` around. Without values it must exist, or be absent. */
export type PropertyFilter = {
  readonly name: string;
  readonly values: Choice<string>;
  readonly isNot: boolean;
};

export type SortKey = { readonly key: string; readonly isDescending: boolean };

export type Filters = {
  /** Part of a name, a pattern with `*` and `?`, or the beginning of an id. */
  readonly q: string;
  readonly status: Choice<ImageStatus>;
  readonly visibility: Choice<ImageVisibility>;
  readonly disk: Choice<string>;
  readonly container: Choice<string>;
  readonly owner: Choice<string>;
  /** All of these tags. */
  readonly tag: readonly string[];
  /** None of these tags. */
  readonly notag: readonly string[];
  readonly properties: readonly PropertyFilter[];
  readonly size: Range | null;
  readonly created: Range | null;
  readonly updated: Range | null;
  readonly protected: boolean | null;
  readonly hidden: boolean | null;
  /** A condition that no control says. */
  readonly where: ImageWhere | null;
  /** Also images that a list leaves out, such as hidden and community ones. */
  readonly isVisibleScope: boolean;
  /** Deleted images are left out, shown with the others, or shown alone. */
  readonly deleted: "no" | "also" | "only";
};

export type Section = "images" | "overview" | "shared";

export type View = {
  readonly section: Section;
  readonly filters: Filters;
  readonly sort: readonly SortKey[];
  /** Keys of columns, in order; a property's is `p.NAME`. */
  readonly columns: readonly string[];
  /** Facets that are open, beyond those that always are. */
  readonly facets: readonly string[];
  readonly pageSize: number;
  readonly after: string | null;
  readonly before: string | null;
  readonly image: string | null;
  readonly tab: string;
  readonly compare: readonly string[];
  /** Parameters that are not understood, as they are written; they are kept, with a notice. */
  readonly unknown: readonly string[];
};

export const NO_FILTERS: Filters = {
  q: "",
  status: [],
  visibility: [],
  disk: [],
  container: [],
  owner: [],
  tag: [],
  notag: [],
  properties: [],
  size: null,
  created: null,
  updated: null,
  protected: null,
  hidden: null,
  where: null,
  isVisibleScope: false,
  deleted: "no",
};

export const DEFAULT_SORT: readonly SortKey[] = [{ key: "created", isDescending: true }];

export const DEFAULT_COLUMNS: readonly string[] = [
  "name",
  "status",
  "visibility",
  "disk",
  "size",
  "os",
  "tags",
  "owner",
  "updated",
];

/** Keys of all columns but those of properties. */
export const COLUMN_KEYS: readonly string[] = [
  ...DEFAULT_COLUMNS,
  "created",
  "container",
  "virtual",
  "mindisk",
  "minram",
  "id",
  "protected",
  "hidden",
  "deleted",
];

export const PAGE_SIZES: readonly number[] = [25, 50, 100, 200];

export const DEFAULT_VIEW: View = {
  section: "images",
  filters: NO_FILTERS,
  sort: DEFAULT_SORT,
  columns: DEFAULT_COLUMNS,
  facets: [],
  pageSize: 50,
  after: null,
  before: null,
  image: null,
  tab: "overview",
  compare: [],
  unknown: [],
};

/** Keys that a list can be sorted by, and their field in `ImageOrder`; others are `p.NAME`. */
export const SORT_FIELDS = {
  id: "ID",
  name: "NAME",
  status: "STATUS",
  visibility: "VISIBILITY",
  disk: "DISK_FORMAT",
  container: "CONTAINER_FORMAT",
  size: "SIZE",
  virtual: "VIRTUAL_SIZE",
  mindisk: "MIN_DISK",
  minram: "MIN_RAM",
  owner: "OWNER",
  created: "CREATED_AT",
  updated: "UPDATED_AT",
} as const;

export const STATUSES: readonly ImageStatus[] = [
  "ACTIVE",
  "QUEUED",
  "SAVING",
  "UPLOADING",
  "IMPORTING",
  "DEACTIVATED",
  "KILLED",
  "PENDING_DELETE",
  "DELETED",
];

export const VISIBILITIES: readonly ImageVisibility[] = ["PUBLIC", "COMMUNITY", "SHARED", "PRIVATE"];
