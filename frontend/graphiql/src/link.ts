/**
 * The operation in the page's address, as of a link: `?query=...&variables=...`.
 *
 * It is shown in a tab, and only a person runs it: anybody can write a link.
 */

const parameters = new URLSearchParams(location.search);
const query = parameters.get("query");

export const linked = query ? { query, variables: parameters.get("variables"), headers: null } : null;

/** The tabs have the operation as soon as they are kept; a reload would add it once more. */
export function forgetLink(): void {
  if (linked && location.search) history.replaceState(null, "", location.pathname + location.hash);
}
