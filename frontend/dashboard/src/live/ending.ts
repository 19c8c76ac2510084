/** How a connection ended, by the answer that ended it. */

import type { End } from "./connection";

export type WithErrors = { errors?: { extensions?: { code?: string } }[] };

/** The code of the first error. */
export function codeOf({ errors }: WithErrors): string {
  return errors?.[0]?.extensions?.code ?? "INTERNAL_SERVER_ERROR";
}

/** An answer that does not follow: a refusal of the API, or a proxy's page. */
export function endOfAnswer(status: number, body: string): End {
  try {
    const answer = JSON.parse(body) as WithErrors;
    if (answer.errors) return { code: codeOf(answer) };
  } catch {
    // Not from the API: the status decides.
  }
  if (status === 401) return { code: "UNAUTHENTICATED" };
  return status === 502 || status === 503 || status === 504 ? "down" : "blocked";
}
