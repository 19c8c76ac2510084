/** Short messages about what has happened, some with an action such as Undo. */

import { createContext, useContext } from "react";

export type Notice = {
  text: string;
  tone?: "good" | "bad";
  action?: { label: string; run: () => void };
};

const NoticesContext = createContext<((notice: Notice) => void) | null>(null);

export const NoticesProvider = NoticesContext.Provider;

/** A function that shows a notice. */
export function useNotify(): (notice: Notice) => void {
  const notify = useContext(NoticesContext);
  if (!notify) throw new Error("useNotify needs a NoticesProvider.");
  return notify;
}
