/** Changing: a mutation, and what came of it. */

import { useCallback } from "react";
import { useClient } from "urql";
import { trusted } from "./documents";
import { type Failure, failureOf } from "./errors";
import type { TypedDocumentString } from "./generated/graphql";
import { noteResult } from "./health";

export type Change<Result> = { data: Result; failure: null } | { data: null; failure: Failure };

/** A function that sends the mutation once. It never throws: a refusal is a result. */
export function useChange<Result, Variables extends object>(
  document: TypedDocumentString<Result, Variables>,
): (variables: Variables) => Promise<Change<Result>> {
  const client = useClient();
  return useCallback(
    async (variables) => {
      const { data, error } = await client.mutation(trusted(document), variables).toPromise();
      const failure = error ? failureOf(error) : null;
      noteResult(failure);
      return failure ? { data: null, failure } : { data: data as Result, failure: null };
    },
    [client, document],
  );
}
