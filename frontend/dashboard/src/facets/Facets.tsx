/** Facets beside the list. */

export function Facets() {
  return null;
}
