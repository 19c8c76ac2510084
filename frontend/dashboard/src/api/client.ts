/** The client of the GraphQL endpoint beside this page. */

import { createClient as createSocketClient } from "graphql-ws";
import { Client, fetchExchange, subscriptionExchange } from "urql";
import { credentialHeaders } from "./credentials";

/** The endpoint's address: beside the page, whatever path a proxy serves both under. */
export const ENDPOINT = new URL("graphql", location.origin + location.pathname.replace(/\/$/, "")).href;

export const sockets = createSocketClient({
  url: ENDPOINT.replace(/^http/, "ws"),
  lazy: true,
  connectionParams: () => credentialHeaders(),
});

export const client = new Client({
  url: ENDPOINT,
  preferGetMethod: false,
  // No cache: what is shown is asked for, and events say when it has changed.
  exchanges: [
    subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe: (sink) => ({
          unsubscribe: sockets.subscribe({ ...request, query: request.query ?? "" }, sink),
        }),
      }),
    }),
    fetchExchange,
  ],
  fetchOptions: () => ({ headers: credentialHeaders() }),
});
