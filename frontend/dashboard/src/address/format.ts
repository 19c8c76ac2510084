/** A view becomes a query string: its parameters in one order, without those that have their default. */

import { encodeItem, encodeText } from "./texts";
import { DEFAULT_VIEW, type PropertyFilter, type Range, type View } from "./view";

/** The query string with its `?`, or an empty text for the default view. */
export function formatView(view: View): string {
  const { filters } = view;
  const parts = [
    view.section !== "images" && `view=${view.section}`,
    filters.q && `q=${encodeText(filters.q)}`,
    choice("status", filters.status.map(lower)),
    choice("visibility", filters.visibility.map(lower)),
    choice("disk", filters.disk),
    choice("container", filters.container),
    choice("owner", filters.owner),
    ...filters.tag.map((tag) => `tag=${encodeText(tag)}`),
    ...filters.notag.map((tag) => `notag=${encodeText(tag)}`),
    ...[...filters.properties].sort(byNameAndKind).map(property),
    range("size", filters.size),
    range("created", filters.created),
    range("updated", filters.updated),
    filters.protected !== null && `protected=${filters.protected}`,
    filters.hidden !== null && `hidden=${filters.hidden}`,
    filters.isVisibleScope && "scope=visible",
    filters.deleted !== "no" && `deleted=${filters.deleted}`,
    filters.where !== null && `where=${encodeText(JSON.stringify(filters.where))}`,
    !isSame(view.sort, DEFAULT_VIEW.sort) &&
      choice("sort", view.sort.map(({ key, isDescending }) => (isDescending ? `-${key}` : key))),
    !isSame(view.columns, DEFAULT_VIEW.columns) && choice("cols", view.columns),
    choice("facets", view.facets),
    view.pageSize !== DEFAULT_VIEW.pageSize && `n=${view.pageSize}`,
    view.after !== null && `after=${encodeText(view.after)}`,
    view.before !== null && `before=${encodeText(view.before)}`,
    view.image !== null && `image=${encodeText(view.image)}`,
    view.tab !== DEFAULT_VIEW.tab && `tab=${encodeText(view.tab)}`,
    choice("compare", view.compare),
    ...view.unknown,
  ].filter(Boolean);
  return parts.length ? `?${parts.join("&")}` : "";
}

function choice(key: string, values: readonly (string | null)[]): string | false {
  return values.length > 0 && `${key}=${values.map(encodeItem).join(",")}`;
}

function range(key: string, value: Range | null): string | false {
  return value !== null && `${key}=${encodeText(value.from)}..${encodeText(value.to)}`;
}

function property({ name, values, isNot }: PropertyFilter): string {
  const key = `p.${encodeText(name)}${isNot ? "!" : ""}`;
  return values.length ? `${key}=${values.map(encodeItem).join(",")}` : `${key}?`;
}

/** The order of the conditions does not matter, so an address has one order. */
function byNameAndKind(one: PropertyFilter, other: PropertyFilter): number {
  const [a, b] = [property(one), property(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function lower(value: string | null): string | null {
  return value === null ? null : value.toLowerCase();
}
