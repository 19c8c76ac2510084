/** Asking once: a query whose answer a step of an action needs, and that is not shown as it is. */

import { useCallback } from "react";
import { useClient } from "urql";
import { trusted } from "./documents";
import { failureOf } from "./errors";
import type { TypedDocumentString } from "./generated/graphql";
import type { Change } from "./useChange";

/** A function that asks once. It never throws: a refusal is a result. */
export function useAsk<Result, Variables extends object>(
  document: TypedDocumentString<Result, Variables>,
): (variables: Variables) => Promise<Change<Result>> {
  const client = useClient();
  return useCallback(
    async (variables) => {
      const options = { requestPolicy: "network-only" } as const;
      const { data, error } = await client.query(trusted(document), variables, options).toPromise();
      if (error) return { data: null, failure: failureOf(error) };
      return { data: data as Result, failure: null };
    },
    [client, document],
  );
}
