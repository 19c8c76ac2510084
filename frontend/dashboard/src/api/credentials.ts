/** The token that somebody has typed: kept for this tab only, and sent with each request. */

const KEY = "glimpse.token";

const HEADERS = ["Authorization", "X-Auth-Token"] as const;

export type Credentials = { header: (typeof HEADERS)[number]; token: string };

let current: Credentials | null = stored();

const listeners = new Set<() => void>();

function stored(): Credentials | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return isCredentials(value) ? value : null;
  } catch {
    // The browser forbids storage, or something else has the key: there is no token then.
    return null;
  }
}

function isCredentials(value: unknown): value is Credentials {
  if (typeof value !== "object" || value === null) return false;
  const { header, token } = value as Partial<Record<string, unknown>>;
  return HEADERS.some((each) => each === header) && typeof token === "string" && isToken(token);
}

/** Whether it can stand in a header: visible ASCII without blanks. */
export function isToken(text: string): boolean {
  return /^[!-~]+$/.test(text);
}

/** A token as it is pasted, perhaps with its header or scheme: `Authorization: Bearer abc` is `abc`. */
export function tokenIn(pasted: string): string {
  return pasted.trim().replace(/^(authorization|x-auth-token)\s*:\s*/i, "").replace(/^bearer\s+/i, "");
}

/** Headers of the next request, which are also those of `connection_init`. */
export function credentialHeaders(): Record<string, string> {
  if (!current) return {};
  return { [current.header]: current.header === "Authorization" ? `Bearer ${current.token}` : current.token };
}

export function hasCredentials(): boolean {
  return current !== null;
}

/** Keeps a token for this tab, until it is closed; null forgets it. */
export function setCredentials(credentials: Credentials | null): void {
  current = credentials;
  try {
    if (credentials) sessionStorage.setItem(KEY, JSON.stringify(credentials));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage the token lasts until the page is left.
  }
  for (const listener of listeners) listener();
}

/** Calls `listener` at each change, until the function that it returns is called. */
export function onCredentials(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
