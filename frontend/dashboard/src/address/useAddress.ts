/** The view of the address bar, and how a component changes it. */

import { createContext, useCallback, useContext, useMemo, useRef, useSyncExternalStore } from "react";
import { formatView } from "./format";
import { parseView } from "./parse";
import { DEFAULT_VIEW, type Filters, type View } from "./view";

export type Address = {
  view: View;
  /** Goes to a changed view, which Back undoes: for choices. */
  push: (change: Partial<View>) => void;
  /** Shows a changed view in place of this one: while somebody types. */
  replace: (change: Partial<View>) => void;
  /** The same for filters; the list starts again at its first page. */
  filter: (change: Partial<Filters>, options?: { isTyping?: boolean }) => void;
  /** The address of a changed view, for a link that can be opened in a new tab. */
  href: (change: Partial<View>) => string;
};

const AddressContext = createContext<Address | null>(null);

export const AddressProvider = AddressContext.Provider;

export function useAddress(): Address {
  const address = useContext(AddressContext);
  if (!address) throw new Error("useAddress needs an AddressProvider.");
  return address;
}

/** The filters with which a list starts again at its first page. */
export function filtered(view: View, change: Partial<Filters>): Partial<View> {
  return { filters: { ...view.filters, ...change }, after: null, before: null };
}

/** The address itself, for the one provider. */
export function useLocationAddress(): Address {
  const search = useSyncExternalStore(subscribe, () => location.search);
  const latest = useRef(DEFAULT_VIEW);
  const view = useMemo(() => (latest.current = kept(latest.current, parseView(search))), [search]);
  const go = useCallback(
    (change: Partial<View>, isReplaced: boolean) => {
      const next = formatView({ ...view, ...change });
      if (next === formatView(view)) return;
      const url = location.pathname + next;
      if (isReplaced) history.replaceState(null, "", url);
      else history.pushState(null, "", url);
      dispatchEvent(new Event(CHANGED));
    },
    [view],
  );
  return useMemo(
    () => ({
      view,
      push: (change) => go(change, false),
      replace: (change) => go(change, true),
      filter: (change, { isTyping = false } = {}) => go(filtered(view, change), isTyping),
      href: (change) => location.pathname + formatView({ ...view, ...change }),
    }),
    [view, go],
  );
}

/** The view, with those parts of the former one that are equal: so nothing is asked again that has not changed. */
export function kept(former: View, view: View): View {
  const parts = Object.keys(view).map((key) => {
    const [before, now] = [former[key as keyof View], view[key as keyof View]];
    return [key, JSON.stringify(before) === JSON.stringify(now) ? before : now];
  });
  return Object.fromEntries(parts) as View;
}

/** All filters away, and nothing else. */
export const WITHOUT_FILTERS: Partial<View> = { filters: DEFAULT_VIEW.filters, after: null, before: null };

const CHANGED = "glimpse:address";

function subscribe(notify: () => void): () => void {
  addEventListener("popstate", notify);
  addEventListener(CHANGED, notify);
  return () => {
    removeEventListener("popstate", notify);
    removeEventListener(CHANGED, notify);
  };
}
