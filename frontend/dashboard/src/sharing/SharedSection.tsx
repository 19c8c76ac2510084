/** Images that others share with the caller's project. */

export function SharedSection() {
  return null;
}
