/** The search and the chips above the list. */

export function FilterBar() {
  return null;
}
