/** Asking once, outside of a component. */

import type { Client } from "urql";
import { trusted } from "./documents";
import { type Failure, failureOf } from "./errors";
import type { TypedDocumentString } from "./generated/graphql";
import { noteResult } from "./health";

export type Outcome<Result> = { data: Result; failure: null } | { data: null; failure: Failure };

/** Reads once; `onOutcome` is called once, unless the function that is returned is called before. */
export function ask<Result, Variables extends object>(
  client: Client,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  onOutcome: (outcome: Outcome<Result>) => void,
): () => void {
  let isDone = false;
  const { unsubscribe } = client
    .query(trusted(document), variables, { requestPolicy: "network-only" })
    .subscribe(({ data, error }) => {
      if (isDone) return;
      isDone = true;
      const failure = error ? failureOf(error) : null;
      noteResult(failure);
      onOutcome(failure ? { data: null, failure } : { data: data as Result, failure: null });
      // The source would answer again if another part of the page asked the same.
      queueMicrotask(stop);
    });
  const stop = () => {
    isDone = true;
    unsubscribe();
  };
  return stop;
}
