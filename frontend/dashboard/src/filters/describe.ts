/** Active filters in words, one for each condition that can be taken away alone. */

import type { Choice, Filters, PropertyFilter, Range } from "../address/view";
import { NO_FILTERS } from "../address/view";
import { formatEnum } from "../ui/formats";

export type ActiveFilter = {
  id: string;
  label: string;
  /** The filters without this one. */
  without: Filters;
  /** The kind of form that can change it; null for those whose facet does. */
  form: FormKind | null;
};

/** Forms of the dialog that adds filters. */
export type FormKind =
  | "size"
  | "created"
  | "updated"
  | "property"
  | "owner"
  | "tag"
  | "notag"
  | "protected"
  | "hidden"
  | "scope"
  | "deleted"
  | "where";

type Described = { id: string; label: string; change: Partial<Filters>; form?: FormKind };

export function describeFilters(filters: Filters): ActiveFilter[] {
  const { protected: isProtected } = filters;
  const described: (Described | false)[] = [
    filters.q !== "" && { id: "q", label: `search: ${filters.q}`, change: { q: "" } },
    choice("status", "status", filters.status, (value) => formatEnum(value).toLowerCase()),
    choice("visibility", "visibility", filters.visibility, (value) => value.toLowerCase()),
    choice("disk", "format", filters.disk),
    choice("container", "container", filters.container),
    choice("owner", "owner", filters.owner),
    ...filters.tag.map((tag): Described => ({
      id: `tag ${tag}`,
      label: `tag: ${quoted(tag)}`,
      change: { tag: filters.tag.filter((each) => each !== tag) },
    })),
    ...filters.notag.map((tag): Described => ({
      id: `notag ${tag}`,
      label: `without tag: ${quoted(tag)}`,
      change: { notag: filters.notag.filter((each) => each !== tag) },
    })),
    ...filters.properties.map((property, index): Described => ({
      id: `property ${index} ${property.name}`,
      label: describeProperty(property),
      change: { properties: filters.properties.filter((each) => each !== property) },
    })),
    range("size", "size", filters.size, "at least", "at most"),
    range("created", "created", filters.created, "since", "until"),
    range("updated", "updated", filters.updated, "since", "until"),
    isProtected !== null && {
      id: "protected",
      label: isProtected ? "protected" : "not protected",
      change: { protected: null },
    },
    filters.hidden !== null && {
      id: "hidden",
      label: filters.hidden ? "hidden" : "not hidden",
      change: { hidden: null },
    },
    filters.isVisibleScope && {
      id: "scope",
      label: "all that can be seen, also hidden and community images",
      change: { isVisibleScope: false },
    },
    filters.deleted !== "no" && {
      id: "deleted",
      label: filters.deleted === "only" ? "deleted" : "also deleted ones",
      change: { deleted: "no" },
    },
    filters.where !== null && {
      id: "where",
      label: `condition: ${JSON.stringify(filters.where)}`,
      change: { where: null },
      form: "where",
    },
  ];
  return described
    .filter((each) => each !== false)
    .map(({ id, label, change, form }) => ({ id, label, without: { ...filters, ...change }, form: form ?? null }));
}

function choice<Value extends string>(
  key: "status" | "visibility" | "disk" | "container" | "owner",
  name: string,
  values: Choice<Value>,
  show: (value: Value) => string = quoted,
): Described | false {
  if (!values.length) return false;
  const label = `${name}: ${values.map((value) => (value === null ? "none" : show(value))).join(" or ")}`;
  return { id: key, label, change: { [key]: NO_FILTERS[key] } };
}

function range(
  key: "size" | "created" | "updated",
  name: string,
  value: Range | null,
  from: string,
  to: string,
): Described | false {
  if (!value) return false;
  const ends = [value.from && `${from} ${end(value.from)}`, value.to && `${to} ${end(value.to)}`];
  return { id: key, label: `${name} ${ends.filter(Boolean).join(" and ")}`, change: { [key]: null }, form: key };
}

/** An age such as `7d` in words; other ends speak for themselves. */
function end(text: string): string {
  const age = /^(\d+)([hdwy])$/.exec(text);
  if (!age) return text;
  const unit = { h: "hour", d: "day", w: "week", y: "year" }[age[2] as "h" | "d" | "w" | "y"];
  return `${age[1]} ${unit}${age[1] === "1" ? "" : "s"} ago`;
}

function describeProperty({ name, values, isNot }: PropertyFilter): string {
  if (!values.length) return isNot ? `without ${name}` : `with ${name}`;
  const all = values.map((value) => (value === null ? "none" : quoted(value))).join(" or ");
  return isNot ? `${name} is not ${all}` : `${name}: ${all}`;
}

/** Quotes around what could be taken for something else, or not be seen. */
function quoted(value: string): string {
  return value === "" || value === "none" || value.trim() !== value ? `“${value}”` : value;
}
