/** A query string becomes a view. What is not understood is kept in `unknown`, never guessed. */

import type { ImageWhere } from "../api/generated/graphql";
import { decodeItems, decodeText } from "./texts";
import { type Edge, parseInstant, parseSize } from "./units";
import {
  type Choice,
  COLUMN_KEYS,
  DEFAULT_VIEW,
  type Filters,
  PAGE_SIZES,
  type PropertyFilter,
  type Range,
  SORT_FIELDS,
  type SortKey,
  STATUSES,
  type View,
  VISIBILITIES,
} from "./view";

type Draft = { -readonly [Key in keyof View]: View[Key] };
type DraftFilters = { -readonly [Key in keyof Filters]: Filters[Key] };

/** Reads one parameter's raw text into the draft; false if it is not understood. */
type Reader = (view: Draft, filters: DraftFilters, raw: string) => boolean;

/** The view of a query string, with or without its `?`. */
export function parseView(search: string): View {
  const view: Draft = { ...DEFAULT_VIEW };
  const filters: DraftFilters = { ...DEFAULT_VIEW.filters };
  const unknown: string[] = [];
  const seen = new Set<string>();
  for (const part of search.replace(/^\?/, "").split("&")) {
    if (!part) continue;
    const at = part.indexOf("=");
    const [rawKey, raw] = at < 0 ? [part, null] : [part.slice(0, at), part.slice(at + 1)];
    if (rawKey.startsWith("p.") ? readProperty(filters, rawKey.slice(2), raw) : readParameter(rawKey, raw)) continue;
    unknown.push(part);
  }
  return { ...view, filters, unknown };

  /** The first of two contradicting parameters counts; the second one is kept as not understood. */
  function readParameter(rawKey: string, raw: string | null): boolean {
    const key = decodeText(rawKey);
    if (key === null || raw === null || !Object.hasOwn(READERS, key)) return false;
    const place = key === "before" ? "after" : key;
    if (seen.has(place)) return false;
    if (!READERS[key as keyof typeof READERS](view, filters, raw)) return false;
    if (!REPEATABLE.has(key)) seen.add(place);
    return true;
  }
}

const REPEATABLE = new Set(["tag", "notag"]);

/** `NAME=a,b`, `NAME!=a` (not one of them), `NAME?` (exists) and `NAME!?` (is absent). */
function readProperty(filters: DraftFilters, rawKey: string, raw: string | null): boolean {
  const isExistence = rawKey.endsWith("?");
  const withoutMark = isExistence ? rawKey.slice(0, -1) : rawKey;
  const isNot = withoutMark.endsWith("!");
  const name = decodeText(isNot ? withoutMark.slice(0, -1) : withoutMark);
  if (!name || (isExistence ? raw : raw === null)) return false;
  const values = isExistence ? [] : decodeItems(raw!);
  if (values === null || (!isExistence && values.length === 0)) return false;
  const filter: PropertyFilter = { name, values, isNot };
  if (filters.properties.some((each) => isSameCondition(each, filter))) return false;
  filters.properties = [...filters.properties, filter];
  return true;
}

/** Whether two conditions would be written with the same key, so that the second one would repeat it. */
export function isSameCondition(one: PropertyFilter, other: PropertyFilter): boolean {
  const isExistence = one.values.length === 0;
  return one.name === other.name && one.isNot === other.isNot && isExistence === (other.values.length === 0);
}

type KeysOf<Type> = { [Key in keyof Filters]: Filters[Key] extends Type ? Key : never }[keyof Filters];

function choice<Value extends string>(key: KeysOf<Choice<string>>, known?: readonly Value[]): Reader {
  return (_view, filters, raw) => {
    const items = decodeItems(known ? raw.toUpperCase() : raw);
    if (items === null) return false;
    if (known && !items.every((item) => (known as readonly (string | null)[]).includes(item))) return false;
    (filters as Record<string, unknown>)[key] = unique(items);
    return true;
  };
}

function repeated(key: "tag" | "notag"): Reader {
  return (_view, filters, raw) => {
    const text = decodeText(raw);
    if (!text || filters[key].includes(text)) return false;
    filters[key] = [...filters[key], text];
    return true;
  };
}

