/** Reading: a query whose former answer stays on the page until the next one is here. */

import { useEffect, useState } from "react";
import { type OperationResult, useClient } from "urql";
import { trusted } from "./documents";
import { type Failure, failureOf } from "./errors";
import { onRefresh } from "./refresh";
import type { TypedDocumentString } from "./generated/graphql";

export type Reading<Result> = {
  /** The latest answer; while `isLoading`, perhaps one to former variables. */
  data: Result | null;
  /** Why there is no newer answer. */
  failure: Failure | null;
  isLoading: boolean;
  /** When `data` arrived. */
  readAt: Date | null;
  again: () => void;
};

type State<Result> = Omit<Reading<Result>, "again">;

const NOTHING = { data: null, failure: null, isLoading: true, readAt: null };

/**
 * Asks whenever the variables differ, and on `again`. Without `isWanted` nothing is asked. An answer that is
 * overtaken by a newer question is dropped.
 */
export function useRead<Result, Variables extends object>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { isWanted = true }: { isWanted?: boolean } = {},
): Reading<Result> {
  const client = useClient();
  const [state, setState] = useState<State<Result>>(NOTHING);
  const [round, setRound] = useState(0);
  const key = JSON.stringify(variables);
  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    setState((before) => ({ ...before, isLoading: true }));
    const asked: Variables = JSON.parse(key);
    client
      .query(trusted(document), asked, { requestPolicy: "network-only" })
      .toPromise()
      .then((answer) => isCurrent && setState((before) => next(before, answer)));
    return () => {
      isCurrent = false;
    };
  }, [client, document, key, round, isWanted]);
  useEffect(() => onRefresh(() => setRound((before) => before + 1)), []);
  return { ...state, again: () => setRound((before) => before + 1) };
}

function next<Result>(before: State<Result>, answer: OperationResult<Result>): State<Result> {
  if (answer.error) return { ...before, failure: failureOf(answer.error), isLoading: false };
  return { data: answer.data ?? null, failure: null, isLoading: false, readAt: new Date() };
}
