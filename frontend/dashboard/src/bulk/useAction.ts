/** An action under way: its progress, and how it stopped. */

import { useRef, useState } from "react";
import { refresh } from "../api/refresh";
import { useSelection } from "../selection/useSelection";
import { batchesOf, type BulkAction, type Planned } from "./plan";
import { type Outcome, run } from "./run";
import type { Sender } from "./useSender";

export type Running = {
  /** Null while nothing is sent. */
  progress: { done: number; total: number } | null;
  /** How the last run ended before its end; null if it did not. */
  stopped: Outcome<Planned> | null;
  start: (action: BulkAction, planned: readonly Planned[]) => Promise<void>;
  /** Ends the run after the batch that is on its way: that one cannot be called back. */
  cancel: () => void;
  isCancelling: boolean;
  /** Forgets how the last run ended, for a new plan. */
  reset: () => void;
};

/** `onDone` is called when all has been taken. */
export function useAction(sender: Sender, onDone: () => void): Running {
  const { rows, set } = useSelection();
  const [progress, setProgress] = useState<Running["progress"]>(null);
  const [stopped, setStopped] = useState<Outcome<Planned> | null>(null);
  const [isCancelling, setCancelling] = useState(false);
  const isCancelled = useRef(false);

  const start = async (action: BulkAction, planned: readonly Planned[]) => {
    isCancelled.current = false;
    setCancelling(false);
    setStopped(null);
    setProgress({ done: 0, total: planned.length });
    const versions = new Map<string, string>();
    const outcome = await run(batchesOf(planned, sender.batchSize(action)), {
      send: sender.send(action, versions),
      onProgress: (done) => setProgress({ done, total: planned.length }),
      isCancelled: () => isCancelled.current,
    });
    setProgress(null);
    sender.report(action, outcome.done, versions);
    const isWhole = outcome.done.length === planned.length;
    // What is deleted is gone; of a run that stopped, what is left stays selected.
    if (action.kind === "delete" || !isWhole) {
      const ids = new Set(outcome.done.map(({ image }) => image.id));
      set([...rows.values()].filter(({ id }) => ids.has(id)), false);
    }
    refresh();
    if (isWhole) onDone();
    else setStopped(outcome);
  };
  const cancel = () => {
    isCancelled.current = true;
    setCancelling(true);
  };
  return { progress, stopped, start, cancel, isCancelling, reset: () => setStopped(null) };
}
