/** The client of the GraphQL endpoint beside this page. */

import { Client, fetchExchange } from "urql";
import { credentialHeaders } from "./credentials";
import { noteAnswer } from "./health";

/** The endpoint's address: beside the page, whatever path a proxy serves both under. */
export const ENDPOINT = new URL("graphql", location.origin + location.pathname.replace(/\/$/, "")).href;

/** Longer than the service may take for any request; a connection that is lost without a word ends then. */
const MILLISECONDS = 60_000;

/** `fetch` with a time limit, whose answers tell the page how the service is. */
export async function watchedFetch(url: RequestInfo | URL, options: RequestInit = {}): Promise<Response> {
  const limit = AbortSignal.timeout(MILLISECONDS);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  const response = await fetch(url, { ...options, signal });
  noteAnswer(response);
  return response;
}

export const client = new Client({
  url: ENDPOINT,
  preferGetMethod: false,
  // No cache: what is shown is asked for, and events say when it has changed.
  exchanges: [fetchExchange],
  fetch: watchedFetch,
  fetchOptions: () => ({ headers: credentialHeaders() }),
});
