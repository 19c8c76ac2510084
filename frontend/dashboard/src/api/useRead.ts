/** Reading: a query whose former answer stays on the page until the next one is here. */

import { useCallback, useEffect, useRef, useState } from "react";
import { useClient } from "urql";
import type { TypedDocumentString } from "./generated/graphql";
import { answered, asked, dropped, kept, NOTHING, type ReadingState, waitBeforeRetry } from "./reading";
import { readOnce } from "./readOnce";
import { onRefresh } from "./refresh";

export type Reading<Result> = ReadingState<Result> & { again: () => void };

/**
 * Asks whenever the variables differ, on `again`, and at each refresh. Without `isWanted` nothing is asked,
 * and a question under way is aborted; so is one that a newer question overtakes. What was answered is
 * not asked again when it is wanted again, unless there was a refresh.
 */
export function useRead<Result, Variables extends object>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { isWanted = true }: { isWanted?: boolean } = {},
): Reading<Result> {
  const client = useClient();
  const [state, setState] = useState<ReadingState<Result>>({ ...NOTHING, isLoading: isWanted });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((before) => before + 1), []);
  const key = JSON.stringify(variables);
  const last = useRef<{ key: string; answered: string | null }>({ key, answered: null });
  useEffect(() => {
    const question = `${round} ${key}`;
    if (!isWanted) return;
    if (last.current.answered === question) {
      setState(kept);
      return;
    }
    const isSame = last.current.key === key;
    last.current.key = key;
    const askedAt = new Date();
    let retry: ReturnType<typeof setTimeout> | undefined;
    setState((before) => asked(before, isSame));
    const stop = readOnce(client, document, JSON.parse(key) as Variables, (answer) => {
      if (!answer.failure) last.current.answered = question;
      setState((before) => answered(before, answer, askedAt, new Date()));
      const wait = waitBeforeRetry(answer.failure);
      if (wait !== null) retry = setTimeout(again, wait);
    });
    return () => {
      stop();
      clearTimeout(retry);
      setState(dropped);
    };
  }, [client, document, key, round, isWanted, again]);
  useEffect(() => onRefresh(again), [again]);
  return { ...state, again };
}
