/** One image: the drawer that the address opens. */

export function Detail({ id }: { id: string }) {
  return id ? null : null;
}
