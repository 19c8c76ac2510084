/** The token that somebody has typed: kept for this tab only, and sent with each request. */

const KEY = "glimpse.token";

type Credentials = { header: "Authorization" | "X-Auth-Token"; token: string };

let current: Credentials | null = stored();

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
  return typeof value === "object" && value !== null && "header" in value && "token" in value;
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
}
