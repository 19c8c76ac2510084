/** Whether the window is too narrow for facets beside the list; the width stands in list.css too. */

import { useSyncExternalStore } from "react";

const NARROW = matchMedia("(max-width: 800px)");

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (notify) => {
      NARROW.addEventListener("change", notify);
      return () => NARROW.removeEventListener("change", notify);
    },
    () => NARROW.matches,
  );
}
