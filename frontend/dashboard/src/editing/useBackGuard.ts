/** While a form is open, Back closes the form and not the page below it; leaving the page asks if something is unsaved. */

import { useEffect, useRef } from "react";

/**
 * Puts one entry into the history, at the same address. `onBack` runs when Back has taken it; it puts the entry there
 * again with the `stay` that the hook returns, or lets the form close. A form that goes to an address of its own calls
 * `leave` first, and replaces the entry.
 */
export function useBackGuard(onBack: () => void, isUnsaved: boolean): { stay: () => void; leave: () => void } {
  const isThere = useRef(false);
  const latest = useRef(onBack);
  latest.current = onBack;
  const guard = useRef({
    stay: () => {
      if (isThere.current) return;
      history.pushState(null, "", location.href);
      isThere.current = true;
    },
    leave: () => {
      isThere.current = false;
    },
  });
  useEffect(() => {
    guard.current.stay();
    const taken = () => {
      isThere.current = false;
      latest.current();
    };
    addEventListener("popstate", taken);
    return () => {
      removeEventListener("popstate", taken);
      if (isThere.current) history.back();
    };
  }, []);
  useEffect(() => {
    if (!isUnsaved) return;
    const ask = (event: Event) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isUnsaved]);
  return guard.current;
}
