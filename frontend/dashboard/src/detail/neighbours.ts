/** The images before and after one in a page of the list; null at its ends, and for an image that is not in it. */
export function neighbours(ids: readonly string[], id: string): { previous: string | null; next: string | null } {
  const at = ids.indexOf(id);
  if (at < 0) return { previous: null, next: null };
  return { previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null };
}
