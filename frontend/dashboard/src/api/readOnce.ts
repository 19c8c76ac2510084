/** One answer to one query, outside of components. */

import type { Client } from "urql";
import { pipe, subscribe, take } from "wonka";
import { trusted } from "./documents";
import { type Failure, failureOf } from "./errors";
import type { TypedDocumentString } from "./generated/graphql";
import { noteResult } from "./health";

export type Answer<Result> = { data: Result; failure: null } | { data: null; failure: Failure };

/** Sends the query and passes its answer on. The returned function aborts it; then there is no answer. */
export function readOnce<Result, Variables extends object>(
  client: Client,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  onAnswer: (answer: Answer<Result>) => void,
): () => void {
  return pipe(
    client.query(trusted(document), variables, { requestPolicy: "network-only" }),
    // Without this the client takes the same query for the same operation, and repeats its answer.
    take(1),
    subscribe(({ data, error }) => {
      const failure = error ? failureOf(error) : null;
      noteResult(failure);
      onAnswer(failure ? { data: null, failure } : { data: data as Result, failure: null });
    }),
  ).unsubscribe;
}