function flag(key: "protected" | "hidden"): Reader {
  return (_view, filters, raw) => {
    if (raw !== "true" && raw !== "false") return false;
    filters[key] = raw === "true";
    return true;
  };
}

function range(key: "size" | "created" | "updated", isValid: (text: string, edge: Edge) => boolean): Reader {
  return (_view, filters, raw) => {
    const text = decodeText(raw);
    const at = text?.indexOf("..") ?? -1;
    if (text === null || at < 0) return false;
    const found: Range = { from: text.slice(0, at), to: text.slice(at + 2) };
    if (!found.from && !found.to) return false;
    if ((found.from && !isValid(found.from, "from")) || (found.to && !isValid(found.to, "to"))) return false;
    filters[key] = found;
    return true;
  };
}

const isSize = (text: string) => parseSize(text) !== undefined;
const isInstant = (text: string, edge: Edge) => parseInstant(text, edge, new Date()) !== undefined;

function text(read: (view: Draft, filters: DraftFilters, text: string) => boolean): Reader {
  return (view, filters, raw) => {
    const decoded = decodeText(raw);
    return decoded !== null && decoded !== "" && read(view, filters, decoded);
  };
}

function list(read: (view: Draft, items: readonly string[]) => boolean): Reader {
  return (view, _filters, raw) => {
    const items = decodeItems(raw);
    return items !== null && items.every((item) => item !== null && item !== "") && read(view, unique(items) as string[]);
  };
}

const READERS = {
  q: text((_view, filters, q) => Boolean((filters.q = q))),
  status: choice("status", STATUSES),
  visibility: choice("visibility", VISIBILITIES),
  disk: choice("disk"),
  container: choice("container"),
  owner: choice("owner"),
  tag: repeated("tag"),
  notag: repeated("notag"),
  size: range("size", isSize),
  created: range("created", isInstant),
  updated: range("updated", isInstant),
  protected: flag("protected"),
  hidden: flag("hidden"),
  where: text((_view, filters, json) => {
    const where = parseObject(json);
    if (where === null) return false;
    filters.where = where;
    return true;
  }),
  scope: text((_view, filters, scope) => {
    filters.isVisibleScope = scope === "visible";
    return scope === "visible" || scope === "listed";
  }),
  deleted: text((_view, filters, deleted) => {
    if (deleted !== "no" && deleted !== "also" && deleted !== "only") return false;
    filters.deleted = deleted;
    return true;
  }),
  view: text((view, _filters, section) => {
    if (section !== "images" && section !== "overview" && section !== "shared") return false;
    view.section = section;
    return true;
  }),
  sort: list((view, items) => {
    const keys = items.map(sortKey).filter((key) => key !== null);
    if (keys.length < items.length || new Set(keys.map(({ key }) => key)).size < keys.length) return false;
    view.sort = keys;
    return true;
  }),
  cols: list((view, items) => {
    if (!items.every((item) => COLUMN_KEYS.includes(item) || isPropertyKey(item))) return false;
    view.columns = items;
    return true;
  }),
  facets: list((view, items) => Boolean((view.facets = items))),
  n: text((view, _filters, n) => {
    if (!PAGE_SIZES.map(String).includes(n)) return false;
    view.pageSize = Number(n);
    return true;
  }),
  after: text((view, _filters, cursor) => Boolean((view.after = cursor))),
  before: text((view, _filters, cursor) => Boolean((view.before = cursor))),
  image: text((view, _filters, id) => Boolean((view.image = id))),
  tab: text((view, _filters, tab) => Boolean((view.tab = tab))),
  compare: list((view, items) => {
    if (items.length < 2 || items.length > 4) return false;
    view.compare = items;
    return true;
  }),
} satisfies Record<string, Reader>;

function sortKey(item: string): SortKey | null {
  const isDescending = item.startsWith("-");
  const key = isDescending ? item.slice(1) : item;
  return Object.hasOwn(SORT_FIELDS, key) || isPropertyKey(key) ? { key, isDescending } : null;
}

function isPropertyKey(key: string): boolean {
  return key.startsWith("p.") && key.length > 2;
}

function parseObject(json: string): ImageWhere | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as ImageWhere) : null;
  } catch {
    return null;
  }
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}
