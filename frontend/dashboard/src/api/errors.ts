/** What went wrong, as the page tells it. */

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
};

const TRANSIENT = new Set(["OFFLINE", "TIMEOUT", "UNAVAILABLE"]);

/** The first failure of an answer: usually its only one. */
export function failureOf(error: CombinedError): Failure {
  const response = error.response as Response | undefined;
  const requestId = response?.headers?.get("x-request-id") ?? null;
  const first = error.graphQLErrors[0];
  if (first) {
    const { code, path } = first.extensions as { code?: unknown; path?: unknown };
    const known = typeof code === "string" ? code : "INTERNAL_SERVER_ERROR";
    return {
      code: known,
      message: first.message,
      path: Array.isArray(path) ? path.map(String) : null,
      requestId,
      isTransient: TRANSIENT.has(known),
    };
  }
  if (!response) {
    return { code: "OFFLINE", message: "The service does not answer.", path: null, requestId, isTransient: true };
  }
  return {
    code: response.status === 503 ? "UNAVAILABLE" : "UNREADABLE",
    message: `The service answered with HTTP ${response.status}.`,
    path: null,
    requestId,
    isTransient: response.status >= 500,
  };
}
