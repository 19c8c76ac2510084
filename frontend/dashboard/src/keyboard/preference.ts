/** Whether keys of one character do anything: some people speak to their computer, and words are keys then. */

import { useSyncExternalStore } from "react";

const KEY = "glimpse.keys";

const listeners = new Set<() => void>();

let isOn = stored();

function stored(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    // The browser forbids storage: the choice lasts until the page is left.
    return true;
  }
}

export function setHasCharacters(isWanted: boolean): void {
  isOn = isWanted;
  try {
    if (isWanted) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {
    // As above.
  }
  for (const listener of listeners) listener();
}

export function useHasCharacters(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => isOn,
  );
}
