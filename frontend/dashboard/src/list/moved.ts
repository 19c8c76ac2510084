/** The items with one of them moved by a step; at the end it stays. */
export function moved<Item>(items: readonly Item[], item: Item, step: -1 | 1): readonly Item[] {
  const at = items.indexOf(item);
  const to = at + step;
  if (at < 0 || to < 0 || to >= items.length) return items;
  const others = items.filter((_, index) => index !== at);
  return [...others.slice(0, to), item, ...others.slice(to)];
}
