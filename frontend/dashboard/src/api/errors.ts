/** What went wrong, as the page shows it. */

import type { CombinedError } from "urql";

export type Failure = {
  /** `extensions.code` of the API (docs/errors.md), or one of the page: OFFLINE, UNREADABLE. */
  code: string;
  message: string;
  /** Where in the input, such as `input.name`; null if it is not about one field. */
  path: readonly string[] | null;
  /** The `X-Request-Id` that the operator's log has. */
  requestId: string | null;
  /** Whether the same request may work later. */
  isTransient: boolean;
  /** Seconds after which the service wants to be asked again; null if it does not say. */
  retryAfter?: number | null;
};

/** What an answer says of itself, whatever its body is. */
export type Answer = { status: number; headers: Pick<Headers, "get"> };

type Known = Pick<Failure, "code" | "message">;

const TRANSIENT = new Set(["OFFLINE", "TIMEOUT", "UNAVAILABLE", "TOO_SLOW"]);

const OUTDATED = "Glimpse was updated. Reload the page.";

/** The first failure of an answer: usually its only one. */
export function failureOf(error: Pick<CombinedError, "graphQLErrors" | "response">): Failure {
  const answer = error.response as Answer | undefined;
  const first = error.graphQLErrors[0];
  const known = first ? errorOfApi(first) : answer ? errorOfStatus(answer) : UNREACHABLE;
  const retryAfter = answer ? secondsToWait(answer) : null;
  return {
    ...known,
    path: pathOf(first?.extensions["path"]),
    requestId: answer?.headers.get("x-request-id") ?? null,
    // A limit with a time to wait is that of requests in progress; other limits stay exceeded.
    isTransient: TRANSIENT.has(known.code) || retryAfter !== null,
    retryAfter,
  };
}

const UNREACHABLE: Known = { code: "OFFLINE", message: "The service does not answer." };

function errorOfApi({ message, extensions }: { message: string; extensions: Record<string, unknown> }): Known {
  const { code, id } = extensions;
  if (code === "PERSISTED_QUERY_NOT_FOUND") return { code, message: OUTDATED };
  if (typeof code !== "string") return { code: "INTERNAL_SERVER_ERROR", message };
  // The id finds the error in the operator's log.
  return { code, message: typeof id === "string" ? `${message} Its id is ${id}.` : message };
}

/** An answer that is not GraphQL: a proxy's, or none at all. */
function errorOfStatus({ status }: Answer): Known {
  if (status === 401) return { code: "UNAUTHENTICATED", message: "A proxy does not know who you are (HTTP 401)." };
  if (status === 403) return { code: "FORBIDDEN", message: "A proxy refused the request (HTTP 403)." };
  if (status === 413) return { code: "LIMIT_EXCEEDED", message: "The request is larger than a proxy allows (HTTP 413)." };
  if (status === 429) return { code: "LIMIT_EXCEEDED", message: "A proxy received too many requests (HTTP 429)." };
  if (status === 502 || status === 503 || status === 504) {
    return { code: "UNAVAILABLE", message: `The service cannot be reached at the moment (HTTP ${status}).` };
  }
  if (status < 300) {
    return { code: "UNREADABLE", message: "The answer is not GraphQL. Perhaps a proxy asks you to sign in: reload the page." };
  }
  return { code: "UNREADABLE", message: `The answer is not GraphQL (HTTP ${status}).` };
}

function pathOf(path: unknown): string[] | null {
  return Array.isArray(path) ? path.map(String) : null;
}

/** `Retry-After` in seconds; a date is not used by Glimpse, and by few proxies. */
function secondsToWait({ status, headers }: Answer): number | null {
  const given = headers.get("retry-after");
  return (status === 429 || status === 503) && given && /^\d{1,4}$/.test(given.trim()) ? Number(given) : null;
}
