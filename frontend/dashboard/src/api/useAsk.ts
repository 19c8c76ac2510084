/** Asking once: a query whose answer a step of an action needs, and that is not shown as it is. */

import { useCallback } from "react";
import { useClient } from "urql";
import type { TypedDocumentString } from "./generated/graphql";
import { type Answer, readOnce } from "./readOnce";

/** A function that asks once. It never throws: a refusal is a result. */
export function useAsk<Result, Variables extends object>(
  document: TypedDocumentString<Result, Variables>,
): (variables: Variables) => Promise<Answer<Result>> {
  const client = useClient();
  return useCallback(
    (variables) => new Promise((resolve) => readOnce(client, document, variables, resolve)),
    [client, document],
  );
}
