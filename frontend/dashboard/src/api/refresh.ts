/** Says that images have changed, so that all that is shown is read again. */

const target = new EventTarget();

/** Reads all that is shown again: after a change that this page made. */
export function refresh(): void {
  target.dispatchEvent(new Event("refresh"));
}

/** Calls `listener` at each refresh, until the function that it returns is called. */
export function onRefresh(listener: () => void): () => void {
  target.addEventListener("refresh", listener);
  return () => target.removeEventListener("refresh", listener);
}
