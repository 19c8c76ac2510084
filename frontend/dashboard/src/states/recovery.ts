/** Coming back by itself after the service did not answer. */

import { useEffect } from "react";
import { useClient } from "urql";
import { readOnce } from "../api/readOnce";
import { ProbeDocument } from "../api/generated/graphql";
import { noteRecovery, useHealth } from "../api/health";
import { refresh } from "../api/refresh";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;

/** Milliseconds before the next attempt, `random` between 0 and 1: many pages must not ask in the same moment. */
export function waitBeforeAttempt(attempt: number, random: number): number {
  return Math.round(Math.min(FIRST_WAIT * 2 ** attempt, LONGEST_WAIT) * (0.75 + random / 4));
}

/** While the service does not answer, asks the cheapest question now and then; with an answer, reads all again. */
export function useRecovery(): void {
  const client = useClient();
  const { reach } = useHealth();
  const isAway = reach !== "good";
  useEffect(() => {
    if (!isAway) return;
    let attempt = 0;
    let timer: ReturnType<typeof setTimeout>;
    let stop = () => {};
    const probe = () => {
      clearTimeout(timer);
      stop();
      stop = readOnce(client, ProbeDocument, {}, ({ failure }) => {
        // A refusal is an answer too: the service is there.
        if (!failure?.isTransient) {
          noteRecovery(failure);
          refresh();
        } else schedule();
      });
    };
    const schedule = () => {
      timer = setTimeout(probe, waitBeforeAttempt(attempt, Math.random()));
      attempt += 1;
    };
    schedule();
    addEventListener("online", probe);
    return () => {
      removeEventListener("online", probe);
      clearTimeout(timer);
      stop();
    };
  }, [client, isAway]);
}
